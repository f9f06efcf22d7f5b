import { strideOf } from '../../kernels/linear-layout.js';
import type { FitRequest, FitServices } from '../estimator.js';
import { fitJobs } from './fit-teams.js';
import { LINEAR, type LinearParts } from './linear-model.js';
import type { FitJob } from './running-fit.js';
import type { LinearSettings } from './settings.js';

/** Multinomial logistic regression over the worker pool; see `fitFast` and `fitExact`. */
export async function fitLinear(requests: readonly FitRequest<LinearSettings>[], services: FitServices<LinearParts>): Promise<void> {
  await fitJobs(services.workers, requests.map(jobOf), {
    ...services,
    onDone: (index, { weights, intercept, status, certificate, passes, bestPass, validation, seconds, allocatedBytes }) => {
      const { codes, featureCount, purpose } = requests[index] as FitRequest<LinearSettings>;
      const model: LinearParts | null =
        purpose === 'final' ? { kind: LINEAR, codes, featureCount, stride: strideOf(codes.length), weights, intercept } : null;
      return services.onDone(index, { status, certificate, passes, bestPass, validation, seconds, allocatedBytes, model });
    },
  });
}

function jobOf({ settings, featureCount, codes, rows, validation, metric, purpose, holdAs, goOnFrom }: FitRequest<LinearSettings>): FitJob {
  const classCount = codes.length;
  const isFinal = purpose === 'final';
  return {
    featureCount,
    classCount,
    fit: {
      settings,
      metric,
      rows,
      validation: validation?.rows ?? null,
      validationClassCount: validation?.classCount ?? classCount,
      // Fast trials are ranked by validation alone; the objective of two factors is not convex, so that nothing bounds it.
      certify: isFinal ? settings.rank === null : settings.mode === 'exact',
      keep: isFinal,
    },
    holdAs,
    goOnFrom,
  };
}
