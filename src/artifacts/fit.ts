import type { Digest } from '../core/digest.js';
import type { FitSettings } from '../estimators/kinds.js';
import type { FittedModel } from '../estimators/model-format.js';
import type { Certificate, FitStatus, PassRecord } from '../ml/fit-record.js';

export type { FitSettings } from '../estimators/kinds.js';
export type { Certificate, FitStatus, PassRecord } from '../ml/fit-record.js';

/** The outcome of one fit. */
export interface Fit {
  readonly kind: 'fit';
  readonly model: FittedModel;
  /** Of the model's codes and files: equal models have equal ones. */
  readonly modelDigest: Digest;
  readonly settings: FitSettings;
  readonly status: FitStatus;
  readonly certificate: Certificate;
  readonly passes: readonly PassRecord[];
  /** The pass that validation liked best, or the last. */
  readonly bestPass: number;
  readonly seconds: number;
  readonly allocatedBytes: number;
}
