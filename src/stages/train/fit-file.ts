import type { Certificate, Fit, FitSettings, FitStatus, PassRecord } from '../../artifacts/fit.js';
import type { Json } from '../../core/canonical-json.js';
import { digestJson } from '../../core/digest.js';
import type { FitOutcome } from '../../estimators/estimator.js';
import { loadModelFiles, MODEL_FILES, writeModelFiles } from '../../estimators/model-files.js';
import type { FittedModel } from '../../estimators/model-format.js';
import type { StoredArtifact } from '../../store/store.js';

interface FitMeta {
  readonly codes: readonly string[];
  readonly featureCount: number;
  readonly settings: FitSettings;
  readonly status: FitStatus;
  readonly certificate: Certificate;
  readonly passes: readonly PassRecord[];
  readonly bestPass: number;
  readonly seconds: number;
  readonly allocatedBytes: number;
}

/** Writes a fit's model into the folder; returns what else there is to know of it. */
export async function writeFit(folder: string, fit: FitMeta & Pick<FitOutcome<FittedModel>, 'model'>): Promise<Json> {
  const { codes, featureCount, settings, status, certificate, passes, bestPass, seconds, allocatedBytes } = fit;
  if (fit.model === null) throw new Error(`a final fit of ${settings.estimator} came without its model`);
  writeModelFiles(folder, fit.model);
  const meta: FitMeta = { codes, featureCount, settings, status, certificate, passes, bestPass, seconds, allocatedBytes };
  return meta as unknown as Json;
}

/** Reads a stored fit, its model into shared memory. Failures: those of `loadModelFiles`. */
export function readFit({ folder, files, meta }: StoredArtifact): Fit {
  const { codes, featureCount, ...facts } = meta as unknown as FitMeta;
  const digests = Object.values(MODEL_FILES).map((file) => files[file] ?? null);
  return { kind: 'fit', model: loadModelFiles(folder, { codes, featureCount }), modelDigest: digestJson({ codes, files: digests }), ...facts };
}
