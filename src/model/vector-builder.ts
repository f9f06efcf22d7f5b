import type { FeatureSpec, NgramTable } from '../artifacts/features.js';
import { log } from '../kernels/math.js';
import { blockName } from './ngram-settings.js';

const TABULATED = 256;

/**
 * Turns the counted n-grams of a row into its sparse vector: the one place where the formula stands, so that a matrix and a
 * single row agree to the bit. With t the times of a table key in a block, t' = t or 1 + ln t (`sublinear`), a feature f of the
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
  readonly #sublinear: boolean;
  readonly #blockWeights: readonly number[];
  readonly #rootMembers: Float64Array;
  readonly #logTimes: Float64Array;
  // Zero between calls, except while a row is built.
  readonly #keyTimes: Float64Array;
  readonly #featureSum: Float64Array;
  readonly #featureSquares: Float64Array;
  readonly #featureValue: Float64Array;
  readonly #featureUsed: Uint8Array;
  #keys = new Uint32Array(256);
  #blockFeatures = new Uint32Array(256);

  constructor(spec: FeatureSpec, table: NgramTable) {
    this.#table = table;
    this.#sublinear = spec.features.sublinear;
    this.#blockWeights = [...spec.textColumns, 'covariates'].map((_, block) => spec.features.blockWeights[blockName(spec, block)] ?? 1);
    this.#rootMembers = Float64Array.from(table.memberCount, Math.sqrt);
    this.#logTimes = Float64Array.from({ length: TABULATED }, (_, times) => 1 + log(times));
    this.#keyTimes = new Float64Array(table.keyCount);
    this.#featureSum = new Float64Array(table.featureCount);
    this.#featureSquares = new Float64Array(table.featureCount);
    this.#featureValue = new Float64Array(table.featureCount);
    this.#featureUsed = new Uint8Array(table.featureCount);
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
    let keyCount = 0;
    for (let e = from; e < to; e++) {
      const key = tableKey[entryKey[e]!]!;
      if (key < 0) continue;
      if (this.#keyTimes[key] === 0) this.#keys[keyCount++] = key;
      this.#keyTimes[key]! += entryTimes[e]!;
    }
    let featureCount = 0;
    for (let k = 0; k < keyCount; k++) {
      const key = this.#keys[k]!;
      const feature = this.#table.keyFeature[key]!;
      const times = this.#weigh(this.#keyTimes[key]!);
      this.#keyTimes[key] = 0;
      if (this.#featureSum[feature] === 0) this.#blockFeatures[featureCount++] = feature;
      this.#featureSum[feature]! += times;
      this.#featureSquares[feature]! += times * times;
    }
    if (featureCount > 0) this.#addFeatures(featureCount, weight);
  }

  #weigh(times: number): number {
    if (!this.#sublinear) return times;
    return times < TABULATED ? this.#logTimes[times]! : 1 + log(times);
  }

  #addFeatures(featureCount: number, weight: number): void {
    const { idf } = this.#table;
    let squares = 0;
    for (let i = 0; i < featureCount; i++) {
      const feature = this.#blockFeatures[i]!;
      squares += idf[feature]! * idf[feature]! * this.#featureSquares[feature]!;
    }
    const scale = weight / Math.sqrt(squares);
    for (let i = 0; i < featureCount; i++) {
      const feature = this.#blockFeatures[i]!;
      if (this.#featureUsed[feature] === 0) {
        this.#featureUsed[feature] = 1;
        this.ids[this.entryCount++] = feature;
      }
      this.#featureValue[feature]! += ((idf[feature]! * this.#featureSum[feature]!) / this.#rootMembers[feature]!) * scale;
      this.#featureSum[feature] = 0;
      this.#featureSquares[feature] = 0;
    }
  }

  #finish(): void {
    const ids = this.ids.subarray(0, this.entryCount).sort();
    for (let i = 0; i < ids.length; i++) {
      const feature = ids[i]!;
      this.values[i] = this.#featureValue[feature]!;
      this.#featureValue[feature] = 0;
      this.#featureUsed[feature] = 0;
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
