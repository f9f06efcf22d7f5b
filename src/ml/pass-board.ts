import type { PassNews } from './fit-record.js';

const FIELDS = 6;

/** Passes of a running fit in shared memory: the leader writes, the main thread watches. Nothing is read back by the fit. */
export class PassBoard {
  constructor(readonly board: Float64Array) {}

  static create(maxPasses: number): Float64Array {
    return new Float64Array(new SharedArrayBuffer(8 * (1 + FIELDS * Math.min(maxPasses, 10_000))));
  }

  write(record: PassNews): void {
    const index = this.board[0]!;
    const at = 1 + FIELDS * index;
    if (at + FIELDS > this.board.length) return;
    this.board.set(
      [
        record.pass,
        record.objective,
        record.score ?? Number.NaN,
        record.gradientNorm ?? Number.NaN,
        record.relativeGap ?? Number.NaN,
        record.seconds,
      ],
      at,
    );
    this.board[0] = index + 1;
  }

  /** Records from number `from` on. */
  read(from: number): PassNews[] {
    const records: PassNews[] = [];
    for (let index = from; index < this.board[0]!; index++) {
      const [pass, objective, score, gradientNorm, relativeGap, seconds] = this.board.subarray(
        1 + FIELDS * index,
        1 + FIELDS * (index + 1),
      ) as unknown as [number, number, number, number, number, number];
      records.push({ pass, objective, score: orNull(score), gradientNorm: orNull(gradientNorm), relativeGap: orNull(relativeGap), seconds });
    }
    return records;
  }
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
