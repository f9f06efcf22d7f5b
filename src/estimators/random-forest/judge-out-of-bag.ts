import { log } from '../../kernels/math.js';
import { isInBag } from './bag.js';
import type { ForestModel } from './forest-model.js';
import { ForestScorer } from './forest-scorer.js';
import type { TreeRows } from './tree-rows.js';

/** The rows first … last-1 of a forest, and the bags of its trees. */
export interface OutOfBagInput {
  readonly model: ForestModel;
  readonly rows: TreeRows;
  readonly bags: readonly Uint8Array[];
  readonly first: number;
  readonly last: number;
  /** The code of each row by the trees that were grown without it, −1 without any; and −ln of the share of its own code. */
  readonly given: Int32Array;
  readonly loss: Float64Array;
}

/** Judges rows by the trees that have not seen them. Answers go into shared arrays. */
export default function judgeOutOfBag({ model, rows, bags, first, last, given, loss }: OutOfBagInput): null {
  const scorer = new ForestScorer(model);
  const { offsets, ids, label } = rows;
  for (let row = first; row < last; row++) {
    given[row] = -1;
    if (bags.every((bag) => isInBag(bag, row))) continue;
    const shares = scorer.scoreBy(ids.subarray(offsets[row], offsets[row + 1]), (tree) => !isInBag(bags[tree]!, row));
    given[row] = shares.indexOf(shares.reduce((a, b) => Math.max(a, b)));
    loss[row] = -log(shares[label[row]!]!);
  }
  return null;
}
