/** A run as a real server tells of it, read by the plainest means: what is compared shares nothing with what sends. */
export interface RunView {
  readonly id: string;
  readonly status: string;
  readonly params: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
  readonly metrics: ReadonlyMap<string, number>;
  readonly inputs: readonly { readonly name: string; readonly digest: string; readonly context: string }[];
  readonly artifactUri: string;
}

interface Point {
  readonly key: string;
  readonly value: number;
  readonly step: number;
}

async function call(address: string, route: string, fields: unknown): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${address}/api/2.0/mlflow/${route}`, { method: 'POST', headers, body: JSON.stringify(fields) });
  if (!response.ok) throw new Error(`${route}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

/** Asks by GET. */
export async function ask(address: string, route: string, query: Readonly<Record<string, string>>): Promise<Record<string, unknown>> {
  const response = await fetch(`${address}/api/2.0/mlflow/${route}?${new URLSearchParams(query)}`);
  if (!response.ok) throw new Error(`${route}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

/** Every run of every experiment that a filter fits. */
export async function searchViews(address: string, filter = ''): Promise<readonly RunView[]> {
  const { experiments = [] } = (await call(address, 'experiments/search', { max_results: 100 })) as { experiments?: { experiment_id: string }[] };
  const fields = { experiment_ids: experiments.map(({ experiment_id }) => experiment_id), filter, max_results: 5000 };
  // biome-ignore lint/suspicious/noExplicitAny: as the server spells it
  const { runs = [] } = (await call(address, 'runs/search', fields)) as { runs?: any[] };
  const map = <V>(list: { key: string; value: V }[] | undefined) => new Map((list ?? []).map(({ key, value }) => [key, value]));
  return runs.map(({ info, data, inputs }) => ({
    id: info.run_id,
    status: info.status,
    artifactUri: info.artifact_uri,
    params: map<string>(data.params),
    tags: map<string>(data.tags),
    metrics: map<number>(data.metrics),
    // biome-ignore lint/suspicious/noExplicitAny: as above
    inputs: (inputs?.dataset_inputs ?? []).map(({ dataset, tags }: any) => ({
      name: dataset.name,
      digest: dataset.digest,
      context: map<string>(tags).get('mlflow.data.context') ?? '',
    })),
  }));
}

/** Every point of a metric by its step; fails when a step is there twice. */
export async function history(address: string, run_id: string, metric_key: string): Promise<ReadonlyMap<number, number>> {
  const { metrics = [] } = (await ask(address, 'metrics/get-history', { run_id, metric_key, max_results: '25000' })) as { metrics?: Point[] };
  const points = new Map(metrics.map(({ step, value }) => [step, value]));
  if (points.size !== metrics.length) throw new Error(`${metric_key} of ${run_id}: a step is there twice`);
  return points;
}

/** The bytes of a file of a run. */
export async function download(address: string, { artifactUri }: RunView, path: string): Promise<Buffer> {
  const response = await fetch(`${address}/api/2.0/mlflow-artifacts/artifacts${artifactUri.replace('mlflow-artifacts:', '')}/${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}
