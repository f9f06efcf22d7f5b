import type { NgramTable } from '../../artifacts/features.js';
import type { FeaturesConfig } from '../../config/pipeline-config.js';
import { log } from '../../kernels/math.js';
import { FREQUENCY, HIGH, LOW, MIXED_BLOCK, ORIGIN, RECORD_WORDS, SIGNATURE_A, TIMES } from '../../tasks/features/documents/document-records.js';
import type { MergedDocuments } from '../../tasks/features/documents/merged-documents.js';

/** A table whose names are still to be read: the record of each key, in the order of the table's keys, stands at `places` of `records`. */
export interface UnnamedTable {
  readonly table: Omit<NgramTable, 'keyNames'>;
  readonly records: Uint32Array;
  readonly places: Uint32Array;
}

/**
 * Chooses the keys and merges those that no training text tells apart. `ranges` in order of range; `textCount` is the number of
 * distinct training texts. The most frequent `maxFeatures` keys stay (ties: the smaller key). Keys of one block with equal
 * frequency, signature and total times are one feature. `idf` says how rarity counts. Cost: linear in the keys with the minimum document frequency and in the largest frequency.
 */
export function assembleTable(
  ranges: readonly MergedDocuments[],
  textCount: number,
  maxFeatures: number,
  idf: FeaturesConfig['idf'] = 'smooth',
): UnnamedTable {
  const all = concatenate(ranges.map(({ records }) => records));
  const chosen = mostFrequent(all, maxFeatures);
  const { featureOfChosen, firstKeys } = mergeEqual(all, chosen);
  const { order, memberCount } = orderByFeature(featureOfChosen, firstKeys.length);
  const places = order.map((i) => chosen[i]!);
  const documentFrequency = Uint32Array.from(firstKeys.map((i) => all[chosen[i]! + FREQUENCY]!));
  return {
    table: {
      kind: 'ngram-table',
      featureCount: firstKeys.length,
      keyCount: places.length,
      keyLow: places.map((at) => all[at + LOW]!),
      keyHigh: places.map((at) => all[at + HIGH]!),
      keyFeature: order.map((i) => featureOfChosen[i]!),
      memberCount,
      documentFrequency,
      idf: Float32Array.from(documentFrequency, (frequency) => inverseFrequency(idf, textCount, frequency)),
      textCount,
      collisionCount: ranges.reduce((total, range) => total + range.collisionCount, 0),
      distinctCount: ranges.reduce((total, range) => total + range.distinctCount, 0),
    },
    records: all,
    places,
  };
}

/** Weight of a feature by the texts that have it: ln((1 + n) / (1 + df)) + 1, its root, or 1. */
function inverseFrequency(idf: FeaturesConfig['idf'], textCount: number, frequency: number): number {
  if (idf === 'none') return 1;
  const smooth = log((1 + textCount) / (1 + frequency)) + 1;
  return idf === 'sqrt' ? Math.sqrt(smooth) : smooth;
}

function concatenate(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((total, part) => total + part.length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return all;
}

/** Where the records of the most frequent keys stand, by falling frequency, then by key: records come in key order, which a counting sort keeps. */
function mostFrequent(all: Uint32Array, maxFeatures: number): Uint32Array {
  let largest = 0;
  for (let at = FREQUENCY; at < all.length; at += RECORD_WORDS) largest = Math.max(largest, all[at]!);
  // next[d] is the place of the next key whose frequency is largest − d.
  const next = new Uint32Array(largest + 2);
  for (let at = FREQUENCY; at < all.length; at += RECORD_WORDS) next[largest - all[at]! + 1]!++;
  for (let d = 1; d <= largest; d++) next[d]! += next[d - 1]!;
  const places = new Uint32Array(all.length / RECORD_WORDS);
  for (let at = 0; at < all.length; at += RECORD_WORDS) places[next[largest - all[at + FREQUENCY]!]!++] = at;
  return places.slice(0, maxFeatures);
}

/** Numbers the features in order of their first key; `firstKeys` are places in `chosen`. */
function mergeEqual(all: Uint32Array, chosen: Uint32Array): { featureOfChosen: Uint32Array; firstKeys: number[] } {
  let slotCount = 16;
  while (slotCount < 2 * chosen.length) slotCount *= 2;
  const slots = new Int32Array(slotCount).fill(-1);
  const featureOfChosen = new Uint32Array(chosen.length);
  const firstKeys: number[] = [];
  chosen.forEach((at, i) => {
    let slot = all[at + SIGNATURE_A]! & (slotCount - 1);
    while (slots[slot]! >= 0 && !areEqual(all, chosen[firstKeys[slots[slot]!]!]!, at)) slot = (slot + 1) & (slotCount - 1);
    if (slots[slot]! < 0) {
      slots[slot] = firstKeys.length;
      firstKeys.push(i);
    }
    featureOfChosen[i] = slots[slot]!;
  });
  return { featureOfChosen, firstKeys };
}

function areEqual(all: Uint32Array, a: number, b: number): boolean {
  const block = all[a + ORIGIN]! & 0xff;
  if (block === MIXED_BLOCK || block !== (all[b + ORIGIN]! & 0xff)) return false;
  for (let word = FREQUENCY; word <= TIMES; word++) if (all[a + word] !== all[b + word]) return false;
  return true;
}

/** The chosen keys feature by feature, each feature's in the order they had; and the keys a feature. */
function orderByFeature(featureOfChosen: Uint32Array, featureCount: number): { order: Uint32Array; memberCount: Uint32Array } {
  const memberCount = new Uint32Array(featureCount);
  for (const feature of featureOfChosen) memberCount[feature]!++;
  const next = new Uint32Array(featureCount);
  for (let feature = 1; feature < featureCount; feature++) next[feature] = next[feature - 1]! + memberCount[feature - 1]!;
  const order = new Uint32Array(featureOfChosen.length);
  featureOfChosen.forEach((feature, i) => {
    order[next[feature]!++] = i;
  });
  return { order, memberCount };
}
