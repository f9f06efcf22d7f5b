import type { FeatureMatrix, FeatureVariants } from '../../artifacts/features.js';
import type { Prepared } from '../../artifacts/prepared.js';
import { rowsWithRole, type Split, TRAIN, VALIDATION } from '../../artifacts/split.js';
import type { Trial } from '../../artifacts/trials.js';
import type { Json } from '../../core/canonical-json.js';
import { kernelDigest } from '../../kernels/load-module.js';
import type { StageContext } from '../../runner/stage.js';
import type { StoredArtifact } from '../../store/store.js';
import type { FitRequest, FitResult } from '../../tasks/estimator.js';
import { ESTIMATORS } from '../../tasks/estimators.js';
import { openMatrix } from '../../tasks/open-matrix.js';
import { codesOfRows, judgedRows, openTrainingSet } from '../../tasks/training-rows.js';
import { describeSettings, type GridPoint } from './grid.js';

const KIND = 'trial';
/** Raised when the algorithm of a trial changes in a way that its other fingerprint fields do not show. */
const TRIAL_VERSION = 1;

/** What trials are fitted on and judged by. */
export interface SearchInput {
  readonly prepared: Prepared;
  readonly split: Split;
  readonly features: FeatureVariants;
}

/**
 * The trials of all points, in grid order. A finished trial is a stored artifact under what made it, so a killed or extended
 * grid only does what is missing.
 */
export async function runTrials(points: readonly GridPoint[], input: SearchInput, context: StageContext): Promise<readonly Trial[]> {
  const fingerprints = points.map((point) => fingerprintOf(point, input, context));
  const found = await Promise.all(fingerprints.map((fingerprint) => context.store.find(KIND, fingerprint)));
  const missing = points.flatMap((_, index) => (found[index] === undefined ? [index] : []));
  const trials = { fingerprints, artifacts: [...found] };
  context.emit({ type: 'progress', stage: 'search', unit: 'trials', done: points.length - missing.length, total: points.length });
  await fitMissing(points, missing, trials, input, context);
  return points.map((point, index) => trialOf(point, index, trials.artifacts[index] as StoredArtifact, input));
}

/** Everything that decides a trial: its settings, the matrix and order of its rows, who has which role and code, the kernel. */
function fingerprintOf({ variantIndex, settings }: GridPoint, { prepared, split, features }: SearchInput, { config }: StageContext): Json {
  return {
    version: TRIAL_VERSION,
    settings: { ...settings },
    metric: config.search.metric,
    matrix: (features.variants[variantIndex] as FeatureMatrix).key,
    split: split.splitDigest,
    weights: { ...config.data.weights },
    partitions: prepared.shards.map((shard) => shard.key),
    kernel: kernelDigest('linear'),
  };
}

/** The artifacts of all points, kept as they are found and made. */
interface TrialStore {
  readonly fingerprints: readonly Json[];
  readonly artifacts: (StoredArtifact | undefined)[];
}

/**
 * Fits what is missing. All work starts inside the publication of the first missing trial, so that `plan`, whose store
 * refuses to publish, learns of it before anything is done. Should another process have made that trial meanwhile, the
 * rest is begun anew.
 */
async function fitMissing(
  points: readonly GridPoint[],
  missing: readonly number[],
  trials: TrialStore,
  input: SearchInput,
  context: StageContext,
): Promise<void> {
  const [head, ...rest] = missing;
  if (head === undefined) return;
  let work: Promise<void> | undefined;
  trials.artifacts[head] = await context.store.publish(KIND, trials.fingerprints[head] as Json, async () => {
    const first = withResolvers<FitResult>();
    work = fitAll(points, missing, first.resolve, trials, input, context);
    return metaOf(await Promise.race([first.promise, work.then(() => first.promise)]));
  });
  if (work !== undefined) return work;
  await fitMissing(points, rest, trials, input, context);
}

/** Fits the missing trials, one feature variant after the other, so that one matrix at a time is in memory. */
async function fitAll(
  points: readonly GridPoint[],
  missing: readonly number[],
  onFirst: (result: FitResult) => void,
  trials: TrialStore,
  input: SearchInput,
  context: StageContext,
): Promise<void> {
  const variants = [...new Set(missing.map((index) => (points[index] as GridPoint).variantIndex))];
  let done = points.length - missing.length;
  for (const variantIndex of variants) {
    const own = missing.filter((index) => (points[index] as GridPoint).variantIndex === variantIndex);
    await fitVariant(points, own, variantIndex, input, context, async (index, result) => {
      if (index === missing[0]) onFirst(result);
      else trials.artifacts[index] = await context.store.publish(KIND, trials.fingerprints[index] as Json, async () => metaOf(result));
      context.emit({ type: 'progress', stage: 'search', unit: 'trials', done: ++done, total: points.length });
    });
  }
}

async function fitVariant(
  points: readonly GridPoint[],
  indexes: readonly number[],
  variantIndex: number,
  { prepared, split, features }: SearchInput,
  context: StageContext,
  onDone: (index: number, result: FitResult) => Promise<void>,
): Promise<void> {
  const { config, emit, signal, kernelBytes } = context;
  const matrix = features.variants[variantIndex] as FeatureMatrix;
  const train = rowsWithRole(split.role, TRAIN);
  const known = codesOfRows(prepared, train);
  const training = await openTrainingSet(context, matrix, prepared, train, known.classOfCode, config.split.seed);
  const validation = judgedRows(openMatrix(matrix, kernelBytes), prepared, split, VALIDATION, known);
  const requests = indexes.map((index): FitRequest => {
    const { settings } = points[index] as GridPoint;
    return {
      settings,
      featureCount: matrix.table.featureCount,
      classCount: known.codes.length,
      rows: training.rows(settings.classWeight),
      validation,
      metric: config.search.metric,
      certify: settings.mode === 'exact',
    };
  });
  await ESTIMATORS[config.search.estimator].fitAll(context.tasks, requests, {
    kernelBytes: kernelBytes - training.byteCount,
    signal,
    onPass: (request, { pass, objective, score, seconds }) =>
      emit({ type: 'pass-finished', trial: indexes[request] as number, pass, objective, score, seconds }),
    onDone: async (request, result) => {
      const index = indexes[request] as number;
      await onDone(index, result);
      const { settings } = points[index] as GridPoint;
      const score = result.validation?.[config.search.metric] ?? 0;
      emit({ type: 'trial-finished', trial: index, label: describeSettings(settings), score, seconds: result.seconds });
    },
  });
}

type TrialMeta = Pick<Trial, 'status' | 'certificate' | 'passes' | 'bestPass' | 'validation' | 'seconds' | 'allocatedBytes'>;

function metaOf({ status, certificate, passes, bestPass, validation, seconds, allocatedBytes }: FitResult): Json {
  const none = { macroF1: 0, microF1: 0, weightedF1: 0, accuracy: 0 };
  const meta: TrialMeta = { status, certificate, passes, bestPass, validation: validation ?? none, seconds, allocatedBytes };
  return meta as unknown as Json;
}

function trialOf({ variantIndex, settings }: GridPoint, index: number, artifact: StoredArtifact, { features }: SearchInput): Trial {
  const matrix = features.variants[variantIndex] as FeatureMatrix;
  const meta = artifact.meta as unknown as TrialMeta;
  const label = features.variants.length > 1 ? `${describeSettings(settings)} ${matrix.variant}` : describeSettings(settings);
  return { trial: index, label, variantIndex, variant: matrix.variant, featureCount: matrix.table.featureCount, settings, ...meta };
}

/** As `Promise.withResolvers`, which Node 20 lacks. */
function withResolvers<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((take) => {
    resolve = take;
  });
  return { promise, resolve };
}
