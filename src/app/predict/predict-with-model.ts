import { type MatchedFiles, skippedEvents } from '../../core/files/match-files.js';
import { withPrivateFiles } from '../../core/files/private-files.js';
import { folderColumnsOf, isConfidential, originOf } from '../../model/bundle/bundle-origin.js';
import { loadBundle } from '../../model/bundle/open-bundle.js';
import { shareParts } from '../../model/share-parts.js';
import { MemoryWatch } from '../../runner/run/memory.js';
import type { ModelPlaces } from '../find-model.js';
import { findModelToCodeWith, type ModelToCodeWith } from '../model-to-code-with.js';
import { type ServiceOptions, type Services, withServices } from '../open-services.js';
import { type PredictCounts, type PredictFiles, predictFiles } from './predict-files.js';

/** Coding takes far longer than reading, and each thread that reads holds a page of its own, unpacked: up to 100 MB where texts are long. */
const TABLE_THREADS = 1;

/** Which model codes which files. */
export interface ModelPredictions
  extends ModelPlaces,
    Pick<PredictFiles, 'outFolder' | 'replace' | 'idColumn' | 'k' | 'reviewBelow' | 'allowMissing' | 'maxUnseenShare' | 'keep' | 'format'>,
    Omit<ServiceOptions, 'verify' | 'modelBytes' | 'tableThreads'> {
  /** With a `/` the path of a bundle, with an `@` a registered name (`name@champion`, `name@3`), else the id of a run. */
  readonly model: string;
  /** Relative to the project folder. */
  readonly inputs: MatchedFiles;
  /** A file for the rows for review, CSV or Parquet by its ending (absolute path), and how many codes are suggested for each. */
  readonly queue?: { readonly file: string; readonly k: number } | undefined;
}

/** What came of it. */
export interface PredictedFiles extends PredictCounts {
  /** Absolute path of the model. */
  readonly bundle: string;
  readonly modelDigest: string;
  /** Below this score a row is for review; null when neither the caller nor the model has a threshold. */
  readonly reviewThreshold: number | null;
  /** Whether scores were calibrated; else they are the model's own and no probabilities. */
  readonly calibrated: boolean;
  readonly seconds: number;
  /** Resident memory of the process and its children at their peak, in 10^6 bytes. */
  readonly peakRssMb: number;
}

/** Finds a model and codes files with it. Failures: those of `findModelToCodeWith`, `divideForCoding`, `loadBundle` and `predictFiles`. */
export async function predictWithModel(request: ModelPredictions): Promise<PredictedFiles> {
  const { workerCount, signal } = request;
  const memory = new MemoryWatch();
  try {
    const model = await findModelToCodeWith(request.model, request, workerCount, signal);
    const options = { ...request, modelBytes: model.modelBytes, tableThreads: TABLE_THREADS };
    const predicted = await withServices(options, (services) => predictWith(model, request, services));
    return { ...predicted, peakRssMb: memory.peakBytes() / 1e6 };
  } finally {
    memory.stop();
  }
}

async function predictWith(
  { bundle, manifest }: ModelToCodeWith,
  request: ModelPredictions,
  services: Services,
): Promise<Omit<PredictedFiles, 'peakRssMb'>> {
  const { inputs, emit, signal, memoryBytes } = request;
  const parts = shareParts(await loadBundle(bundle, { verify: false, names: false }));
  const folderColumns = folderColumnsOf(manifest);
  const queue = request.queue && { ...request.queue, labelColumn: originOf(manifest, bundle).config.data.label };
  const startMs = performance.now();
  emit({ type: 'stage-started', stage: 'predict' });
  for (const event of skippedEvents('predict', inputs.skipped)) emit(event);
  const counts = await withPrivateFiles(isConfidential(manifest), () =>
    predictFiles({ ...request, parts, folderColumns, files: inputs.files, queue }, { ...services, signal, emit, memoryBytes }),
  );
  const seconds = (performance.now() - startMs) / 1000;
  emit({ type: 'stage-finished', stage: 'predict', seconds });
  const calibrated = manifest.calibration.method !== 'none';
  return { bundle, modelDigest: parts.modelDigest, reviewThreshold: request.reviewBelow ?? parts.reviewThreshold, calibrated, seconds, ...counts };
}
