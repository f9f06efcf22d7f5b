import type { Json } from '../../core/canonical-json.js';
import type { StageContext } from '../../runner/stage.js';
import type { StoredArtifact } from '../../store/store.js';
import type { FitRequest, FitResult } from '../../tasks/estimator.js';
import { ESTIMATORS } from '../../tasks/estimators.js';

const KIND = 'trial';

/** One fit of the search, kept as an artifact under what makes it. */
export interface SearchFit {
  readonly trial: number;
  readonly fingerprint: Json;
  /** Asked for only when the fit is missing: it may load the matrix. */
  readonly request: () => FitRequest;
}

/** Told of each fit as it is there; `seconds` is null for one that was stored. */
export type OnFit = (fit: SearchFit, artifact: StoredArtifact, seconds: number | null) => void;

/**
 * The artifacts of all fits, in their order. A finished fit is a stored artifact under what made it, so a killed or
 * extended search only does what is missing.
 */
export async function makeFits(
  fits: readonly SearchFit[],
  metaOf: (result: FitResult) => Json,
  context: StageContext,
  onFit: OnFit,
): Promise<readonly StoredArtifact[]> {
  const artifacts = await Promise.all(fits.map(({ fingerprint }) => context.store.find(KIND, fingerprint)));
  const missing: number[] = [];
  artifacts.forEach((artifact, index) => {
    if (artifact === undefined) missing.push(index);
    else onFit(fits[index] as SearchFit, artifact, null);
  });
  await makeMissing(fits, missing, artifacts, metaOf, context, onFit);
  return artifacts as readonly StoredArtifact[];
}

/**
 * Makes what is missing. All work starts inside the publication of the first missing fit, so that `plan`, whose store
 * refuses to publish, learns of it before anything is done. Should another process have made that fit meanwhile, the
 * rest is begun anew.
 */
async function makeMissing(
  fits: readonly SearchFit[],
  missing: readonly number[],
  artifacts: (StoredArtifact | undefined)[],
  metaOf: (result: FitResult) => Json,
  context: StageContext,
  onFit: OnFit,
): Promise<void> {
  const [head, ...rest] = missing;
  if (head === undefined) return;
  const first = fits[head] as SearchFit;
  let work: Promise<void> | undefined;
  let seconds: number | null = null;
  const artifact = await context.store.publish(KIND, first.fingerprint, async () => {
    const firstResult = withResolvers<FitResult>();
    work = fitAll(fits, missing, firstResult.resolve, artifacts, metaOf, context, onFit);
    const result = await Promise.race([firstResult.promise, work.then(() => firstResult.promise)]);
    seconds = result.seconds;
    return metaOf(result);
  });
  artifacts[head] = artifact;
  onFit(first, artifact, seconds);
  if (work !== undefined) return work;
  await makeMissing(fits, rest, artifacts, metaOf, context, onFit);
}

async function fitAll(
  fits: readonly SearchFit[],
  missing: readonly number[],
  onFirst: (result: FitResult) => void,
  artifacts: (StoredArtifact | undefined)[],
  metaOf: (result: FitResult) => Json,
  { config, emit, store, signal, tasks, kernelBytes }: StageContext,
  onFit: OnFit,
): Promise<void> {
  const wanted = missing.map((index) => fits[index] as SearchFit);
  const requests = wanted.map((fit) => fit.request());
  await ESTIMATORS[config.search.estimator].fitAll(tasks, requests, {
    kernelBytes,
    signal,
    onPass: (request, { pass, objective, score, seconds }) =>
      emit({ type: 'pass-finished', trial: (wanted[request] as SearchFit).trial, pass, objective, score, seconds }),
    onDone: async (request, result) => {
      if (request === 0) return onFirst(result);
      const fit = wanted[request] as SearchFit;
      const artifact = await store.publish(KIND, fit.fingerprint, async () => metaOf(result));
      artifacts[missing[request] as number] = artifact;
      onFit(fit, artifact, result.seconds);
    },
  });
}

/** As `Promise.withResolvers`, which Node 20 lacks. */
function withResolvers<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((take) => {
    resolve = take;
  });
  return { promise, resolve };
}
