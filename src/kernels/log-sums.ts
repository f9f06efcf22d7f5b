import { createMemory, linearLayout, openLinearKernel } from './linear-kernel.js';
import { BATCH_DOCUMENTS, CLOSED, writeTable } from './linear-layout.js';

/** ln Σ_k e^(score_k / temperature) of rows whose scores come from elsewhere, by the kernel that scores linear models: the same bits. */
export class LogSums {
  readonly #scores: Float32Array;
  readonly #losses: Float64Array;
  readonly #stride: number;
  readonly #sum: (rowCount: number, beta: number) => void;

  constructor(classCount: number) {
    const layout = linearLayout({ featureCount: 1, classCount, batchEntries: 1, gradientRows: 0, probabilityDocuments: 0 });
    const memory = createMemory(layout.byteCount);
    writeTable(layout, memory);
    const kernel = openLinearKernel(memory);
    this.#stride = layout.stride;
    this.#scores = new Float32Array(memory.buffer, layout.scores, BATCH_DOCUMENTS * layout.stride).fill(CLOSED);
    this.#losses = new Float64Array(memory.buffer, layout.losses, BATCH_DOCUMENTS);
    this.#sum = (rowCount, beta) => kernel.logSumDocuments(layout.table, 0, rowCount, beta, layout.losses);
  }

  /** Places the scores of row `index`, which is below `BATCH_DOCUMENTS`. */
  place(index: number, scores: Float32Array): void {
    this.#scores.set(scores, index * this.#stride);
  }

  /** Of the rows 0 … rowCount-1 that were placed; a view that is valid until the next call. */
  at(temperature: number, rowCount: number): Float64Array {
    this.#sum(rowCount, 1 / temperature);
    return this.#losses.subarray(0, rowCount);
  }
}
