import { fail } from '../../core/failure.js';
import { type FlatFormat, flatPieces, readFlatBytes } from '../../core/files/flat-file.js';
import type { NgramTable } from '../features.js';
import { decodeVarints, encodeVarints } from './varints.js';

/**
 * The n-gram table in fewer bytes, for bundles that are to be small: what follows from the rest is left out, and small numbers are short
 * (see `varints.ts`). A flat file; counts in the head: features f, keys k, training texts, collisions, distinct n-grams (low word, high
 * word), bytes of member counts, of document frequencies, of name lengths, and of names. Parts:
 *   0  u32 keyLow, k
 *   1  u32 keyHigh, k
 *   2  f32 idf, f
 *   3  u8 memberCount of each feature, which says whose the keys are
 *   4  u8 documentFrequency of each feature
 *   5  u8 bytes of each name
 *   6  u8 names in UTF-8
 */
const FORMAT: FlatFormat = {
  name: 'an n-gram table',
  magic: 0x544e524d,
  version: 2,
  layout: ([features = 0, keys = 0, , , , , members = 0, frequencies = 0, lengths = 0, names = 0]) => [
    ['u32', keys],
    ['u32', keys],
    ['f32', features],
    ['u8', members],
    ['u8', frequencies],
    ['u8', lengths],
    ['u8', names],
  ],
};

/** Whether bytes are of this format, by their version. */
export function isSmallNgramTable(bytes: Uint8Array): boolean {
  return bytes.length >= 8 && new DataView(bytes.buffer, bytes.byteOffset, 8).getUint32(4, true) === FORMAT.version;
}

/** The table's bytes: equal tables give equal bytes. */
export function encodeSmallNgramTable(table: NgramTable): Uint8Array {
  const names = Buffer.from(table.keyNames.join(''));
  const counts = [
    encodeVarints(table.memberCount),
    encodeVarints(table.documentFrequency),
    encodeVarints(Uint32Array.from(table.keyNames, (name) => Buffer.byteLength(name))),
  ];
  const { featureCount, keyCount, textCount, collisionCount, distinctCount } = table;
  const distinct = [distinctCount % 2 ** 32, Math.floor(distinctCount / 2 ** 32)];
  const head = [featureCount, keyCount, textCount, collisionCount, ...distinct, ...counts.map(({ length }) => length), names.length];
  return Buffer.concat(flatPieces(FORMAT, head, [table.keyLow, table.keyHigh, table.idf, ...counts, new Uint8Array(names)]));
}

/** Reads it; failures and options are those of `decodeNgramTable`. */
export function decodeSmallNgramTable(bytes: Uint8Array, where: string, options: { readonly names?: boolean }): NgramTable {
  return readFlatBytes(bytes, where, FORMAT, ({ counts, part }) => {
    const [featureCount = 0, keyCount = 0, textCount = 0, collisionCount = 0, distinctLow = 0, distinctHigh = 0] = counts;
    const names = counts[9] ?? 0;
    const numbers = (index: number, count: number, what: string): Uint32Array => {
      const decoded = decodeVarints(part(index) as Uint8Array, count);
      if (decoded === null) throw corrupt(where, `other bytes than ${count} ${what} take`, `${count} ${what}`);
      return decoded;
    };
    const memberCount = numbers(3, featureCount, 'member counts');
    const nameBytes = options.names === false ? null : numbers(5, keyCount, 'name lengths');
    if (nameBytes !== null) checkNames(nameBytes, names, where);
    let keyNames: readonly string[] | undefined = nameBytes === null ? [] : undefined;
    return {
      kind: 'ngram-table',
      featureCount,
      keyCount,
      keyLow: part(0) as Uint32Array,
      keyHigh: part(1) as Uint32Array,
      keyFeature: featuresOf(memberCount, keyCount, where),
      get keyNames() {
        keyNames ??= namesOf(nameBytes ?? new Uint32Array(0), part(6) as Uint8Array);
        return keyNames;
      },
      memberCount,
      documentFrequency: numbers(4, featureCount, 'document frequencies'),
      idf: part(2) as Float32Array,
      textCount,
      collisionCount,
      distinctCount: distinctLow + distinctHigh * 2 ** 32,
    };
  });
}

/** Keys stand by feature. */
function featuresOf(memberCount: Uint32Array, keyCount: number, where: string): Uint32Array {
  const total = memberCount.reduce((sum, count) => sum + count, 0);
  if (total !== keyCount) throw corrupt(where, `${keyCount} keys`, `${total}, the sum of the features' member counts`);
  const features = new Uint32Array(keyCount);
  let key = 0;
  for (const [feature, count] of memberCount.entries()) {
    features.fill(feature, key, key + count);
    key += count;
  }
  return features;
}

function checkNames(lengths: Uint32Array, byteCount: number, where: string): void {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total !== byteCount) throw corrupt(where, `${byteCount} bytes of names`, `${total}, the sum of their lengths`);
}

function namesOf(lengths: Uint32Array, names: Uint8Array): string[] {
  const buffer = Buffer.from(names.buffer, names.byteOffset, names.byteLength);
  let end = 0;
  return Array.from(lengths, (length) => {
    end += length;
    return buffer.toString('utf8', end - length, end);
  });
}

function corrupt(where: string, got: string, wanted: string): Error {
  return fail('artifact.corrupt', { what: 'an n-gram table does not hold together', where, got, wanted });
}
