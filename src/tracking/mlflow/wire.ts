import { digestBytes } from '../../core/digest.js';
import type { TrackedFacts, TrackedMetric } from '../tracker.js';

// A field of a wrong type is not refused: the server stores 0 or nothing, drops the rest of the request and answers 200. So everything
// goes through here, and what was stored is read back.

/** A name and its value, as the server spells them. */
export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

/** A point of a metric as the server takes it. */
interface WireMetric {
  readonly key: string;
  /** What JSON has no number for is a text. */
  readonly value: number | string;
  readonly timestamp: number;
  readonly step: number;
}

/** The fields of one `log-batch`. */
export interface FactBatch {
  readonly metrics: readonly WireMetric[];
  readonly params: readonly KeyValue[];
  readonly tags: readonly KeyValue[];
}

/** Most of each in a request, so that all together are a thousand. */
const MOST_TEXTS = 100;
const MOST_METRICS = 800;
/** A request may have a million bytes: half of it for params, half for tags, four a character. */
const MOST_CHARACTERS = 100_000;

const LONGEST = { param: 6000, tag: 5000 } as const;
const LONGEST_KEY = 250;

/** Facts in as many requests as they need, always in the same order. */
export function factBatches({ metrics, params, tags }: TrackedFacts): readonly FactBatch[] {
  const size = ({ value }: KeyValue): number => value.length / MOST_CHARACTERS;
  const lists = {
    params: chunksOf(wireParams(params), MOST_TEXTS, size),
    tags: chunksOf(wireTags(tags), MOST_TEXTS, size),
    metrics: chunksOf(metrics.map(wireMetric), MOST_METRICS, () => 0),
  };
  const batchCount = Math.max(...Object.values(lists).map((chunks) => chunks.length));
  return Array.from({ length: batchCount }, (_, i) => ({
    params: lists.params[i] ?? [],
    tags: lists.tags[i] ?? [],
    metrics: lists.metrics[i] ?? [],
  }));
}

/** Items in order, in pieces of at most `most` of them whose sizes add up to at most 1. */
function chunksOf<Item>(items: readonly Item[], most: number, sizeOf: (item: Item) => number): readonly (readonly Item[])[] {
  const chunks: Item[][] = [];
  let size = 0;
  for (const item of items) {
    size += sizeOf(item);
    const last = chunks.at(-1);
    if (last !== undefined && last.length < most && size <= 1) last.push(item);
    else {
      chunks.push([item]);
      size = sizeOf(item);
    }
  }
  return chunks;
}

/** Params as the server stores them. */
export function wireParams(params: TrackedFacts['params']): readonly KeyValue[] {
  return Object.entries(params).map(([key, value]) => ({ key: wireKey(key), value: wireText(value, LONGEST.param) }));
}

/** Tags as the server stores them. */
export function wireTags(tags: TrackedFacts['tags']): readonly KeyValue[] {
  return Object.entries(tags).map(([key, value]) => ({ key: wireKey(key), value: wireText(value, LONGEST.tag) }));
}

function wireMetric({ key, value, step, timeMs }: TrackedMetric): WireMetric {
  const spelled = Number.isFinite(value) ? value : String(value);
  return { key: wireKey(key), value: spelled, timestamp: Math.round(timeMs), step: Math.round(step) };
}

/** Other characters are refused, and with them the whole request. */
export function wireKey(key: string): string {
  return key.replace(/[^/\w.\- ]/g, '_').slice(0, LONGEST_KEY);
}

/** A text that is too long would be cut without a word: it ends in the digest of the whole, which the manifest of the run holds. */
function wireText(text: string, longest: number): string {
  const whole = wellFormed(text);
  if (whole.length <= longest) return whole;
  const end = `… sha256:${digestBytes(whole)}`;
  return wellFormed(`${whole.slice(0, longest - end.length)}${end}`);
}

/** Without half characters. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

/** Lists of keys and values as a map. */
export function keyValues(list: readonly { readonly key: string; readonly value: string }[] | undefined): ReadonlyMap<string, string> {
  return new Map((list ?? []).map(({ key, value }) => [key, value]));
}
