import { Rng } from '../../src/core/rng.js';
import type { ComparedRows } from '../../src/evaluation/paired/compared-rows.js';

/** How two models that code the same rows are drawn. */
export interface TwoModels {
  readonly name: string;
  /** Test rows of each code, each a group of its own. */
  readonly supports: readonly number[];
  /** Mean chance that the champion is right, and how much it varies among codes. */
  readonly accuracy: number;
  readonly spread: number;
  /** By how much lower the candidate's chance is. */
  readonly loss: number;
  /** How often both are right or wrong together, because what decides is the row. */
  readonly together: number;
}

/** Supports that fall as 1/rank, `count` rows in all about, of which `oneRowShare` codes have one. */
export function fallingSupports(codeCount: number, count: number, oneRowShare = 0): readonly number[] {
  const many = Math.round(codeCount * (1 - oneRowShare));
  let sum = 0;
  for (let rank = 1; rank <= many; rank++) sum += 1 / rank;
  const rest = count - (codeCount - many);
  return Array.from({ length: codeCount }, (_, code) => (code < many ? Math.max(1, Math.round(rest / sum / (code + 1))) : 1));
}

/** Draws both models' answers for the same rows. */
export class ModelPair {
  readonly label: Int32Array;
  readonly #chance: Float64Array;
  readonly #loss: number;
  readonly #like: readonly Int32Array[];

  constructor(
    readonly truth: TwoModels,
    readonly seed: number,
  ) {
    const rng = Rng.fromSeed(seed).fork('truth');
    const { supports, accuracy, spread, loss } = truth;
    this.label = Int32Array.from(supports.flatMap((count, code) => new Array<number>(count).fill(code)));
    this.#chance = Float64Array.from(supports, () => Math.min(0.99, Math.max(0.05 + loss, accuracy + spread * (2 * rng.nextFloat() - 1))));
    this.#loss = loss;
    // A wrong answer is one of three codes like the row's own, or of the commonest.
    this.#like = supports.map((_, code) =>
      Int32Array.from({ length: 4 }, (__, i) =>
        i < 3 ? other(code, rng.nextBelow(supports.length), supports.length) : other(code, rng.nextBelow(5), supports.length),
      ),
    );
  }

  draw(rng: Rng): ComparedRows {
    const { label } = this;
    const candidate = new Int32Array(label.length);
    const champion = new Int32Array(label.length);
    label.forEach((code, row) => {
      const luck = rng.nextFloat();
      const own = rng.nextFloat() < this.truth.together ? luck : rng.nextFloat();
      const wrong = this.#wrong(code, rng);
      const ownWrong = rng.nextFloat() < this.truth.together ? wrong : this.#wrong(code, rng);
      champion[row] = luck < this.#chance[code]! ? code : wrong;
      candidate[row] = own < this.#chance[code]! - this.#loss ? code : ownWrong;
    });
    return {
      classCount: this.truth.supports.length,
      label,
      group: Uint32Array.from(label.keys()),
      weight: null,
      predicted: [candidate, champion],
    };
  }

  #wrong(code: number, rng: Rng): number {
    const like = this.#like[code]!;
    return like[rng.nextBelow(like.length)]!;
  }
}

function other(code: number, drawn: number, codeCount: number): number {
  return drawn === code ? (code + 1) % codeCount : drawn;
}
