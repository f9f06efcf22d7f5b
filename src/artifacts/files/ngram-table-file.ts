import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../../core/failure.js';
import { type FlatFormat, flatPieces, readFlatBytes } from '../../core/files/flat-file.js';
import { writeBytes } from '../../core/files/write-bytes.js';
import type { NgramTable } from '../features.js';
import type { NgramNames } from './ngram-counts-file.js';
import { decodeSmallNgramTable, isSmallNgramTable } from './small-ngram-table.js';

/**
 * The n-gram table as bytes, a flat file (see `flat-file.ts` for the head). Counts in the head: features f, keys k, training
 * texts, collisions, distinct n-grams (low word, high word), bytes of names b. Parts:
 *   0  u32 keyLow, k
 *   1  u32 keyHigh, k
 *   2  u32 keyFeature, k
 *   3  u32 memberCount, f
 *   4  u32 documentFrequency, f
 *   5  f32 idf, f
 *   6  u32 start of each name, k + 1
 *   7  u8 names in UTF-8, b
 */
const FORMAT: FlatFormat = {
  name: 'an n-gram table',
  magic: 0x544e524d,
  version: 1,
  layout: ([features = 0, keys = 0, , , , , nameBytes = 0]) => [
    ['u32', keys],
    ['u32', keys],
    ['u32', keys],
    ['u32', features],
    ['u32', features],
    ['f32', features],
    ['u32', keys + 1],
    ['u8', nameBytes],
  ],
};

/** The table's bytes: equal tables give equal bytes. */
export function encodeNgramTable(table: NgramTable): Uint8Array {
  const nameStart = new Uint32Array(table.keyCount + 1);
  for (let key = 0; key < table.keyCount; key++) nameStart[key + 1] = (nameStart[key] as number) + Buffer.byteLength(table.keyNames[key] as string);
  return Buffer.concat(piecesOf(table, { nameStart, nameBytes: new Uint8Array(Buffer.from(table.keyNames.join(''))) }));
}

function piecesOf(table: Omit<NgramTable, 'keyNames'>, { nameStart, nameBytes }: NgramNames): Uint8Array[] {
  const { featureCount, keyCount, textCount, collisionCount, distinctCount } = table;
  const head = [featureCount, keyCount, textCount, collisionCount, distinctCount % 2 ** 32, Math.floor(distinctCount / 2 ** 32), nameBytes.length];
  const { keyLow, keyHigh, keyFeature, memberCount, documentFrequency, idf } = table;
  return flatPieces(FORMAT, head, [keyLow, keyHigh, keyFeature, memberCount, documentFrequency, idf, nameStart, nameBytes]);
}

/**
 * Reads what `encodeNgramTable` or `encodeSmallNgramTable` wrote. `artifact.corrupt` when magic, version or sizes are wrong, or a key
 * points at no feature. With `names: false` the list `keyNames` is empty: names are only for people, and half of the bytes. Else it is
 * made when first asked for.
 */
export function decodeNgramTable(bytes: Uint8Array, where = 'n-gram table', options: { readonly names?: boolean } = {}): NgramTable {
  if (isSmallNgramTable(bytes)) return decodeSmallNgramTable(bytes, where, options);
  return readFlatBytes(bytes, where, FORMAT, ({ counts, part }) => {
    const [featureCount = 0, keyCount = 0, textCount = 0, collisionCount = 0, distinctLow = 0, distinctHigh = 0] = counts;
    let names: readonly string[] | undefined = options.names === false ? [] : undefined;
    const table: NgramTable = {
      kind: 'ngram-table',
      featureCount,
      keyCount,
      keyLow: part(0) as Uint32Array,
      keyHigh: part(1) as Uint32Array,
      keyFeature: part(2) as Uint32Array,
      get keyNames() {
        names ??= decodeNames(part(6) as Uint32Array, part(7) as Uint8Array);
        return names;
      },
      memberCount: part(3) as Uint32Array,
      documentFrequency: part(4) as Uint32Array,
      idf: part(5) as Float32Array,
      textCount,
      collisionCount,
      distinctCount: distinctLow + distinctHigh * 2 ** 32,
    };
    checkMembers(table, where);
    return table;
  });
}

/** The table's own file in the store; a bundle has one of the same bytes under another name. */
export const NGRAM_TABLE_FILE = 'table.bin';

/** Where the table lies in the folder of its artifact. */
export function ngramTableFile(folder: string): string {
  return join(folder, NGRAM_TABLE_FILE);
}

/** Writes the table, as `encodeNgramTable` does. The file is not synced: the store does that for all files of an artifact when it publishes them. */
export function writeNgramTableFile(file: string, table: Omit<NgramTable, 'keyNames'>, names: NgramNames): void {
  writeBytes(file, piecesOf(table, names));
}

/** Loads a table; failures and options are those of `decodeNgramTable`. */
export function loadNgramTableFile(file: string, options: { readonly names?: boolean } = {}): NgramTable {
  return decodeNgramTable(readFileSync(file), file, options);
}

function decodeNames(starts: Uint32Array, bytes: Uint8Array): string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: starts.length - 1 }, (_, key) => buffer.toString('utf8', starts[key], starts[key + 1]));
}

/** Keys stand by feature, so a feature's keys are `memberCount` in a row. */
function checkMembers({ keyFeature, keyCount, memberCount, featureCount }: NgramTable, where: string): void {
  let key = 0;
  for (let feature = 0; feature < featureCount; feature++) {
    const end = key + (memberCount[feature] as number);
    while (key < end && keyFeature[key] === feature) key++;
    if (key !== end || end > keyCount) throw corrupt(where, `key ${key} belongs to feature ${keyFeature[key]}`, `feature ${feature}`);
  }
  if (key !== keyCount) throw corrupt(where, `${keyCount} keys`, `${key}, the sum of the features' member counts`);
}

function corrupt(where: string, got: string, wanted: string): Error {
  return fail('artifact.corrupt', { what: 'an n-gram table does not hold together', where, got, wanted });
}
