import type { PassNews, PassRecord } from './fit-record.js';

const FIELDS = 8;

/** Passes of a running fit in shared memory: the leader writes, the main thread watches. Nothing is read back by the fit. */
export class PassBoard {
  constructor(readonly board: Float64Array) {}

  static create(maxPasses: number): Float64Array {
    return new Float64Array(new SharedArrayBuffer(8 * (1 + FIELDS * Math.min(maxPasses, 10_000))));
  }

  write(record: PassRecord): void {
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
        record.training?.loss ?? Number.NaN,
        record.validation?.loss ?? Number.NaN,
      ],
      at,
    );
    this.board[0] = index + 1;
  }

  /** Records from number `from` on. */
  read(from: number): PassNews[] {
    const records: PassNews[] = [];
    for (let index = from; index < this.board[0]!; index++) {
      records.push(newsOf(this.board.subarray(1 + FIELDS * index, 1 + FIELDS * (index + 1))));
    }
    return records;
  }
}

/** In the order of `write`. */
function newsOf(fields: Float64Array): PassNews {
  const [pass, objective, score, gradientNorm, relativeGap, seconds, trainingLoss, validationLoss] = fields as unknown as FieldValues;
  return {
    pass,
    objective,
    score: orNull(score),
    gradientNorm: orNull(gradientNorm),
    relativeGap: orNull(relativeGap),
    seconds,
    trainingLoss: orNull(trainingLoss),
    validationLoss: orNull(validationLoss),
  };
}

type FieldValues = [number, number, number, number, number, number, number, number];

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
