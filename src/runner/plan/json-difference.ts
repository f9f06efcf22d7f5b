import { canonicalJson, type Json } from '../../core/canonical-json.js';
import { compareUtf8 } from '../../core/utf8-order.js';

/** One place where two JSON values differ; `undefined` where one of them has nothing. */
export interface JsonDifference {
  /** Such as `split.seed` or `partitions[3]`; empty for the values themselves. */
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

type JsonObject = { readonly [key: string]: Json | undefined };

/** The places where two values differ, in the order of their canonical JSON: keys bytewise, entries by index; at most `limit`. */
export function jsonDifferences(before: Json | undefined, after: Json | undefined, limit = Number.POSITIVE_INFINITY): JsonDifference[] {
  const found: JsonDifference[] = [];
  walk(before, after, '', found, limit);
  return found;
}

/** `seed: 1, was 2`, for a message; values are cut to length. */
export function describeDifference({ path, before, after }: JsonDifference): string {
  return `${path === '' ? 'value' : path}: ${show(after)}, was ${show(before)}`;
}

function walk(before: Json | undefined, after: Json | undefined, path: string, found: JsonDifference[], limit: number): void {
  if (found.length >= limit || before === after) return;
  if (Array.isArray(before) && Array.isArray(after)) {
    for (let i = 0; i < Math.max(before.length, after.length); i++) walk(before[i] as Json, after[i] as Json, `${path}[${i}]`, found, limit);
  } else if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(compareUtf8);
    for (const key of keys) walk(before[key], after[key], path === '' ? key : `${path}.${key}`, found, limit);
  } else {
    found.push({ path, before, after });
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: Json | undefined): string {
  if (value === undefined) return 'absent';
  const text = canonicalJson(value);
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
