import { fail } from '../core/failure.js';
import type { TaskMapper } from '../engine/task-engine.js';
import type { PredictRow } from '../model/row-cells.js';
import type { Tasks } from '../tasks/task-table.js';
import type { ServedModel } from './served-model.js';

/** What a request asks. */
export interface Question {
  readonly model: ServedModel;
  readonly rows: readonly PredictRow[];
  readonly k: number;
  readonly explain: boolean;
}

/** Rows of one question, and where their answers go. */
interface Waiting extends Question {
  readonly answer: (answers: readonly string[]) => void;
  readonly refuse: (error: unknown) => void;
}

/** Rows that a worker gets at once: enough to make the way to it cheap, few enough that others do not wait long. */
const BATCH_ROWS = 128;

/**
 * Spreads the rows of requests over workers. A worker that is free takes what waits at once; while all work, requests gather, and the
 * next free one takes several of them together. So a single request waits for nobody, and many cost less each.
 */
export class Coder {
  readonly #waiting: Waiting[] = [];
  #busy = 0;
  #waitingRows = 0;

  /** Beyond `mostWaitingRows` questions are refused. */
  constructor(
    readonly tasks: TaskMapper<Tasks>,
    readonly mostWaitingRows: number,
  ) {}

  /** Rows that no worker has taken yet. */
  get waitingRows(): number {
    return this.#waitingRows;
  }

  /** The answer to each row as JSON, in their order. `resources.busy` when too many rows wait. */
  async ask({ rows, ...question }: Question): Promise<readonly string[]> {
    if (this.#waitingRows > 0 && this.#waitingRows + rows.length > this.mostWaitingRows) throw busy(this.#waitingRows, this.mostWaitingRows);
    const parts: Promise<readonly string[]>[] = [];
    for (let first = 0; first < rows.length; first += BATCH_ROWS)
      parts.push(this.#enqueue({ ...question, rows: rows.slice(first, first + BATCH_ROWS) }));
    return (await Promise.all(parts)).flat();
  }

  #enqueue(question: Question): Promise<readonly string[]> {
    return new Promise((answer, refuse) => {
      this.#waiting.push({ ...question, answer, refuse });
      this.#waitingRows += question.rows.length;
      if (this.#busy < this.tasks.workerCount) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#busy++;
    for (let batch = this.#take(); batch.length > 0; batch = this.#take()) await this.#code(batch);
    this.#busy--;
  }

  /** The first that waits, and those behind it that ask alike, in their order. */
  #take(): readonly Waiting[] {
    const [first] = this.#waiting;
    if (first === undefined) return [];
    const batch: Waiting[] = [];
    let rowCount = 0;
    while (
      this.#waiting[0] !== undefined &&
      asksAlike(this.#waiting[0], first) &&
      (rowCount === 0 || rowCount + this.#waiting[0].rows.length <= BATCH_ROWS)
    ) {
      const next = this.#waiting.shift() as Waiting;
      batch.push(next);
      rowCount += next.rows.length;
    }
    this.#waitingRows -= rowCount;
    return batch;
  }

  async #code(batch: readonly Waiting[]): Promise<void> {
    try {
      const answers = await this.#answersTo(batch);
      let from = 0;
      for (const { rows, answer } of batch) {
        answer(answers.slice(from, from + rows.length));
        from += rows.length;
      }
    } catch (error) {
      for (const { refuse } of batch) refuse(error);
    }
  }

  async #answersTo(batch: readonly Waiting[]): Promise<readonly string[]> {
    const [{ model, k, explain }] = batch as readonly [Waiting];
    const rows = batch.flatMap((one) => one.rows);
    const input = { modelDigest: model.parts.modelDigest, rows, k, explain };
    const [known] = await this.tasks.map('serve-rows', [{ ...input, parts: null }], { atOnce: 1 });
    const [answers] =
      known !== null && known !== undefined ? [known] : await this.tasks.map('serve-rows', [{ ...input, parts: model.parts }], { atOnce: 1 });
    return answers as readonly string[];
  }
}

function asksAlike(a: Question, b: Question): boolean {
  return a.model === b.model && a.k === b.k && a.explain === b.explain;
}

function busy(waitingRows: number, limit: number): Error {
  return fail('resources.limit', {
    what: 'too many rows wait to be coded',
    where: 'the queue of the server',
    got: `${waitingRows} rows`,
    wanted: `at most ${limit}`,
    hint: 'try again in a second, or start the server with more --workers',
  });
}
