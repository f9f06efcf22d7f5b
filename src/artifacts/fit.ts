import type { Digest } from '../core/digest.js';
import type { FitSettings } from '../estimators/kinds.js';
import type { FittedModel, ModelFacts } from '../estimators/model-format.js';
import type { FitOutcome } from '../ml/fit.js';

export type { FitSettings } from '../estimators/kinds.js';
export type { Certificate, FitStatus, PassRecord, RowFigures } from '../ml/fit-record.js';

/** The final fit: what came of it, and its model. */
export interface Fit extends FitOutcome {
  readonly kind: 'fit';
  readonly model: FittedModel;
  /** Where the files of the model are stored. */
  readonly modelFolder?: string;
  /** Of the model's codes and files: equal models have equal ones. */
  readonly modelDigest: Digest;
  readonly settings: FitSettings;
  /** How its numbers are stored. */
  readonly stored?: Pick<ModelFacts, 'numberType' | 'form'>;
}
