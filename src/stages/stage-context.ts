import type { Trial } from '../artifacts/trials.js';
import type { RowIndexer } from '../engine/row-indexer.js';
import type { SplitEngine } from '../engine/split-engine.js';
import type { SplitReader } from '../engine/split-reader.js';
import type { TableFiles } from '../engine/table-files.js';
import type { TaskMapper } from '../engine/task-engine.js';
import type { Registry } from '../registry/registry.js';
import type { RunContext, Stage as RunStage } from '../runner/flow/stage.js';
import type { Tasks } from '../tasks/task-table.js';
import type { TrainingMemory } from '../training/training-memory.js';

/** The engines and the registry that stages use: interfaces only; the program that starts the run chooses the bodies. */
export interface StageServices {
  readonly tables: TableFiles;
  readonly rowIndexer: RowIndexer;
  readonly splitEngine: SplitEngine;
  readonly splitReader: SplitReader;
  readonly tasks: TaskMapper<Tasks>;
  readonly registry: Registry;
  /** The pool as training and scoring use it. */
  readonly training: TrainingMemory;
}

/** What every stage may use. */
export interface StageContext extends RunContext, StageServices {
  /** Hears of each trial that was fitted in full, as soon as it is. */
  readonly onTrial?: (trial: Trial) => void;
}

/** A stage of this flow. */
export type Stage<Input extends object, Output extends { readonly kind: string }> = RunStage<Input, Output, StageContext>;
