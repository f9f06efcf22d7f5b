import type { PipelineConfig } from '../config/pipeline-config.js';
import type { EventListener } from '../core/events.js';
import type { RowIndexer } from '../engine/row-indexer.js';
import type { SplitEngine } from '../engine/split-engine.js';
import type { SplitReader } from '../engine/split-reader.js';
import type { TableFiles } from '../engine/table-files.js';
import type { TaskEngine } from '../engine/task-engine.js';
import type { CostOf } from '../forecast/cost.js';
import type { Registry } from '../registry/registry.js';
import type { Store } from '../store/store.js';
import type { Tasks } from '../tasks/task-table.js';
import type { Environment } from './environment.js';
import type { InputFile } from './inputs.js';
import { makePieces, type Pieces } from './pieces.js';

/** What every stage may use: interfaces only; the program that starts the run chooses the bodies. */
export interface StageContext {
  readonly config: PipelineConfig;
  readonly store: Store;
  readonly tables: TableFiles;
  readonly rowIndexer: RowIndexer;
  readonly splitEngine: SplitEngine;
  readonly splitReader: SplitReader;
  readonly tasks: TaskEngine<Tasks>;
  readonly registry: Registry;
  /** Absolute path: relative paths of the configuration start here. */
  readonly projectFolder: string;
  /** The folder of this run: `workspace/runs/<run>`. */
  readonly runFolder: string;
  /** The folder of all runs of the workspace; by default the one that holds `runFolder`. */
  readonly runsFolder?: string;
  /** Shared memory that kernels and feature blocks may take together, in bytes. Changes how much is done at once, never a result. */
  readonly kernelBytes: number;
  readonly signal: AbortSignal;
  readonly emit: EventListener;
  /** What it runs on: recorded beside a model, never part of a fingerprint. */
  readonly environment?: Environment;
  /** Every file that the run reads: recorded beside a model. */
  readonly inputs?: readonly InputFile[];
}

/** One step of the flow: typed artifacts in, a typed artifact out. `Input` is an object of artifacts by name. */
export interface Stage<Input extends object, Output extends { readonly kind: string }> {
  readonly name: string;
  /** What it takes; nothing worth counting where it does not say. */
  readonly cost?: CostOf;
  /** Its work, piece by piece: what `plan` reads. */
  pieces(input: Input, context: StageContext): Pieces<Output>;
  /** Finds or makes every piece: what `run` does. */
  run(input: Input, context: StageContext): Promise<Output>;
}

/** A stage of pieces: `stageOf({ name, cost, async *pieces(input, context) { … } })`. */
export function stageOf<Input extends object, Output extends { readonly kind: string }>(
  work: Pick<Stage<Input, Output>, 'name' | 'cost' | 'pieces'>,
): Stage<Input, Output> {
  return { ...work, run: (input, context) => makePieces(work.name, work.pieces(input, context), context) };
}

/** A stage that keeps no work and runs each time. */
export function stageWithoutPieces<Input extends object, Output extends { readonly kind: string }>(
  work: Pick<Stage<Input, Output>, 'name' | 'run'>,
): Stage<Input, Output> {
  return {
    ...work,
    // biome-ignore lint/correctness/useYield: it has nothing to ask for
    async *pieces(input, context) {
      return await work.run(input, context);
    },
  };
}
