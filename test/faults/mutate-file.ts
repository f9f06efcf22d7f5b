import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rng } from '../../src/core/rng.js';

/** What may happen to the bytes of a file: gives the bytes afterwards and says what was done. `bytes` is not empty, and is not changed. */
type Mutation = (bytes: Buffer, rng: Rng) => readonly [what: string, bytes: Buffer];

/** Longest range that is set to zero, doubled or put in. */
const RANGE_BYTES = 64;

const MUTATIONS: readonly Mutation[] = [flipBit, cutShort, zeroRange, doubleRange, insertBytes, empty];

/** Values that somebody might write in place of another into a JSON record. */
const JSON_VALUES = [null, true, -1, 0, 0.5, 1e308, 2 ** 60, '', 'x', '../..', '\u0000', [], {}, [null], { '': '' }];

/** Files of a folder and of those below, as relative paths in the order of the alphabet; their order decides what a seed does. */
export function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
}

/** Does to one of the files, or to two of them, what the randomness says; tells what. */
export function mutateOneOf(files: readonly string[], rng: Rng): string {
  const file = files[rng.nextBelow(files.length)] as string;
  const chance = rng.nextBelow(10);
  if (chance === 0 && files.length > 1) return swap(file, files[rng.nextBelow(files.length)] as string);
  if (chance === 1) return remove(file);
  return mutateFile(file, rng);
}

/** Does to a file what the randomness says; tells what. Half of the changes of JSON are to a value: what is no JSON any more is found at once. */
export function mutateFile(file: string, rng: Rng): string {
  const before = readFileSync(file);
  if (before.length === 0) return changed(file, insertBytes(before, rng));
  const isJson = /\.jsonl?$/.test(file);
  const mutation = isJson && rng.nextBelow(2) === 0 ? replaceValue : (MUTATIONS[rng.nextBelow(MUTATIONS.length)] as Mutation);
  return changed(file, mutation(before, rng));
}

function changed(file: string, [what, bytes]: readonly [string, Buffer]): string {
  writeFileSync(file, bytes);
  return `${what} of ${file}`;
}

function swap(one: string, other: string): string {
  const aside = `${one}.aside`;
  renameSync(one, aside);
  if (other !== one) renameSync(other, one);
  renameSync(aside, other);
  return `the name of ${one} and of ${other}, one for the other`;
}

function remove(file: string): string {
  rmSync(file);
  return `all, with the name, of ${file}`;
}

function flipBit(bytes: Buffer, rng: Rng): [string, Buffer] {
  const at = rng.nextBelow(bytes.length);
  const bit = rng.nextBelow(8);
  const after = Buffer.from(bytes);
  after[at] = (after[at] as number) ^ (1 << bit);
  return [`bit ${bit} of byte ${at}`, after];
}

function cutShort(bytes: Buffer, rng: Rng): [string, Buffer] {
  const kept = rng.nextBelow(bytes.length);
  return [`all but the first ${kept} bytes`, bytes.subarray(0, kept)];
}

function zeroRange(bytes: Buffer, rng: Rng): [string, Buffer] {
  const [from, to] = range(bytes, rng);
  return [`zeros for bytes ${from} to ${to}`, Buffer.from(bytes).fill(0, from, to)];
}

function doubleRange(bytes: Buffer, rng: Rng): [string, Buffer] {
  const [from, to] = range(bytes, rng);
  return [`bytes ${from} to ${to} twice`, Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)])];
}

function insertBytes(bytes: Buffer, rng: Rng): [string, Buffer] {
  const at = rng.nextBelow(bytes.length + 1);
  const more = Buffer.from(Array.from({ length: 1 + rng.nextBelow(RANGE_BYTES) }, () => rng.nextBelow(256)));
  return [`${more.length} bytes more at ${at}`, Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)])];
}

function empty(): [string, Buffer] {
  return ['all bytes', Buffer.alloc(0)];
}

/** Puts another value in the place of one of a JSON file, or of a line of a file of JSON lines; the file stays JSON. */
function replaceValue(bytes: Buffer, rng: Rng): readonly [string, Buffer] {
  const lines = bytes.toString('utf8').trimEnd().split('\n');
  const isWhole = isJson(bytes.toString('utf8'));
  const index = isWhole ? 0 : rng.nextBelow(lines.length);
  const text = isWhole ? bytes.toString('utf8') : (lines[index] as string);
  if (!isJson(text)) return flipBit(bytes, rng);
  const holder = { root: JSON.parse(text) as unknown };
  const places = placesIn(holder);
  const [object, key] = places[rng.nextBelow(places.length)] as Place;
  const value = JSON_VALUES[rng.nextBelow(JSON_VALUES.length)];
  object[key] = value;
  const after = JSON.stringify(holder.root);
  return [`${JSON.stringify(value)} for ${key}, line ${index + 1}`, Buffer.from(isWhole ? after : `${lines.with(index, after).join('\n')}\n`)];
}

type Place = readonly [object: Record<string, unknown>, key: string];

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const object = value as Record<string, unknown>;
  return Object.keys(object).flatMap((key): Place[] => [[object, key], ...placesIn(object[key])]);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function range(bytes: Buffer, rng: Rng): [from: number, to: number] {
  const from = rng.nextBelow(bytes.length);
  return [from, Math.min(bytes.length, from + 1 + rng.nextBelow(RANGE_BYTES))];
}
