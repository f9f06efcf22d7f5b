import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeNgramTable } from '../artifacts/ngram-table-file.js';
import {
  type CalibrationPart,
  type CodebookPart,
  type FeatureSpecPart,
  PART_FILES,
  type TextSpecPart,
  type ThresholdsPart,
} from './bundle-format.js';
import { Predictor, type PredictorParts } from './predictor.js';
import { corrupt, readManifest } from './read-manifest.js';
import { loadWeightsFile } from './weights-file.js';

export type { Prediction, PredictOptions, Predictor, ScoredCode } from './predictor.js';
export type { NoCodeReason, PredictRow } from './row-cells.js';
export { verifyBundle } from './verify-bundle.js';

/**
 * Opens a bundle folder to an object with `.predict(rows, { k })`. Checks magic numbers, sizes and the manifest; `verifyBundle`
 * checks every byte. Failures: `usage.missing-model`, `artifact.corrupt` with the file. Memory: the dense weights,
 * 4 bytes · features · codes.
 */
export async function openBundle(path: string): Promise<Predictor> {
  return new Predictor(await loadBundle(path));
}

/** Everything in a bundle that decides a prediction, weights in shared memory; failures as `openBundle`. */
export async function loadBundle(path: string): Promise<PredictorParts> {
  const { modelDigest } = await readManifest(path);
  const { codes, titles } = await readJson<CodebookPart>(path, 'codebook', ['codes', 'titles']);
  const text = await readJson<TextSpecPart>(path, 'text-spec', ['text', 'textColumns']);
  const features = await readJson<FeatureSpecPart>(path, 'feature-spec', ['features', 'categoricalColumns', 'numericColumns']);
  const { temperature } = await readJson<CalibrationPart>(path, 'calibration', ['method', 'temperature']);
  const { review } = await readJson<ThresholdsPart>(path, 'thresholds', ['review']);
  const tableFile = join(path, PART_FILES['ngram-table']);
  const table = decodeNgramTable(await readFile(tableFile), tableFile);
  const weightsFile = join(path, PART_FILES.weights);
  const { codeCount, ...weights } = loadWeightsFile(weightsFile);
  if (codeCount !== codes.length) throw corrupt(weightsFile, `${codeCount} codes`, `${codes.length}, as in ${PART_FILES.codebook}`);
  if (weights.featureCount !== table.featureCount) {
    throw corrupt(weightsFile, `${weights.featureCount} features`, `${table.featureCount}, as in ${PART_FILES['ngram-table']}`);
  }
  return { modelDigest, spec: { ...features, ...text }, table, model: { codes, ...weights }, titles, temperature, reviewThreshold: review };
}

async function readJson<T extends { readonly version: number }>(
  path: string,
  name: keyof typeof PART_FILES,
  fields: readonly (keyof T & string)[],
): Promise<T> {
  const file = join(path, PART_FILES[name]);
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch {
    throw corrupt(file, 'no JSON', `the ${name} of a bundle`);
  }
  const found = value as Partial<T> | null;
  if (found?.version !== 1) throw corrupt(file, `version ${found?.version}`, 'version 1');
  for (const field of fields) if (!(field in found)) throw corrupt(file, `no ${field}`, `the ${name} of a bundle`);
  return found as T;
}
