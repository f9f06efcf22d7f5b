import type { FeatureSpec, NgramTable } from '../../artifacts/features.js';
import { grown } from '../../text/key-table.js';
import { hashBothLanes } from '../../text/murmur3.js';
import { type NgramKeys, UNCOUNTED } from '../../text/ngram-counter.js';
import { blocksOfKinds } from './feature-blocks.js';
import { indexNgrams, type NgramIndex } from './ngram-index.js';
import type { NgramFeatures } from './row-builder.js';

/**
 * The n-grams that a table has a feature of, numbered as rows bring them up: what many rows have lies close together. N-grams of a block
 * that share a table key (hashed ids) have one number. All others are not counted. Cost: linear in the table, once.
 */
export class KnownNgrams implements NgramKeys, NgramFeatures {
  readonly ids = null;
  readonly memberCount: Uint32Array;
  readonly twin = null;
  ofKey = new Int32Array(1024);
  idfOfKey = new Float32Array(1024);
  blockOfKey = new Uint8Array(1024);
  count = 0;
  readonly #table: NgramTable;
  readonly #index: NgramIndex;
  readonly #blockOfKind: readonly number[];
  /** By block: the number of each table key, UNCOUNTED before it is met. */
  readonly #numbers: Int32Array[] = [];
  readonly #hash = new Uint32Array(2);

  constructor(spec: FeatureSpec, table: NgramTable) {
    this.memberCount = table.memberCount;
    this.#table = table;
    this.#index = indexNgrams(table, spec.features.ids, spec.features.maxFeatures);
    this.#blockOfKind = blocksOfKinds(spec);
  }

  indexOf(name: Uint8Array, end: number, kind: number): number {
    hashBothLanes(name, 0, end, this.#hash);
    const tableKey = this.#index.find(this.#hash[0]!, this.#hash[1]!);
    if (tableKey < 0) return UNCOUNTED;
    const block = this.#blockOfKind[kind]!;
    this.#numbers[block] ??= new Int32Array(this.#table.keyCount).fill(UNCOUNTED);
    const number = this.#numbers[block][tableKey]!;
    if (number !== UNCOUNTED) return number;
    this.#numbers[block][tableKey] = this.count;
    return this.#add(tableKey, block);
  }

  /** Whether an n-gram is known, which numbers nothing. */
  has(low: number, high: number): boolean {
    return this.#index.find(low, high) >= 0;
  }

  #add(tableKey: number, block: number): number {
    const number = this.count++;
    if (number === this.ofKey.length) this.#grow(2 * number);
    const feature = this.#table.keyFeature[tableKey]!;
    this.ofKey[number] = 2 * feature + (this.memberCount[feature]! > 1 ? 1 : 0);
    this.idfOfKey[number] = this.#table.idf[feature]!;
    this.blockOfKey[number] = block;
    return number;
  }

  #grow(capacity: number): void {
    this.ofKey = grown(this.ofKey, capacity);
    this.idfOfKey = grown(this.idfOfKey, capacity);
    this.blockOfKey = grown(this.blockOfKey, capacity);
  }
}
