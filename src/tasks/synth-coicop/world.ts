import { Rng, shuffle } from '../../core/rng.js';
import { AliasTable } from './alias-table.js';
import { inventedBrands } from './brands.js';
import type { ByLanguage } from './parse-words.js';
import { PERIODS, RATES, SMALL_CODE_SIZES, SMALL_CODES_A_SIZE, SYNTH_VERSION } from './settings.js';
import { wordTree } from './word-tree.js';

/** A leaf of the tree, with what its rows are drawn from. */
export interface Leaf {
  readonly index: number;
  readonly code: string;
  readonly words: ByLanguage;
  readonly productClass: ProductClass;
  /** Typical price of the earlier period, in hundredths. */
  readonly priceCents: number;
}

/** What sibling leaves share. Leaves are given by index. */
export interface ProductClass {
  readonly heads: ByLanguage;
  readonly modifiers: ByLanguage;
  readonly quantities: readonly string[];
  readonly shops: readonly string[];
  readonly brands: readonly string[];
  readonly leaves: readonly number[];
  readonly groupLeaves: readonly number[];
}

/** What is the same for every seed: leaves, their shares by period, and the codes that get 1, 2 or 3 rows in all. */
export interface World {
  readonly leaves: readonly Leaf[];
  readonly shares: readonly [AliasTable, AliasTable];
  /** Per leaf: 0, or the number of rows that it has in a file of any length. */
  readonly smallSize: Uint8Array;
  /** Leaves that are not small. */
  readonly commonLeaves: readonly number[];
  readonly shops: readonly string[];
}

const BRANDS_A_CLASS = 12;
const DRIFT_FACTORS = [1 / 3, 1, 1, 3];

/** Makes the world that all rows are drawn from: the same for every seed of the data. Changes with `SYNTH_VERSION` only. */
export function createWorld(): World {
  const rng = Rng.fromSeed(SYNTH_VERSION).fork('coicop-world');
  const leaves = createLeaves(rng);
  const order = shuffle(
    Int32Array.from(leaves, (leaf) => leaf.index),
    rng.fork('ranks'),
  );
  const smallCount = SMALL_CODES_A_SIZE * SMALL_CODE_SIZES.length;
  const smallSize = new Uint8Array(leaves.length);
  order.subarray(0, smallCount).forEach((leaf, i) => {
    smallSize[leaf] = SMALL_CODE_SIZES[i % SMALL_CODE_SIZES.length] as number;
  });
  return {
    leaves,
    shares: createShares(order.subarray(smallCount), leaves.length, rng.fork('drift')),
    smallSize,
    commonLeaves: leaves.map((leaf) => leaf.index).filter((leaf) => smallSize[leaf] === 0),
    shops: [...new Set(leaves.flatMap((leaf) => leaf.productClass.shops))],
  };
}

function createLeaves(rng: Rng): Leaf[] {
  const brands = inventedBrands();
  const leaves: Leaf[] = [];
  for (const group of wordTree().flatMap((division) => division.groups)) {
    const groupLeaves: number[] = [];
    for (const wordClass of group.classes) {
      const own: number[] = [];
      const classRng = rng.fork(wordClass.code);
      const productClass: ProductClass = {
        ...wordClass,
        brands: shuffle([...brands], classRng).slice(0, BRANDS_A_CLASS),
        leaves: own,
        groupLeaves,
      };
      for (const { code, words } of wordClass.leaves) {
        const index = leaves.length;
        const priceCents = Math.round(wordClass.price * 100 * (0.6 + 1.2 * classRng.nextFloat()));
        leaves.push({ index, code, words, productClass, priceCents });
        own.push(index);
        groupLeaves.push(index);
      }
    }
  }
  return leaves;
}

/** Zipf-like shares by rank; in the later period each leaf's weight is multiplied by its drift. */
function createShares(ranked: Int32Array, leafCount: number, rng: Rng): [AliasTable, AliasTable] {
  const weights = PERIODS.map(() => new Array<number>(leafCount).fill(0)) as [number[], number[]];
  ranked.forEach((leaf, rank) => {
    const weight = 1 / ((rank + RATES.zipfOffset) * (rank + RATES.zipfOffset));
    weights[0][leaf] = weight;
    weights[1][leaf] = weight * (DRIFT_FACTORS[Math.floor(rng.nextFloat() * DRIFT_FACTORS.length)] as number);
  });
  return [new AliasTable(weights[0]), new AliasTable(weights[1])];
}
