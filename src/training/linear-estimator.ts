import type { Estimator } from './estimator.js';
import { fitJobs } from './fit-teams.js';

/** Multinomial logistic regression over the worker pool; see `fitFast` and `fitExact`. */
export const linearEstimator: Estimator = {
  async fitAll(tasks, requests, options) {
    const jobs = requests.map(({ settings, featureCount, classCount, rows, validation, metric, certify, keep, holdAs, goOnFrom }) => ({
      featureCount,
      classCount,
      fit: {
        settings,
        metric,
        rows,
        validation: validation?.rows ?? null,
        validationClassCount: validation?.classCount ?? classCount,
        certify,
        keep,
      },
      holdAs,
      goOnFrom,
    }));
    await fitJobs(tasks, jobs, options);
  },
};
