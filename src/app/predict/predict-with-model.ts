import { type MatchedFiles, skippedEvents } from '../../core/files/match-files.js';
import { folderColumnsOf } from '../../model/bundle/bundle-origin.js';
import { loadBundle } from '../../model/bundle/open-bundle.js';
import { verifyBundle } from '../../model/bundle/verify-bundle.js';
import { findModel, type ModelPlaces } from '../find-model.js';
import { type ServiceOptions, withServices } from '../open-services.js';
import { type PredictCounts, type PredictFiles, predictFiles } from './predict-files.js';

/** Which model codes which files. */
export interface ModelPredictions
  extends ModelPlaces,
    Pick<PredictFiles, 'outFolder' | 'idColumn' | 'k' | 'allowMissing' | 'maxUnseenShare'>,
    Omit<ServiceOptions, 'verify'> {
  /** With a `/` the path of a bundle, with an `@` a registered name (`name@champion`, `name@3`), else the id of a run. */
  readonly model: string;
  /** Relative to the project folder. */
  readonly inputs: MatchedFiles;
}

/** What came of it. */
export interface PredictedFiles extends PredictCounts {
  /** Absolute path of the model. */
  readonly bundle: string;
  readonly modelDigest: string;
  /** Below this score a row is for review; null when the model has no threshold. */
  readonly reviewThreshold: number | null;
  /** Whether scores were calibrated; else they are the model's own and no probabilities. */
  readonly calibrated: boolean;
  readonly seconds: number;
}

/** Finds a model and codes files with it. Failures: those of `findModel`, `loadBundle` and `predictFiles`. */
export async function predictWithModel(request: ModelPredictions): Promise<PredictedFiles> {
  const { model, inputs, emit, signal, memoryBytes } = request;
  return withServices(request, async (services) => {
    const bundle = await findModel(model, request, services.registry);
    const manifest = await verifyBundle(bundle);
    const parts = await loadBundle(bundle, { verify: false });
    const folderColumns = folderColumnsOf(manifest);
    const startMs = performance.now();
    emit({ type: 'stage-started', stage: 'predict' });
    for (const event of skippedEvents('predict', inputs.skipped)) emit(event);
    const counts = await predictFiles({ ...request, parts, folderColumns, files: inputs.files }, { ...services, signal, emit, memoryBytes });
    const seconds = (performance.now() - startMs) / 1000;
    emit({ type: 'stage-finished', stage: 'predict', seconds });
    const calibrated = manifest.calibration.method !== 'none';
    return { bundle, modelDigest: parts.modelDigest, reviewThreshold: parts.reviewThreshold, calibrated, seconds, ...counts };
  });
}
