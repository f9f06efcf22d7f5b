import type { FeatureMatrix } from '../artifacts/features.js';
import { collectGarbage } from '../core/process/collect-garbage.js';
import type { TaskEngine } from '../engine/task-engine.js';
import type { ModelKind, Workers } from '../estimators/estimator.js';
import type { SoftmaxTrainer } from '../ml/solvers/softmax-trainer.js';
import type { Tasks } from '../tasks/task-table.js';
import { makeWorkers } from './kind-workers.js';
import { loadMatrix, type OpenMatrix } from './open-matrix.js';

/**
 * What fits and scores have in memory between them: the open matrix, and what each kind of model keeps beside a worker pool. Whoever
 * makes one closes it, before the pool.
 */
export class TrainingMemory {
  readonly #workers = new Map<string, Workers>();
  #open: { readonly matrix: FeatureMatrix; readonly opened: OpenMatrix } | undefined;

  constructor(
    readonly tasks: TaskEngine<Tasks>,
    /** Shared memory that kernels and feature blocks may take together, in bytes. Changes how much is done at once, never a result. */
    readonly kernelBytes: number,
    /** Of the engine, where there is one. */
    readonly softmax?: SoftmaxTrainer,
  ) {}

  /** A matrix ready for workers. It stays until another is opened: stages and trials work on one at a time. See `loadMatrix`. */
  openMatrix(matrix: FeatureMatrix): OpenMatrix {
    if (this.#open?.matrix !== matrix) {
      // Let go of first, so that never two are held.
      this.#open = undefined;
      this.#open = { matrix, opened: loadMatrix(matrix, this.kernelBytes) };
    }
    return this.#open.opened;
  }

  /** The pool as a kind of model sees it: the same object as long as this is open. */
  workersOf({ name }: Pick<ModelKind, 'name'>): Workers {
    const workers = this.#workers.get(name) ?? makeWorkers(this.tasks, name, (other) => this.workersOf({ name: other }));
    this.#workers.set(name, workers);
    return workers;
  }

  /** Lets go of the memory of fits, when no further one follows soon, and collects it. */
  async letGo(): Promise<void> {
    this.#workers.clear();
    await this.collect();
  }

  /**
   * Collects in all threads what nobody uses any more, and what tasks keep for more rows. Shared memory is free once no thread knows
   * it, and their collectors do not see how large it is. The open matrix stays. Changes how much memory is taken, never a result.
   */
  async collect(): Promise<void> {
    // Then nothing was done: all work was stored.
    if (this.tasks.isStarted === false) return;
    const members = Array.from({ length: this.tasks.workerCount }, () => null);
    await this.tasks.gang('give-back', members, () => {});
    collectGarbage();
  }

  close(): void {
    this.#open = undefined;
    this.#workers.clear();
  }
}
