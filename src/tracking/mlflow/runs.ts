import type { TrackedFacts } from '../tracker.js';
import type { Rest } from './rest.js';
import { factBatches, type KeyValue, keyValues, wireParams, wireTags } from './wire.js';

/** A run as the server gives it. */
export interface ServerRun {
  readonly info: {
    readonly run_id: string;
    readonly status: string;
    readonly artifact_uri: string;
    readonly start_time?: number | string;
    readonly experiment_id: string;
  };
  readonly data: {
    readonly metrics?: readonly { readonly key: string; readonly value: number | string }[];
    readonly params?: readonly KeyValue[];
    readonly tags?: readonly KeyValue[];
  };
}

/** Most runs that one answer holds. */
const PAGE = 1000;

/** The runs of an experiment that a filter fits and nobody deleted, the oldest first. */
export async function searchRuns(rest: Rest, experimentId: string | null, filter: string): Promise<readonly ServerRun[]> {
  const found: ServerRun[] = [];
  const experiment_ids = experimentId === null ? await everyExperiment(rest) : [experimentId];
  for (let page_token = ''; ; ) {
    const fields = { experiment_ids, filter, run_view_type: 'ACTIVE_ONLY', max_results: PAGE, order_by: ['attributes.start_time ASC'] };
    const answer = await rest.call<{ runs?: readonly ServerRun[]; next_page_token?: string }>('POST', 'runs/search', {
      ...fields,
      ...(page_token === '' ? {} : { page_token }),
    });
    found.push(...(answer?.runs ?? []));
    page_token = answer?.next_page_token ?? '';
    if (page_token === '') return found;
  }
}

async function everyExperiment(rest: Rest): Promise<readonly string[]> {
  const answer = await rest.call<{ experiments?: readonly { readonly experiment_id: string }[] }>('POST', 'experiments/search', {
    max_results: 1000,
  });
  return (answer?.experiments ?? []).map(({ experiment_id }) => experiment_id);
}

/** A run by the server's id; undefined where there is none. */
export async function getRun(rest: Rest, run_id: string): Promise<ServerRun | undefined> {
  const answer = await rest.get<{ run: ServerRun }>('runs/get', { run_id }, { expect: ['RESOURCE_DOES_NOT_EXIST'] });
  return answer?.run;
}

/** Records facts, request after request: a server may refuse two at once that write to one run. */
export async function logFacts(rest: Rest, run_id: string, facts: TrackedFacts): Promise<void> {
  // A param that two requests record at once may be refused, and is there a moment later.
  for (const batch of factBatches(facts)) {
    const first = await rest.call('POST', 'runs/log-batch', { run_id, ...batch }, { expect: ['BAD_REQUEST'] });
    if (first === undefined) await rest.call('POST', 'runs/log-batch', { run_id, ...batch });
  }
}

/** What the server has not stored as it was sent, a sentence each: of every metric its last point, every param and tag. */
export function unstored({ data }: ServerRun, { metrics, params, tags }: TrackedFacts): readonly string[] {
  const last = new Map<string, (typeof metrics)[number]>();
  for (const metric of metrics) if (metric.step >= (last.get(metric.key)?.step ?? -1)) last.set(metric.key, metric);
  const stored = new Map((data.metrics ?? []).map(({ key, value }) => [key, Number(value)]));
  const wrongMetrics = [...last.values()].filter(({ key, value }) => !isStoredAs(value, stored.get(key)));
  const texts = [
    [wireParams(params), keyValues(data.params), 'param'],
    [wireTags(tags), keyValues(data.tags), 'tag'],
  ] as const;
  return [
    ...wrongMetrics.map(({ key, value }) => `metric ${key}: ${stored.get(key)} is stored, ${value} was sent`),
    ...texts.flatMap(([sent, there, name]) =>
      sent
        .filter(({ key, value }) => there.get(key) !== value)
        .map(({ key, value }) => `${name} ${key}: ${there.get(key)} is stored, ${value} was sent`),
    ),
  ];
}

/** What is not finite a server may store as the largest number, or as none. */
function isStoredAs(sent: number, stored: number | undefined): boolean {
  return stored !== undefined && (Number.isFinite(sent) ? stored === sent : true);
}
