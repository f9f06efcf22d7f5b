import type { Json } from '../../core/canonical-json.js';
import type { EventListener } from '../../core/events.js';
import type { StoreCatalog } from '../../store/catalog.js';
import type { Store, StoredArtifact } from '../../store/store.js';
import { type FlowStep, type MadeBy, type StageStep, stageSteps, type VisitStage, walkFlow } from '../flow/flow.js';
import { findPieces, type PieceName, type Pieces } from '../flow/pieces.js';
import type { RunContext } from '../flow/stage.js';
import { type JsonDifference, jsonDifferences } from './json-difference.js';

/**
 * `cached`: all its work is stored. `stale`: work of this kind is stored, but of something else. `fresh`: no such work was ever
 * stored. `always`: it keeps no work and runs each time.
 */
export type StageState = 'cached' | 'stale' | 'fresh' | 'always';

/** What a run would do in one stage, and why. */
export interface PlannedStage {
  readonly stage: string;
  readonly state: StageState;
  /** Artifacts that were found: of a stage that lacks one, only as far as it could be asked. */
  readonly foundCount: number;
  /** Kind of the first artifact that is missing. */
  readonly missingKind: string | null;
  /** First field that differs from the stored artifact most like it; null when there is none, or the cause lies in `follows`. */
  readonly change: JsonDifference | null;
  /** When the work on some partitions is stored and on others not: those others. */
  readonly newPartitions: NewPartitions | null;
  /** The earlier stage whose new output this one reads: nothing more can be said before that has run. */
  readonly follows: string | null;
}

/** Partitions that a stage has no work of yet, in their order, among all that it reads. */
export interface NewPartitions {
  readonly paths: readonly string[];
  readonly totalCount: number;
}

/** What a plan knows beside the flow. */
export interface PlanOptions<Steps extends readonly FlowStep[]> {
  readonly flow: Steps;
  /** Artifacts of the first stages, which need not be looked for. */
  readonly known?: Partial<MadeBy<Steps>>;
  readonly store: Store & StoreCatalog;
  /** Kinds of artifacts that a stage made in an earlier run, for stages that cannot be reached. */
  readonly kindsOf: (stage: string) => readonly string[];
}

/** What a run would do, and the artifacts that are there already. */
export interface FlowPlan<Steps extends readonly FlowStep[]> {
  /** In the order of the flow. */
  readonly stages: readonly PlannedStage[];
  readonly found: Partial<MadeBy<Steps>>;
}

const silent: EventListener = () => {};

/**
 * What a run would do: reads the pieces of each stage up to the first that is missing, and makes none.
 *
 * The context's run folder must be a temporary one: stages whose work is stored write their tables there.
 */
export async function plan<Steps extends readonly FlowStep[]>(options: PlanOptions<Steps>, context: RunContext): Promise<FlowPlan<Steps>> {
  const { flow, known = {}, store } = options;
  const steps = stageSteps(flow);
  const planned = steps.filter(({ gives }) => gives in known).map(({ stage }) => describe(stage.name, {}));
  const visit: VisitStage = async ({ stage, actsOutside }, input) => {
    if (actsOutside === true) return undefined;
    const { output, foundCount, missing, newPartitions = null } = await readPieces(stage.pieces(input as never, { ...context, emit: silent }), store);
    if (missing === undefined) planned.push(describe(stage.name, { state: foundCount === 0 ? 'always' : 'cached', foundCount }));
    else planned.push({ ...(await describeMissing(stage.name, missing, foundCount, store)), newPartitions });
    return output;
  };
  const found = await walkFlow(flow, visit, known);
  return { stages: [...planned, ...(await describeRest(planned, steps.slice(planned.length), options))], found };
}

interface ReadPieces<Output> {
  /** Undefined when a piece is missing. */
  readonly output?: Output;
  /** How many different pieces are stored, as far as they could be read. */
  readonly foundCount: number;
  readonly missing?: PieceName;
  readonly newPartitions?: NewPartitions | null;
}

/** Gives a stage its stored pieces until one is missing. */
async function readPieces<Output>(work: Pieces<Output>, store: Store): Promise<ReadPieces<Output>> {
  const keys = new Set<string>();
  let step = await work.next();
  while (step.done !== true) {
    const { pieces } = step.value;
    const found = await findPieces(step.value, store);
    for (const artifact of found) if (artifact !== undefined) keys.add(artifact.key);
    const missing = pieces[found.indexOf(undefined)];
    if (missing !== undefined) {
      // Whatever the stage has open is closed; what it would return is nobody's.
      await work.return(undefined as never);
      return { foundCount: keys.size, missing, newPartitions: newAmong(pieces, found) };
    }
    step = await work.next(found as readonly StoredArtifact[]);
  }
  return { output: step.value, foundCount: keys.size };
}

/** Null when all are new, as after a change of settings: then that change is what there is to tell. */
function newAmong(pieces: readonly PieceName[], found: readonly (StoredArtifact | undefined)[]): NewPartitions | null {
  const pathsOf = (some: readonly PieceName[]) => new Set(some.flatMap(({ partitions = [] }) => partitions));
  const totalCount = pathsOf(pieces).size;
  const paths = [...pathsOf(pieces.filter((_, index) => found[index] === undefined))];
  return paths.length > 0 && paths.length < totalCount ? { paths, totalCount } : null;
}

function describe(stage: string, facts: Partial<PlannedStage>): PlannedStage {
  return { stage, state: 'always', foundCount: 0, missingKind: null, change: null, newPartitions: null, follows: null, ...facts };
}

async function describeMissing(stage: string, { kind, fingerprint }: PieceName, foundCount: number, store: StoreCatalog): Promise<PlannedStage> {
  const change = await nearestDifference(kind, fingerprint, store);
  return describe(stage, { state: change === null ? 'fresh' : 'stale', foundCount, missingKind: kind, change });
}

async function describeRest(
  planned: readonly PlannedStage[],
  unreached: readonly StageStep[],
  { store, kindsOf }: Pick<PlanOptions<readonly FlowStep[]>, 'store' | 'kindsOf'>,
): Promise<readonly PlannedStage[]> {
  const last = planned.at(-1);
  const follows = last !== undefined && last.missingKind !== null ? last.stage : null;
  const rest: PlannedStage[] = [];
  for (const { stage, actsOutside } of unreached) {
    if (actsOutside === true) rest.push(describe(stage.name, { state: 'always', follows }));
    else rest.push(describe(stage.name, { state: (await isStored(kindsOf(stage.name), store)) ? 'stale' : 'fresh', follows }));
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
