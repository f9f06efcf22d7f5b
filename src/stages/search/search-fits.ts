import { join } from 'node:path';
import { writeScoresFile } from '../../artifacts/files/scores-file.js';
import type { ScoresFile } from '../../artifacts/trials.js';
import type { Json } from '../../core/canonical-json.js';
import type { Digest } from '../../core/digest.js';
import type { ModelKind } from '../../estimators/estimator.js';
import type { KindSettings } from '../../estimators/kind-settings.js';
import type { Predictions } from '../../evaluation/judged-rows.js';
import type { FitOutcome, FitRequest } from '../../ml/fit.js';
import { askFor, type Pieces } from '../../runner/flow/pieces.js';
import type { StoredArtifact } from '../../store/store.js';
import { fitModels } from '../../training/fit-models.js';
import type { StageContext } from '../stage-context.js';

const KIND = 'trial';

/** One fit of the search, kept as an artifact under what makes it. */
export interface SearchFit {
  readonly trial: number;
  readonly kind: ModelKind;
  readonly fingerprint: Json;
  /** Asked for only when the fit is missing: it opens the matrix. */
  readonly request: () => Promise<FitRequest<KindSettings>>;
}

/** What came of a fit, and what it said of its validation rows. */
interface MadeFit {
  readonly outcome: FitOutcome;
  readonly scores: Omit<Predictions, 'kind'>;
}

/** Fits over one matrix. */
export interface FitPlan {
  readonly fits: readonly SearchFit[];
  /** Shared memory that the open matrix takes; asked after the requests. */
  readonly matrixBytes: () => number;
  /** As in `FitServices`. */
  readonly heldCount?: number | undefined;
  /** Told of each fit as it is there; `isNew` is false for one that was stored. */
  readonly onFit: (fit: SearchFit, artifact: StoredArtifact, isNew: boolean) => void;
}

/**
 * The artifacts of all fits, in their order. A finished fit is a stored artifact under what made it, so a killed or
 * extended search only does what is missing.
 */
export function makeFits(plan: FitPlan, context: StageContext): Pieces<readonly StoredArtifact[]> {
  return askFor({
    pieces: plan.fits.map(({ fingerprint }) => ({ kind: KIND, fingerprint })),
    onFound: (artifact, index) => plan.onFit(plan.fits[index] as SearchFit, artifact, false),
    makeMissing: async (missing) => {
      const artifacts: StoredArtifact[] = [];
      await makeMissing(plan, missing, artifacts, context);
      return missing.map((index) => artifacts[index] as StoredArtifact);
    },
  });
}

/**
 * Makes what is missing. All work starts inside the publication of the first missing fit, for which another process
 * that wants the same waits. Should that one have made the fit meanwhile, the rest is begun anew.
 */
async function makeMissing(
  plan: FitPlan,
  missing: readonly number[],
  artifacts: (StoredArtifact | undefined)[],
  context: StageContext,
): Promise<void> {
  const [head, ...rest] = missing;
  if (head === undefined) return;
  const first = plan.fits[head] as SearchFit;
  let work: Promise<void> | undefined;
  const artifact = await context.store.publish(KIND, first.fingerprint, async (folder) => {
    const result = withResolvers<MadeFit>();
    work = fitAll(plan, missing, result.resolve, artifacts, context);
    // Whoever waits for the work hears its failure; until then it must not count as unheard.
    work.catch(() => {});
    return writeFit(folder, await Promise.race([result.promise, work.then(() => result.promise)]));
  });
  artifacts[head] = artifact;
  plan.onFit(first, artifact, work !== undefined);
  if (work !== undefined) return work;
  await makeMissing(plan, rest, artifacts, context);
}

/** Fits what is missing, kind by kind. */
async function fitAll(
  plan: FitPlan,
  missing: readonly number[],
  onFirst: (result: MadeFit) => void,
  artifacts: (StoredArtifact | undefined)[],
  context: StageContext,
): Promise<void> {
  const keep = (index: number, result: MadeFit): Promise<void> | void =>
    index === missing[0] ? onFirst(result) : keepFit(plan, index, result, artifacts, context);
  for (const kind of new Set(missing.map((index) => (plan.fits[index] as SearchFit).kind))) {
    const own = missing.filter((index) => (plan.fits[index] as SearchFit).kind === kind);
    await fitKind(kind, plan, own, keep, context);
  }
}

async function fitKind(
  kind: ModelKind,
  plan: FitPlan,
  own: readonly number[],
  keep: (index: number, result: MadeFit) => Promise<void> | void,
  { emit, signal, training }: StageContext,
): Promise<void> {
  const fits = own.map((index) => plan.fits[index] as SearchFit);
  const requests: FitRequest<KindSettings>[] = [];
  for (const fit of fits) requests.push(await fit.request());
  await fitModels(kind, training, requests, {
    kernelBytes: training.kernelBytes - plan.matrixBytes(),
    heldCount: plan.heldCount,
    signal,
    onPass: (request, { gradientNorm: _, relativeGap: __, ...pass }) => {
      const { metric } = requests[request] as FitRequest<KindSettings>;
      emit({ type: 'pass-finished', trial: (fits[request] as SearchFit).trial, metric, ...pass });
    },
    onDone: async (request, outcome, _model, scores) => {
      const rows = requests[request]?.validation?.rows.row;
      if (rows === undefined || scores === null) throw new Error('a trial came without scores of its validation rows');
      await keep(own[request] as number, { outcome, scores: { rows, ...scores } });
    },
  });
}

async function keepFit(
  plan: FitPlan,
  index: number,
  result: MadeFit,
  artifacts: (StoredArtifact | undefined)[],
  { store }: StageContext,
): Promise<void> {
  const fit = plan.fits[index] as SearchFit;
  const artifact = await store.publish(KIND, fit.fingerprint, async (folder) => writeFit(folder, result));
  artifacts[index] = artifact;
  plan.onFit(fit, artifact, true);
}

const SCORES = 'scores.bin';

/** Keeps all of a fit but its model. */
function writeFit(folder: string, { outcome, scores }: MadeFit): Json {
  if (outcome.validation === null) throw new Error('a trial came without metrics of its validation rows');
  writeScoresFile(join(folder, SCORES), scores);
  return { ...outcome } as unknown as Json;
}

/** Where a stored fit keeps the scores of its validation rows. */
export function scoresOf({ folder, files }: StoredArtifact): ScoresFile {
  return { file: join(folder, SCORES), digest: files[SCORES] as Digest };
}

/** As `Promise.withResolvers`, which Node 20 lacks. */
function withResolvers<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((take) => {
    resolve = take;
  });
  return { promise, resolve };
}
