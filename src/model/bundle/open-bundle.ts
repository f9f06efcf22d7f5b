import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ZodType } from 'zod';
import { decodeNgramTable } from '../../artifacts/files/ngram-table-file.js';
import { shorten } from '../../core/failure.js';
import { firstNotFinite } from '../../core/finite.js';
import { linear } from '../../estimators/all.js';
import { loadModelFiles } from '../../estimators/model-files.js';
import type { FittedModel, ModelOf } from '../../estimators/model-format.js';
import { AS_THEY_ARE } from '../../evaluation/calibration/calibrator.js';
import { Predictor, type PredictorParts, type SharedModel } from '../predictor.js';
import { shareModel } from '../share-parts.js';
import {
  type BundleVersion,
  type Calibration2Part,
  type Calibration3Part,
  type Calibration4Part,
  type CalibrationPart,
  type CodebookPart,
  type ContractPart,
  type FeatureSpecPart,
  OPTIONAL_PART_FILES,
  PART_FILES,
  PART_FILES_2,
  type ReviewPart,
  type TextSpecPart,
  type ThresholdsPart,
} from './bundle-format.js';
import { PART_SCHEMAS } from './part-schemas.js';
import { corrupt, readManifest } from './read-manifest.js';
import { loadRowIds } from './row-ids-file.js';
import { verifyBundle } from './verify-bundle.js';

export type { ArrowBatch, ArrowColumn, ArrowTable } from '../arrow-realm.js';
export type { Contribution, Explanation } from '../explanation.js';
export type { NearestText } from '../nearest-texts.js';
export type { ArrowOptions } from '../predict-arrow.js';
export type { Prediction, PredictOptions, Predictor, ScoredCode, SharedModel } from '../predictor.js';
export type { Doubt, NoCodeReason, PredictRow } from '../row-cells.js';
export { verifyBundle } from './verify-bundle.js';

/** How a bundle is opened. */
export interface OpenOptions {
  /** Whether every byte is checked against its digest before anything is taken from it; true unless said. */
  readonly verify?: boolean;
}

/** How a bundle is loaded. */
interface LoadOptions extends OpenOptions {
  /** Whether n-grams have their names, which no prediction needs; true unless said. */
  readonly names?: boolean;
  /** The bundle's own model where it is open already; read unless given. */
  readonly model?: FittedModel;
}

/**
 * Opens a bundle folder to an object with `.predict(rows, { k })`. Every byte is checked against the bundle's digests (see
 * `verifyBundle`; with `verify: false` only sizes and the manifest), and what it says against what can be. Failures:
 * `usage.missing-model`, `artifact.corrupt` with the file. Memory: that of the model; of a linear one 4 bytes · features · codes.
 */
export async function openBundle(path: string, options: OpenOptions = {}): Promise<Predictor> {
  return new Predictor(shareModel(await loadBundle(path, options)));
}

/** Opens a model that another thread shares, as it does: with one copy of the weights for all. */
export function openShared(shared: SharedModel): Predictor {
  return new Predictor(shared as PredictorParts);
}

/** Everything in a bundle that decides a prediction, its model in shared memory; failures as `openBundle`. */
export async function loadBundle(path: string, { verify = true, names = true, model: open }: LoadOptions = {}): Promise<PredictorParts> {
  const { modelDigest, version, parts } = await (verify ? verifyBundle : readManifest)(path);
  const { codes, titles } = await readJson<CodebookPart>(path, PART_FILES.codebook, PART_SCHEMAS.codebook);
  const text = await readJson<TextSpecPart>(path, PART_FILES['text-spec'], PART_SCHEMAS.textSpec);
  const features = await readJson<FeatureSpecPart>(path, PART_FILES['feature-spec'], PART_SCHEMAS.featureSpec);
  const tableFile = join(path, PART_FILES['ngram-table']);
  const table = decodeNgramTable(await readFile(tableFile), tableFile, { names });
  // Not the table itself: its names, which are made when they are asked for, are no numbers.
  requireFinite(table.idf, tableFile);
  const model = open ?? LOADERS[version].model(path, { codes, featureCount: table.featureCount });
  const rowIds = 'row-ids' in parts ? loadRowIds(join(path, OPTIONAL_PART_FILES['row-ids'])) : null;
  const scores = await LOADERS[version].scores(path);
  const { groups } = scores.calibrator;
  if (groups !== undefined && groups.length !== codes.length)
    throw corrupt(join(path, PART_FILES.calibration), `groups of ${groups.length} codes`, `groups of the ${codes.length} codes of the model`);
  return { modelDigest, spec: { ...features, ...text }, table, model, titles, rowIds, ...scores };
}

interface Loader {
  model(path: string, of: ModelOf): FittedModel;
  scores(path: string): Promise<Pick<PredictorParts, 'calibrator' | 'reviewThreshold' | 'stopAt' | 'contract'>>;
}

/** What differs from version to version: version 1 holds linear models and one number each of calibration and thresholds. */
const LOADERS: Readonly<Record<BundleVersion, Loader>> = {
  1: {
    model: (path, of) => linear.format.load(join(path, PART_FILES.weights), of),
    scores: async (path) => {
      const { temperature } = await readJson<CalibrationPart>(path, PART_FILES.calibration, PART_SCHEMAS.calibration1);
      const { review } = await readJson<ThresholdsPart>(path, PART_FILES.thresholds, PART_SCHEMAS.thresholds);
      return { calibrator: { ...AS_THEY_ARE, temperature }, reviewThreshold: review, stopAt: null, contract: null };
    },
  },
  2: {
    model: loadModelFiles,
    scores: async (path) => {
      const contract = await readJson<ContractPart>(path, PART_FILES_2.contract, PART_SCHEMAS.contract);
      const { parameters } = await readJson<Calibration2Part | Calibration3Part | Calibration4Part>(
        path,
        PART_FILES_2.calibration,
        PART_SCHEMAS.calibration2,
      );
      const { threshold, stopAt = null } = await readJson<ReviewPart>(path, PART_FILES_2.review, PART_SCHEMAS.review);
      return { calibrator: { ...AS_THEY_ARE, ...parameters }, reviewThreshold: threshold, stopAt, contract };
    },
  },
};

async function readJson<T>(path: string, name: string, schema: ZodType): Promise<T> {
  const file = join(path, name);
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch {
    throw corrupt(file, 'no JSON', 'a part of a bundle');
  }
  const parsed = schema.safeParse(value);
  // Older spellings of a setting are gone, defaults filled in.
  if (parsed.success) return parsed.data as T;
  const [issue] = parsed.error.issues;
  throw corrupt(file, shorten(`${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? ''}`), 'a part of a bundle that can be');
}

/** A score made of such a number would be one for nothing; what a model has of them its kind refuses. */
function requireFinite(numbers: Float32Array, file: string): void {
  const at = firstNotFinite(numbers);
  if (at >= 0) throw corrupt(file, `idf ${at} is ${numbers[at]}`, 'finite numbers');
}
