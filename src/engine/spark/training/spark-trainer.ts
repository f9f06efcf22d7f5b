import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SoftmaxOutcome, SoftmaxProblem, SoftmaxRoom, SoftmaxTrainer } from '../../../ml/solvers/softmax-trainer.js';
import type { TableFiles } from '../../table-files.js';
import type { SparkSession } from '../session.js';
import { checkPredictions } from './check-predictions.js';
import { readCoefficients } from './read-coefficients.js';
import { requireSparkMemory } from './require-spark-memory.js';
import { forgetModel, learnFrom, type SparkModel, stepsOf, writeModel } from './spark-model.js';
import { type WrittenRows, writeRows } from './training-rows.js';

/** Where a trainer works. */
export interface SparkTrainerOptions {
  readonly session: SparkSession;
  readonly tables: TableFiles;
  /** A folder that all executors and this machine see by one path. */
  readonly folder: string;
}

/** Multinomial logistic regression of Spark's machine learning: rows go out as Parquet, coefficients come back the same way. */
export class SparkTrainer implements SoftmaxTrainer {
  /** Those of the last fit: the next point of a grid has the same. */
  #written: WrittenRows | undefined;

  constructor(readonly options: SparkTrainerOptions) {}

  async fit(problem: SoftmaxProblem, room: SoftmaxRoom, signal: AbortSignal): Promise<SoftmaxOutcome> {
    const { session, folder } = this.options;
    const work = { signal };
    await requireSparkMemory(session, problem);
    const rows = await this.#rowsOf(problem, signal);
    const model = await learnFrom(session, rows, problem, work);
    try {
      const outcome = await stepsOf(session, model, work);
      const own = await mkdtemp(join(folder, 'coefficients-'));
      try {
        await this.#bringBack(model, join(own, 'model'), room, signal);
      } finally {
        await rm(own, { recursive: true, force: true });
      }
      await checkPredictions(session, { model, rows, classCount: problem.classCount }, room, work);
      return outcome;
    } finally {
      await forgetModel(session, model);
    }
  }

  async close(): Promise<void> {
    await this.#written?.remove();
    this.#written = undefined;
  }

  async #bringBack(model: SparkModel, folder: string, room: SoftmaxRoom, signal: AbortSignal): Promise<void> {
    const work = { signal };
    await writeModel(this.options.session, model, folder, work);
    await readCoefficients(this.options.session, folder, room, work);
  }

  async #rowsOf(problem: SoftmaxProblem, signal: AbortSignal): Promise<WrittenRows> {
    if (this.#written?.isOf(problem)) return this.#written;
    await this.close();
    this.#written = await writeRows(problem, { ...this.options, signal });
    return this.#written;
  }
}
