import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface KeyValue {
  readonly key: string;
  readonly value: string;
}

interface FakeRun {
  readonly info: { run_id: string; experiment_id: string; status: string; artifact_uri: string; start_time: number; end_time?: number };
  readonly params: Map<string, string>;
  readonly tags: Map<string, string>;
  /** By key, step, time and value: the same point is there once. */
  readonly points: Map<string, { key: string; value: number; step: number }>;
  isDeleted: boolean;
}

/** What the server does with a request instead of answering as it should; undefined: nothing. */
export type Mischief = (request: IncomingMessage, count: number) => number | 'hang up' | 'store nothing' | undefined;

/** Speaks the part of MLflow's REST interface that is used here, on loopback. What a real one does is for the tests with a real one. */
export class FakeMlflow {
  readonly runs = new Map<string, FakeRun>();
  readonly files = new Map<string, Buffer>();
  readonly experiments = new Map<string, string>();
  readonly models = new Map<
    string,
    { versions: { version: string; tags: readonly KeyValue[]; run_id: string; source: string }[]; aliases: Map<string, string> }
  >();
  readonly requests: { readonly route: string; readonly authorization: string | undefined }[] = [];
  /** Whether its store takes files in parts. */
  takesParts = false;
  mischief: Mischief = () => undefined;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const url = new URL(request.url ?? '', 'http://fake');
      this.requests.push({ route: `${request.method} ${url.pathname}`, authorization: request.headers.authorization });
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const wrong = this.mischief(request, this.requests.length);
      if (wrong === 'hang up') request.socket.destroy();
      else if (typeof wrong === 'number') response.writeHead(wrong, { 'content-type': 'text/html' }).end('<html>not now</html>');
      else if (wrong === 'store nothing') response.end('{}');
      else {
        const [status, body, headers] = this.#answer(request.method ?? '', url, Buffer.concat(chunks));
        response.writeHead(status, headers).end(Buffer.isBuffer(body) ? body : JSON.stringify(body));
      }
    });
  }

  static async start(): Promise<FakeMlflow> {
    const fake = new FakeMlflow();
    await new Promise<void>((resolve) => {
      fake.#server.listen(0, '127.0.0.1', resolve);
    });
    return fake;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Children of a run that nobody deleted. */
  childrenOf(parent: string): readonly FakeRun[] {
    return [...this.runs.values()].filter((run) => !run.isDeleted && run.tags.get('mlflow.parentRunId') === parent);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  #answer(method: string, url: URL, body: Buffer): [number, unknown, Record<string, string>?] {
    const route = decodeURIComponent(url.pathname).replace('/api/2.0/', '');
    const query = Object.fromEntries(url.searchParams);
    const artifact = /^mlflow-artifacts\/artifacts\/(.+)$/.exec(route)?.[1];
    if (artifact !== undefined) return this.#artifact(method, artifact, body);
    const part = /^part\/(\d+)$/.exec(route.slice(1))?.[1];
    if (part !== undefined) return [200, {}, { etag: `"${this.files.set(`part/${part}`, body).size}"` }];
    const fields = method === 'GET' ? query : JSON.parse(body.toString());
    if (route.startsWith('mlflow-artifacts/mpu/')) return this.#parts(route.split('/').slice(2), fields);
    const handler = this.#handlers[route.replace('mlflow/', '')];
    return handler === undefined ? [404, 'no such page'] : handler(fields);
  }

  // biome-ignore lint/suspicious/noExplicitAny: fields of another program, as they come
  readonly #handlers: Readonly<Record<string, (fields: any) => [number, unknown]>> = {
    'experiments/get-by-name': ({ experiment_name }) => {
      const experiment_id = this.experiments.get(experiment_name);
      return experiment_id === undefined ? missing() : [200, { experiment: { experiment_id, lifecycle_stage: 'active' } }];
    },
    'experiments/create': ({ name }) => {
      this.experiments.set(name, String(this.experiments.size + 1));
      return [200, { experiment_id: this.experiments.get(name) }];
    },
    'experiments/search': () => [200, { experiments: [...this.experiments.values()].map((experiment_id) => ({ experiment_id })) }],
    'runs/search': ({ filter, experiment_ids }) => {
      const wanted = [...String(filter).matchAll(/tags\.`([^`]+)` = '([^']*)'/g)];
      const fits = (run: FakeRun) =>
        !run.isDeleted && experiment_ids.includes(run.info.experiment_id) && wanted.every(([, key, value]) => run.tags.get(key as string) === value);
      return [200, { runs: [...this.runs.values()].filter(fits).map(asWire) }];
    },
    'runs/create': ({ experiment_id, start_time, tags }) => {
      const run_id = String(this.runs.size + 1).padStart(32, '0');
      const info = { run_id, experiment_id, status: 'RUNNING', start_time, artifact_uri: `mlflow-artifacts:/${experiment_id}/${run_id}/artifacts` };
      const run = {
        info,
        params: new Map(),
        tags: new Map(tags.map(({ key, value }: KeyValue) => [key, value])),
        points: new Map(),
        isDeleted: false,
      };
      this.runs.set(run_id, run as FakeRun);
      return [200, { run: asWire(run as FakeRun) }];
    },
    'runs/get': ({ run_id }) => {
      const run = this.runs.get(run_id);
      return run === undefined ? missing() : [200, { run: asWire(run) }];
    },
    'runs/delete': ({ run_id }) => {
      (this.runs.get(run_id) as FakeRun).isDeleted = true;
      return [200, {}];
    },
    'runs/update': ({ run_id, ...info }) => {
      Object.assign((this.runs.get(run_id) as FakeRun).info, info);
      return [200, {}];
    },
    'runs/log-batch': ({ run_id, metrics, params, tags }) => {
      const run = this.runs.get(run_id) as FakeRun;
      for (const { key, value } of params) run.params.set(key, value);
      for (const { key, value } of tags) run.tags.set(key, value);
      for (const point of metrics) run.points.set(JSON.stringify(point), point);
      return [200, {}];
    },
    'runs/log-inputs': () => [200, {}],
    'artifacts/list': ({ run_id, path = '' }) => {
      const { experiment_id } = (this.runs.get(run_id) as FakeRun).info;
      const root = `${experiment_id}/${run_id}/artifacts/`;
      const below = [...this.files].flatMap(([name, bytes]) =>
        name.startsWith(`${root}${path === '' ? '' : `${path}/`}`) ? [[name.slice(root.length), bytes.length] as const] : [],
      );
      const names = new Map(
        below.map(([name, size]) => [
          name
            .split('/')
            .slice(0, (path === '' ? 0 : path.split('/').length) + 1)
            .join('/'),
          [name, size] as const,
        ]),
      );
      return [
        200,
        {
          files: [...names].map(([name, [whole, size]]) =>
            name === whole ? { path: name, is_dir: false, ...(size > 0 ? { file_size: size } : {}) } : { path: name, is_dir: true },
          ),
        },
      ];
    },
    'registered-models/create': ({ name }) => {
      if (this.models.has(name)) return [400, { error_code: 'RESOURCE_ALREADY_EXISTS', message: name }];
      this.models.set(name, { versions: [], aliases: new Map() });
      return [200, {}];
    },
    'registered-models/get': ({ name }) => {
      const model = this.models.get(name);
      if (model === undefined) return missing();
      return [200, { registered_model: { aliases: [...model.aliases].map(([alias, version]) => ({ alias, version })) } }];
    },
    'registered-models/alias': ({ name, alias, version }) => {
      this.models.get(name)?.aliases.set(alias, version);
      return [200, {}];
    },
    'model-versions/create': ({ name, tags, run_id, source }) => {
      const versions = this.models.get(name)?.versions ?? [];
      versions.push({ version: String(versions.length + 1), tags, run_id, source });
      return [200, {}];
    },
    'model-versions/search': ({ filter }) => [200, { model_versions: this.models.get(/^name='(.+)'$/.exec(filter)?.[1] ?? '')?.versions ?? [] }],
  };

  #artifact(method: string, path: string, body: Buffer): [number, unknown] {
    if (method === 'PUT') this.files.set(path, body);
    const found = this.files.get(path);
    return found === undefined ? missing() : [200, method === 'GET' ? found : {}];
  }

  // biome-ignore lint/suspicious/noExplicitAny: as above
  #parts([step, ...folder]: readonly string[], { path, num_parts, parts }: any): [number, unknown] {
    if (!this.takesParts) return [501, { error_code: 'NOT_IMPLEMENTED', message: 'multipart' }];
    const credentials = Array.from({ length: num_parts ?? 0 }, (_, i) => ({ url: `${this.address}/part/${i + 1}`, part_number: i + 1, headers: {} }));
    if (step === 'create') return [200, { upload_id: 'u', credentials }];
    const numbers = (parts as { part_number: number }[] | undefined)?.map(({ part_number }) => part_number) ?? [];
    if (step === 'complete')
      this.files.set(`${folder.join('/')}/${path}`, Buffer.concat(numbers.map((number) => this.files.get(`part/${number}`) as Buffer)));
    return [200, {}];
  }
}

function asWire({ info, params, tags, points }: FakeRun) {
  const list = (map: ReadonlyMap<string, string>) => [...map].map(([key, value]) => ({ key, value }));
  const last = new Map<string, { key: string; value: number; step: number }>();
  for (const point of points.values()) if (point.step >= (last.get(point.key)?.step ?? -1)) last.set(point.key, point);
  return { info, data: { metrics: [...last.values()], params: list(params), tags: list(tags) } };
}

function missing(): [number, unknown] {
  return [404, { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'no such thing' }];
}
