import type { Json } from '../core/canonical-json.js';
import type { EventListener } from '../core/events.js';
import type { StoreCatalog } from '../store/catalog.js';
import type { Store } from '../store/store.js';
import { DryStore, NeedsWork } from './dry-store.js';
import { type JsonDifference, jsonDifferences } from './json-difference.js';
import { RecordingStore } from './recording-store.js';
import type { Stage, StageContext } from './stage.js';

/**
 * `cached`: all its work is stored. `stale`: work of this kind is stored, but of something else. `fresh`: no such work was ever
 * stored. `always`: it keeps no work and runs each time.
 */
export type StageState = 'cached' | 'stale' | 'fresh' | 'always';

/** What a run would do in one stage, and why. */
export interface PlannedStage {
  readonly stage: string;
  readonly state: StageState;
  /** Artifacts that were found before the first one missing. */
  readonly foundCount: number;
  /** Kind of the first artifact that is missing. */
  readonly missingKind: string | null;
  /** First field that differs from the stored artifact most like it; null when there is none, or the cause lies in `follows`. */
  readonly change: JsonDifference | null;
  /** The earlier stage whose new output this one reads: nothing more can be said before that has run. */
  readonly follows: string | null;
}

/** What a plan knows beside the stages. */
export interface PlanOptions {
  /** In the order of the flow. */
  readonly stageNames: readonly string[];
  /** Stages with effects outside of the store and the run folder (register): they are not run, and `always`. */
  readonly skipped: readonly string[];
  readonly store: Store & StoreCatalog;
  /** Kinds of artifacts that a stage made in an earlier run, for stages that cannot be reached. */
  readonly kindsOf: (stage: string) => readonly string[];
}

/** Runs a stage for `plan`; the same shape as a run's own. */
export type PlanStage = <Input extends object, Output extends { readonly kind: string }>(
  stage: Stage<Input, Output>,
  input: Input,
  context: StageContext,
) => Promise<Output>;

/** Ends the flow once nothing more can be planned. */
class PlanEnds extends Error {}

const silent: EventListener = () => {};

/**
 * What a run would do: runs the same stages over a store that makes nothing, up to the first piece of work that is missing.
 *
 *     const planned = await plan(options, (stage) => flow(stages, (each, input) => stage(each, input, context)));
 *
 * The context's run folder must be a temporary one: stages whose work is stored write their tables there.
 */
export async function plan(options: PlanOptions, runFlow: (stage: PlanStage) => Promise<unknown>): Promise<readonly PlannedStage[]> {
  const planned: PlannedStage[] = [];
  try {
    await runFlow(async (stage, input, context) => {
      if (options.skipped.includes(stage.name)) throw new PlanEnds();
      const keys = new Set<string>();
      const store = new RecordingStore(new DryStore(options.store), (_kind, artifact) => keys.add(artifact.key));
      try {
        const output = await stage.run(input, { ...context, store, emit: silent });
        planned.push(describe(stage.name, { state: keys.size === 0 ? 'always' : 'cached', foundCount: keys.size }));
        return output;
      } catch (error) {
        if (!(error instanceof NeedsWork)) throw error;
        planned.push(await describeMissing(stage.name, error, keys.size, options.store));
        throw new PlanEnds();
      }
    });
  } catch (error) {
    if (!(error instanceof PlanEnds)) throw error;
  }
  return [...planned, ...(await describeRest(planned, options))];
}

function describe(stage: string, facts: Partial<PlannedStage>): PlannedStage {
  return { stage, state: 'always', foundCount: 0, missingKind: null, change: null, follows: null, ...facts };
}

async function describeMissing(stage: string, { kind, fingerprint }: NeedsWork, foundCount: number, store: StoreCatalog): Promise<PlannedStage> {
  const change = await nearestDifference(kind, fingerprint, store);
  return describe(stage, { state: change === null ? 'fresh' : 'stale', foundCount, missingKind: kind, change });
}

async function describeRest(
  planned: readonly PlannedStage[],
  { stageNames, skipped, store, kindsOf }: PlanOptions,
): Promise<readonly PlannedStage[]> {
  const last = planned.at(-1);
  const follows = last !== undefined && last.missingKind !== null ? last.stage : null;
  const rest: PlannedStage[] = [];
  for (const stage of stageNames.slice(planned.length)) {
    if (skipped.includes(stage)) rest.push(describe(stage, { state: 'always', follows }));
    else rest.push(describe(stage, { state: (await isStored(kindsOf(stage), store)) ? 'stale' : 'fresh', follows }));
  }
  return rest;
}

async function isStored(kinds: readonly string[], store: StoreCatalog): Promise<boolean> {
  for (const kind of kinds) if ((await store.entries(kind)).length > 0) return true;
  return false;
}

/** Looked at of one kind: enough to find the one that was meant, and quick where there are thousands of shards. */
const MOST_COMPARED = 500;

/**
 * The first field in which a fingerprint differs from the stored one that is most like it: that with the fewest differences,
 * of those the newest. Null when none of the kind is stored.
 */
export async function nearestDifference(kind: string, fingerprint: Json, store: StoreCatalog): Promise<JsonDifference | null> {
  const newestFirst = [...(await store.entries(kind))].sort((a, b) => b.publishedAt.getTime() - a.publishedAt.getTime());
  let nearest: readonly JsonDifference[] | undefined;
  for (const { artifact } of newestFirst.slice(0, MOST_COMPARED)) {
    const differences = jsonDifferences(artifact.fingerprint, fingerprint);
    if (nearest === undefined || differences.length < nearest.length) nearest = differences;
  }
  return nearest?.[0] ?? null;
}
