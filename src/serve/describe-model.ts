import type { ServedModel } from './served-model.js';

/** What `GET /model` says of the model that answers. */
export function describeModel({ reference, manifest, parts }: ServedModel) {
  const { name, calibration, evaluation, fit } = manifest;
  const { spec, contract, reviewThreshold, stopAt, model } = parts;
  return {
    name,
    reference,
    modelDigest: parts.modelDigest,
    codes: model.codes.length,
    textColumns: spec.textColumns,
    covariates: [
      ...spec.categoricalColumns.map((column) => ({ column, kind: 'category' })),
      ...spec.numericColumns.map(({ column }) => ({ column, kind: 'number' })),
    ],
    contract,
    calibration: { method: calibration.method },
    reviewThreshold,
    stopsAtParent: stopAt !== null,
    fit: { estimator: fit.settings.estimator, settings: fit.settings, passCount: fit.passCount },
    metrics: evaluation === null ? null : { suite: evaluation.suite, ...evaluation.metrics },
  };
}
