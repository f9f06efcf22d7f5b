import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeNgramTable } from '../../artifacts/files/ngram-table-file.js';
import { linear } from '../../estimators/all.js';
import { loadModelFiles } from '../../estimators/model-files.js';
import type { FittedModel, ModelOf } from '../../estimators/model-format.js';
import { Predictor, type PredictorParts } from '../predictor.js';
import {
  type BundleVersion,
  type Calibration2Part,
  type CalibrationPart,
  type CodebookPart,
  type ContractPart,
  type FeatureSpecPart,
  PART_FILES,
  PART_FILES_2,
  type ReviewPart,
  type TextSpecPart,
  type ThresholdsPart,
} from './bundle-format.js';
import { corrupt, readManifest } from './read-manifest.js';

export type { Prediction, PredictOptions, Predictor, ScoredCode } from '../predictor.js';
export type { NoCodeReason, PredictRow } from '../row-cells.js';
export { verifyBundle } from './verify-bundle.js';

/**
 * Opens a bundle folder to an object with `.predict(rows, { k })`. Checks magic numbers, sizes and the manifest; `verifyBundle`
 * checks every byte. Failures: `usage.missing-model`, `artifact.corrupt` with the file. Memory: that of the model; of a linear one
 * 4 bytes · features · codes.
 */
export async function openBundle(path: string): Promise<Predictor> {
  return new Predictor(await loadBundle(path));
}

/** Everything in a bundle that decides a prediction, its model in shared memory; failures as `openBundle`. */
export async function loadBundle(path: string): Promise<PredictorParts> {
  const { modelDigest, version } = await readManifest(path);
  const { codes, titles } = await readJson<CodebookPart>(path, PART_FILES.codebook, 1, ['codes', 'titles']);
  const text = await readJson<TextSpecPart>(path, PART_FILES['text-spec'], 1, ['text', 'textColumns']);
  const features = await readJson<FeatureSpecPart>(path, PART_FILES['feature-spec'], 1, ['features', 'categoricalColumns', 'numericColumns']);
  const tableFile = join(path, PART_FILES['ngram-table']);
  const table = decodeNgramTable(await readFile(tableFile), tableFile);
  const model = LOADERS[version].model(path, { codes, featureCount: table.featureCount });
  return { modelDigest, spec: { ...features, ...text }, table, model, titles, ...(await LOADERS[version].scores(path)) };
}

interface Loader {
  model(path: string, of: ModelOf): FittedModel;
  scores(path: string): Promise<Pick<PredictorParts, 'temperature' | 'reviewThreshold'>>;
}

/** What differs from version to version: version 1 holds linear models and one number each of calibration and thresholds. */
const LOADERS: Readonly<Record<BundleVersion, Loader>> = {
  1: {
    model: (path, of) => linear.format.load(join(path, PART_FILES.weights), of),
    scores: async (path) => {
      const { temperature } = await readJson<CalibrationPart>(path, PART_FILES.calibration, 1, ['method', 'temperature']);
      const { review } = await readJson<ThresholdsPart>(path, PART_FILES.thresholds, 1, ['review']);
      return { temperature, reviewThreshold: review };
    },
  },
  2: {
    model: loadModelFiles,
    scores: async (path) => {
      // Nothing in a prediction depends on it, but a bundle without it is not whole.
      await readJson<ContractPart>(path, PART_FILES_2.contract, 1, ['columns']);
      const { parameters } = await readJson<Calibration2Part>(path, PART_FILES_2.calibration, 2, ['method', 'parameters']);
      const { threshold } = await readJson<ReviewPart>(path, PART_FILES_2.review, 1, ['rule', 'threshold']);
      return { temperature: parameters.temperature, reviewThreshold: threshold };
    },
  },
};

async function readJson<T extends { readonly version: number }>(
  path: string,
  name: string,
  version: T['version'],
  fields: readonly (keyof T & string)[],
): Promise<T> {
  const file = join(path, name);
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch {
    throw corrupt(file, 'no JSON', 'a part of a bundle');
  }
  const found = value as Partial<T> | null;
  if (found?.version !== version) throw corrupt(file, `version ${found?.version}`, `version ${version}`);
  for (const field of fields) if (!(field in found)) throw corrupt(file, `no ${field}`, 'a part of a bundle that has it');
  return found as T;
}
