import type { Source } from '../artifacts/source.js';
import type { Json } from '../core/canonical-json.js';
import type { ModelKind } from '../estimators/estimator.js';
import type { KindSettings } from '../estimators/kind-settings.js';
import type { FitRequest } from '../ml/fit.js';
import { codePaths } from '../text/code-levels.js';

/** The codebook of a run, as far as fits may ask for it. */
export type CodebookSource = Pick<Source, 'codebook' | 'codebookDigest'>;

/** What is above each code, for a fit that asks for it; of a fit that does not, nothing. */
export function codebookForFit(
  kind: ModelKind,
  settings: KindSettings,
  { codebook }: CodebookSource,
  codes: readonly string[],
): Pick<FitRequest<KindSettings>, 'ancestors'> {
  if (kind.readsCodebook?.(settings) !== true) return {};
  return { ancestors: codePaths(codes, codebook).map((path) => path.slice(0, -1)) };
}

/** Its part of the fingerprint of the fit. */
export function codebookFingerprint(kind: ModelKind, settings: KindSettings, { codebookDigest }: CodebookSource): { readonly [name: string]: Json } {
  return kind.readsCodebook?.(settings) === true ? { codebook: codebookDigest } : {};
}
