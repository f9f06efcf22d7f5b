import { Rng } from '../../src/core/rng.js';
import type { JudgedRows } from '../../src/evaluation/judged-rows.js';

/** How a model codes rows whose truth is known. */
export interface OneModel {
  readonly name: string;
  /** Test rows of each code. */
  readonly supports: readonly number[];
  /** Mean chance of a row to be given its code, and how far chances of codes lie from it at most. */
  readonly accuracy: number;
  readonly spread: number;
  /** Rows of a group, which have one code and are right or wrong together; 1 when left out. */
  readonly rowsPerGroup?: number;
  /** Weights of rows are drawn between 1 and it; no weights when left out. */
  readonly mostWeight?: number;
  /** Weights of codes: a row of code c stands for so many of the data. */
  readonly codeWeight?: readonly number[];
}

/** Draws a model's answers again and again; supports, weights and chances stay. */
export class PlantedModel {
  readonly #label: Int32Array;
  readonly #group: Uint32Array;
  readonly #weight: Float32Array | null;
  readonly #chance: Float64Array;
  readonly #wrongCodes: readonly Int32Array[];

  constructor(
    readonly truth: OneModel,
    seed: number,
  ) {
    const rng = Rng.fromSeed(seed).fork('planted model');
    const { supports, accuracy, spread, rowsPerGroup = 1, mostWeight, codeWeight } = truth;
    this.#label = Int32Array.from(supports.flatMap((count, code) => new Array<number>(count).fill(code)));
    this.#group = groupsOf(this.#label, rowsPerGroup);
    this.#weight =
      mostWeight === undefined && codeWeight === undefined
        ? null
        : Float32Array.from(this.#label, (code) => (codeWeight?.[code] ?? 1) * (1 + rng.nextFloat() * ((mostWeight ?? 1) - 1)));
    this.#chance = Float64Array.from(supports, () => Math.min(0.99, Math.max(0.02, accuracy + spread * (2 * rng.nextFloat() - 1))));
    // A wrong answer is one of three codes of the row's own code, or one of the first ten.
    this.#wrongCodes = supports.map((_, code) =>
      Int32Array.from({ length: 4 }, (__, i) =>
        otherThan(code, rng.nextBelow(i < 3 ? supports.length : Math.min(10, supports.length)), supports.length),
      ),
    );
  }

  /** The chance that rows of a code are given it: its recall. */
  recall(code: number): number {
    return this.#chance[code]!;
  }

  draw(rng: Rng): JudgedRows {
    const { length } = this.#label;
    const predicted = new Int32Array(length);
    for (let row = 0; row < length; row++) {
      const code = this.#label[row]!;
      const isSameGroup = row > 0 && this.#group[row] === this.#group[row - 1];
      if (isSameGroup) predicted[row] = predicted[row - 1]!;
      else predicted[row] = rng.nextFloat() < this.#chance[code]! ? code : this.#wrongCodes[code]![rng.nextBelow(4)]!;
    }
    const none = new Float64Array(length);
    const rank = new Int32Array(length);
    return {
      classCount: this.truth.supports.length,
      label: this.#label,
      group: this.#group,
      weight: this.#weight,
      predicted,
      score: none,
      rank,
      loss: none,
      squares: none,
    };
  }
}

/** Rows in order, so many of one code a group. */
function groupsOf(label: Int32Array, rowsPerGroup: number): Uint32Array {
  let group = 0;
  let inGroup = 0;
  return Uint32Array.from(label, (code, row) => {
    const isFull = inGroup === rowsPerGroup || (row > 0 && label[row - 1] !== code);
    if (isFull) {
      group++;
      inGroup = 0;
    }
    inGroup++;
    return group;
  });
}

function otherThan(code: number, drawn: number, codeCount: number): number {
  return drawn === code ? (code + 1) % codeCount : drawn;
}

/** `codeCount` supports that fall as 1/rank and sum to about `rowCount`; the last `oneRowShare` of them are 1. */
export function fallingSupports(codeCount: number, rowCount: number, oneRowShare = 0): readonly number[] {
  const many = Math.round(codeCount * (1 - oneRowShare));
  let sum = 0;
  for (let rank = 1; rank <= many; rank++) sum += 1 / rank;
  const rest = rowCount - (codeCount - many);
  return Array.from({ length: codeCount }, (_, code) => (code < many ? Math.max(1, Math.round(rest / sum / (code + 1))) : 1));
}
