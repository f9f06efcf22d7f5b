import type { FeatureSpec, NgramTable } from '../../artifacts/features.js';
import { weightsOfBlocks } from './feature-blocks.js';
import { TABULATED, tabulateWeights, weighTimes } from './term-weight.js';

/**
 * Turns the counted n-grams of a row into its sparse vector: the one place where the formula stands, so that a matrix and a
 * single row agree to the bit. With t the times of a table key in a block, t' as `termWeight` says (`weighTimes`), a feature f of the
 * block has x_f = idf_f · Σ t' / √members_f over its keys that are present; the block is divided by
 * √(Σ (idf·t')²) over keys (not features: merging changes no norm) and multiplied by its weight. All in f64, stored as f32.
 * Sums run in the order in which the entries come.
 */
export class VectorBuilder {
  /** The last vector: ids ascending, entries 0 … entryCount-1. */
  ids = new Uint32Array(256);
  values = new Float32Array(256);
  entryCount = 0;
  readonly #table: NgramTable;
  readonly #termWeight: FeatureSpec['features']['termWeight'];
  readonly #blockWeights: readonly number[];
  readonly #rootMembers: Float64Array;
  /** t' by t. */
  readonly #weighed: Float64Array;
  // Zero between calls, except while a row is built.
  readonly #keyTimes: Float64Array;
  /** Σ t' and Σ t'² of each feature, side by side. */
  readonly #featureSums: Float64Array;
  readonly #featureValue: Float64Array;
  #keys = new Uint32Array(256);
  #blockFeatures = new Uint32Array(256);

  constructor(spec: FeatureSpec, table: NgramTable) {
    this.#table = table;
    this.#termWeight = spec.features.termWeight;
    this.#blockWeights = weightsOfBlocks(spec);
    this.#rootMembers = new Float64Array(table.featureCount);
    for (let feature = 0; feature < table.featureCount; feature++) this.#rootMembers[feature] = Math.sqrt(table.memberCount[feature]!);
    this.#weighed = tabulateWeights(this.#termWeight);
    this.#keyTimes = new Float64Array(table.keyCount);
    this.#featureSums = new Float64Array(2 * table.featureCount);
    this.#featureValue = new Float64Array(table.featureCount);
  }

  /**
   * Builds the vector of entries `from` to `to` - 1, which come block by block. `tableKey` and `block` are by local key:
   * the index in the table or -1 (unknown: counts nothing), and the block's number.
   */
  build(entryKey: ArrayLike<number>, entryTimes: ArrayLike<number>, from: number, to: number, tableKey: Int32Array, block: Uint8Array): void {
    this.#reserve(to - from);
    this.entryCount = 0;
    for (let start = from; start < to; ) {
      const current = block[entryKey[start]!]!;
      let end = start + 1;
      while (end < to && block[entryKey[end]!] === current) end++;
      this.#addBlock(entryKey, entryTimes, start, end, tableKey, this.#blockWeights[current]!);
      start = end;
    }
    this.#finish();
  }

  #addBlock(entryKey: ArrayLike<number>, entryTimes: ArrayLike<number>, from: number, to: number, tableKey: Int32Array, weight: number): void {
    const keyTimes = this.#keyTimes;
    const keys = this.#keys;
    let keyCount = 0;
    for (let e = from; e < to; e++) {
      const key = tableKey[entryKey[e]!]!;
      if (key < 0) continue;
      if (keyTimes[key] === 0) keys[keyCount++] = key;
      keyTimes[key]! += entryTimes[e]!;
    }
    if (keyCount > 0) this.#addFeatures(this.#sumFeatures(keyCount), weight);
  }

  /** Sums the block's keys by feature and gives the number of features. */
  #sumFeatures(keyCount: number): number {
    const { keyFeature } = this.#table;
    const keyTimes = this.#keyTimes;
    const sums = this.#featureSums;
    let featureCount = 0;
    for (let k = 0; k < keyCount; k++) {
      const key = this.#keys[k]!;
      const feature = keyFeature[key]!;
      const times = this.#weigh(keyTimes[key]!);
      keyTimes[key] = 0;
      if (sums[2 * feature] === 0) this.#blockFeatures[featureCount++] = feature;
      sums[2 * feature]! += times;
      sums[2 * feature + 1]! += times * times;
    }
    return featureCount;
  }

  #weigh(times: number): number {
    return times < TABULATED ? this.#weighed[times]! : weighTimes(this.#termWeight, times);
  }

  #addFeatures(featureCount: number, weight: number): void {
    const { idf } = this.#table;
    const { ids } = this;
    const features = this.#blockFeatures;
    const sums = this.#featureSums;
    const values = this.#featureValue;
    let squares = 0;
    for (let i = 0; i < featureCount; i++) {
      const feature = features[i]!;
      squares += idf[feature]! * idf[feature]! * sums[2 * feature + 1]!;
    }
    const scale = weight / Math.sqrt(squares);
    for (let i = 0; i < featureCount; i++) {
      const feature = features[i]!;
      // A value is above zero, so zero says that no block before had the feature.
      if (values[feature] === 0) ids[this.entryCount++] = feature;
      values[feature]! += ((idf[feature]! * sums[2 * feature]!) / this.#rootMembers[feature]!) * scale;
      sums[2 * feature] = 0;
      sums[2 * feature + 1] = 0;
    }
  }

  #finish(): void {
    const ids = this.ids.subarray(0, this.entryCount).sort();
    const values = this.#featureValue;
    for (let i = 0; i < ids.length; i++) {
      this.values[i] = values[ids[i]!]!;
      values[ids[i]!] = 0;
    }
  }

  #reserve(entryCount: number): void {
    if (entryCount <= this.ids.length) return;
    this.ids = new Uint32Array(2 * entryCount);
    this.values = new Float32Array(2 * entryCount);
    this.#keys = new Uint32Array(2 * entryCount);
    this.#blockFeatures = new Uint32Array(2 * entryCount);
  }
}
