import type { Fit } from '../../artifacts/fit.js';
import { digestJson } from '../../core/digest.js';
import { loadModelFiles, MODEL_FILES, modelFactsOf } from '../../estimators/model-files.js';
import type { FittedModel } from '../../estimators/model-format.js';
import type { StoredArtifact } from '../../store/store.js';

/** What is stored of a fit beside the files of its model: what the model says of itself, and all else that is known of the fit. */
export type StoredFit = Pick<FittedModel, 'codes' | 'featureCount'> & Omit<Fit, 'kind' | 'model' | 'modelFolder' | 'modelDigest' | 'stored'>;

/**
 * Reads a stored fit; its model into shared memory when somebody first asks for it: fits that calibrate need that memory, and it
 * alone says nothing to them. Failures: those of `kindOfFolder`, and of `loadModelFiles` where it is asked for.
 */
export function readFit({ folder, files, meta }: StoredArtifact): Fit {
  const { codes, featureCount, ...facts } = meta as unknown as StoredFit;
  const digests = Object.values(MODEL_FILES).map((file) => files[file] ?? null);
  const { numberType, form } = modelFactsOf(folder);
  let loaded: FittedModel | undefined;
  return {
    kind: 'fit',
    get model() {
      loaded ??= loadModelFiles(folder, { codes, featureCount });
      return loaded;
    },
    modelFolder: folder,
    modelDigest: digestJson({ codes, files: digests }),
    stored: { numberType, form },
    ...facts,
  };
}
