import { NO_FOLD, NO_ROLE, type Split, TRAIN, VALIDATION } from '../../artifacts/split.js';
import type { SearchConfig } from '../../config/pipeline-config.js';
import type { Json } from '../../core/canonical-json.js';
import { digestBytes } from '../../core/digest.js';
import { fail } from '../../core/failure.js';

/** Which rows train and which judge: the split itself, or the same rows with the roles of one fold. */
export interface View {
  /** Null for the hold-out. */
  readonly fold: number | null;
  readonly split: Split;
  /** What tells the view from the hold-out in a fingerprint. */
  readonly fingerprint: { readonly [name: string]: Json };
}

/**
 * The hold-out alone, or one view a fold: the fold's rows judge, those of the other folds train. Folds share out the rows
 * of train and validation, by group and within each code; what features were fitted on (texts of the train rows, no
 * codes) stays as it is, but a fold's
 * rows are judged as texts that are new (see `buildHeldOutMatrix`). Fails with `usage.wrong-value` when folds are wanted and the split has none.
 */
export function viewsOf(split: Split, validation: SearchConfig['validation']): readonly View[] {
  if (validation === 'hold-out') return [{ fold: null, split, fingerprint: {} }];
  const folds = split.details?.fold ?? null;
  if (folds === null) throw noFolds();
  const foldCount = folds.reduce((most, fold) => (fold === NO_FOLD ? most : Math.max(most, fold + 1)), 0);
  const digest = digestBytes(folds.slice());
  return Array.from({ length: foldCount }, (_, fold) => ({
    fold,
    split: { ...split, role: foldRoles(folds, fold) },
    fingerprint: { fold, folds: digest },
  }));
}

/** Roles of the rows when one fold judges. */
export function foldRoles(folds: Uint8Array, fold: number): Uint8Array {
  return Uint8Array.from(folds, (own) => (own === NO_FOLD ? NO_ROLE : own === fold ? VALIDATION : TRAIN));
}

function noFolds(): Error {
  return fail('usage.wrong-value', {
    what: 'there are no folds to judge trials by',
    where: 'search.validation',
    got: 'folds, with split.folds: null',
    wanted: 'a number of folds in split.folds',
    hint: 'set split.folds: 5, or search.validation: hold-out',
  });
}
