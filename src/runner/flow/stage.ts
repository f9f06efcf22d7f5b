import type { PipelineConfig } from '../../config/pipeline-config.js';
import type { EventListener } from '../../core/events.js';
import type { CostOf } from '../../forecast/cost.js';
import type { Store } from '../../store/store.js';
import type { Environment } from '../run/environment.js';
import type { InputFile } from '../run/inputs.js';
import { findAllPieces, makePieces, type Pieces } from './pieces.js';

/** What the runner itself uses, and what every stage is given; stages may ask for more (`src/stages/stage-context.ts`). */
export interface RunContext {
  readonly config: PipelineConfig;
  readonly store: Store;
  /** Absolute path: relative paths of the configuration start here. */
  readonly projectFolder: string;
  /** The folder of this run: `workspace/runs/<run>`. */
  readonly runFolder: string;
  /** The folder of all runs of the workspace; by default the one that holds `runFolder`. */
  readonly runsFolder?: string;
  readonly signal: AbortSignal;
  readonly emit: EventListener;
  /** What it runs on: recorded beside a model, never part of a fingerprint. */
  readonly environment?: Environment;
  /** Every file that the run reads: recorded beside a model. */
  readonly inputs?: readonly InputFile[];
}

/**
 * One step of the flow: typed artifacts in, a typed artifact out. `Input` is an object of artifacts by name. What a stage asks of
 * its context beyond `RunContext` the program that starts the run provides; the runner only hands it on.
 */
export interface Stage<Input extends object, Output extends { readonly kind: string }, Context extends RunContext = RunContext> {
  readonly name: string;
  /** What it takes; nothing worth counting where it does not say. */
  readonly cost?: CostOf;
  /** Its work, piece by piece: what `plan` reads. */
  pieces(input: Input, context: Context): Pieces<Output>;
  /** Finds or makes every piece: what `run` does. */
  run(input: Input, context: Context): Promise<Output>;
}

/** A stage of pieces: `stageOf({ name, cost, async *pieces(input, context) { … } })`. */
export function stageOf<Input extends object, Output extends { readonly kind: string }, Context extends RunContext = RunContext>(
  work: Pick<Stage<Input, Output, Context>, 'name' | 'cost' | 'pieces'>,
): Stage<Input, Output, Context> {
  return { ...work, run: (input, context) => makePieces(work.name, work.pieces(input, context), context) };
}

/** A stage that keeps no work and runs each time. */
export function stageWithoutPieces<Input extends object, Output extends { readonly kind: string }, Context extends RunContext = RunContext>(
  work: Pick<Stage<Input, Output, Context>, 'name' | 'run'>,
): Stage<Input, Output, Context> {
  return {
    ...work,
    // biome-ignore lint/correctness/useYield: it has nothing to ask for
    async *pieces(input, context) {
      return await work.run(input, context);
    },
  };
}

/** The same stage, but for work that is there already: it makes none. Fails with `usage.missing-work` where some is missing. */
export function findingStage<Input extends object, Output extends { readonly kind: string }, Context extends RunContext = RunContext>(
  stage: Stage<Input, Output, Context>,
): Stage<Input, Output, Context> {
  return { ...stage, run: (input, context) => findAllPieces(stage.name, stage.pieces(input, context), context) };
}
