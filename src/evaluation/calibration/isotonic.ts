/** Observations with their predictor and weight; one entry each. */
export interface IsotonicRows {
  readonly x: Float64Array;
  readonly y: ArrayLike<number>;
  /** At least 0; a row without weight has no say. */
  readonly weight: Float64Array;
}

/**
 * The rising function of x that is nearest to y in weighted squares, at each row: of equal x it gives one value. A row without weight
 * gets that of the rows below it. Source: pool adjacent violators (Ayer et al. 1955). Cost: rows · ln(rows).
 */
export function fitIsotonic({ x, y, weight }: IsotonicRows): Float64Array {
  const order = Uint32Array.from(x.keys()).sort((a, b) => x[a]! - x[b]! || a - b);
  // Blocks of neighbouring rows with one value: the place behind the last row, the weight and the sum of weight · y.
  const blocks: { end: number; weight: number; sum: number }[] = [];
  for (let place = 0; place < order.length; ) {
    const block = { end: place, weight: 0, sum: 0 };
    for (; block.end < order.length && x[order[block.end]!] === x[order[place]!]; block.end++) {
      block.weight += weight[order[block.end]!]!;
      block.sum += weight[order[block.end]!]! * y[order[block.end]!]!;
    }
    place = block.end;
    for (let below = blocks.at(-1); below !== undefined && !rises(below, block); below = blocks.at(-1)) {
      block.weight += below.weight;
      block.sum += below.sum;
      blocks.pop();
    }
    blocks.push(block);
  }
  const fitted = new Float64Array(x.length);
  let place = 0;
  for (const block of blocks) for (; place < block.end; place++) fitted[order[place]!] = block.weight > 0 ? block.sum / block.weight : 0;
  return fitted;
}

interface Sum {
  readonly weight: number;
  readonly sum: number;
}

/** Whether the mean of the upper block is above that of the lower one; a block without weight joins what is below. */
function rises(lower: Sum, upper: Sum): boolean {
  return upper.weight > 0 && lower.sum * upper.weight < upper.sum * lower.weight;
}
