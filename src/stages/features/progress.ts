import type { StageContext } from '../stage-context.js';

/** Adds up rows that are done, over all passes of the stage. */
export class RowProgress {
  #done = 0;

  constructor(
    readonly total: number,
    readonly emit: StageContext['emit'],
  ) {}

  add(rowCount: number): void {
    this.#done += rowCount;
    this.emit({ type: 'progress', stage: 'features', unit: 'rows', done: this.#done, total: this.total });
  }
}
