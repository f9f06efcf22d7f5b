import { z } from 'zod';
import type { ColumnKind } from '../../artifacts/column-kind.js';
import type { Calibration } from '../../artifacts/evaluation.js';
import type { FeatureSpec } from '../../artifacts/features.js';
import type { Certificate, FitSettings, FitStatus } from '../../artifacts/fit.js';
import { canonicalJson, type Json } from '../../core/canonical-json.js';
import { type Digest, digestBytes, digestJson } from '../../core/digest.js';
import { compareUtf8 } from '../../core/utf8-order.js';
import { MODEL_FILES } from '../../estimators/model-files.js';
import type { Calibrator } from '../../evaluation/calibration/calibrator.js';
import type { SuiteFigures } from '../../evaluation/evaluate.js';
import type { ParentCodes } from '../parent-codes.js';

/**
 * A bundle is a folder of JSON and flat binary files, nothing in it executable. Version 1 holds linear models:
 *
 *   manifest.json       what the rest is, and where it comes from
 *   codebook.json       codes of the model in bytewise order, with titles
 *   text-spec.json      text columns and canonical form
 *   feature-spec.json   n-grams, covariates, weighting
 *   ngram-table.bin     n-grams with their features and idf (artifacts/files/ngram-table-file.ts; in a small bundle of version 2
 *                       artifacts/files/small-ngram-table.ts)
 *   weights.bin         weights and intercept (estimators/linear/weights-file.ts)
 *   calibration.json    temperature
 *   thresholds.json     below which score a row is for review
 *
 * Version 2 holds models of every kind:
 *
 *   manifest.json, codebook.json, text-spec.json, feature-spec.json, ngram-table.bin   as in version 1
 *   contract.json       columns that a row has to have, with their kinds, the form of their values and the share of unseen ones
 *   model.json          kind of the model, version of its file, type of its numbers, and whether they are as they are or factors
 *   model.bin           what the kind says (estimators/<kind>)
 *   calibration.json    method and parameters: a temperature, or the curve of the best score and how many groups each code was fitted on
 *   review.json         by which rule a row is for review
 *   row-ids.bin         ids of the training rows, in training order, where answers name rows (model/bundle/row-ids-file.ts); with
 *                       `privacy.examples: false` there is none
 *
 * The parts decide every prediction. Their JSON files hold canonical JSON and nothing else, so that the digest of the file
 * is the digest of the content. What is recorded but decides nothing stands in the manifest, and for people in MODEL_CARD.md, whose
 * digest the manifest has.
 */
export const PART_FILES = {
  codebook: 'codebook.json',
  'text-spec': 'text-spec.json',
  'feature-spec': 'feature-spec.json',
  'ngram-table': 'ngram-table.bin',
  weights: 'weights.bin',
  calibration: 'calibration.json',
  thresholds: 'thresholds.json',
} as const;

/** The same of version 2. */
export const PART_FILES_2 = {
  contract: 'contract.json',
  codebook: 'codebook.json',
  'text-spec': 'text-spec.json',
  'feature-spec': 'feature-spec.json',
  'ngram-table': 'ngram-table.bin',
  model: MODEL_FILES.facts,
  'model-data': MODEL_FILES.data,
  calibration: 'calibration.json',
  review: 'review.json',
} as const;

/** Parts of version 2 that not every bundle has. */
export const OPTIONAL_PART_FILES = { 'row-ids': 'row-ids.bin' } as const;

/** The file that makes a folder a bundle. */
export const MANIFEST_FILE = 'manifest.json';
/** What people read of a model: no part, since it decides nothing; absent from bundles of earlier releases. */
export const CARD_FILE = 'MODEL_CARD.md';
/** Layouts that this release reads and writes. */
export type BundleVersion = 1 | 2;

/** The file of each part that a bundle of that version must have, and of those that it has beyond them, by the part's name. */
export function partFilesOf({ version, parts }: { readonly version: BundleVersion; readonly parts: object }): Readonly<Record<string, string>> {
  if (version === 1) return PART_FILES;
  return { ...PART_FILES_2, ...Object.fromEntries(Object.entries(OPTIONAL_PART_FILES).filter(([name]) => name in parts)) };
}

/** One file of a bundle. */
export interface BundlePart {
  readonly file: string;
  readonly digest: Digest;
  readonly byteCount: number;
}

/** By name; those of `partFilesOf`. */
export type BundleParts = Readonly<Record<string, BundlePart>>;

/** Parts that were written, and of which version they are. */
export interface WrittenParts {
  readonly version: BundleVersion;
  readonly parts: BundleParts;
}

/** What is recorded beside the parts. None of it changes a prediction. */
export interface BundleFacts {
  /** Name of the pipeline. */
  readonly name: string;
  readonly splitDigest: Digest;
  readonly codebookDigest: Digest | null;
  readonly fit: {
    readonly status: FitStatus;
    /** Whether the solver reached its tolerance; `fast` fits stop before by design and are not called converged. */
    readonly converged: boolean;
    readonly certificate: Certificate;
    readonly settings: FitSettings;
    readonly passCount: number;
    readonly featureVariant: string;
  };
  readonly calibration: Omit<Calibration, 'kind'>;
  readonly evaluation: Pick<SuiteFigures, 'suite' | 'metrics' | 'allCodes' | 'intervals'> | null;
  /** The run that made it: id, configuration with defaults, input digests. Enough to start a reproduction. */
  readonly run: Json;
}

/** What `manifest.json` holds. */
export interface BundleManifest extends BundleFacts {
  readonly format: 'millrace-bundle';
  readonly version: BundleVersion;
  readonly modelDigest: Digest;
  readonly parts: BundleParts;
  /** `CARD_FILE`; absent from bundles of earlier releases. */
  readonly card?: BundlePart;
  /** SHA-256 over the canonical JSON of everything else in the manifest. */
  readonly manifestDigest: Digest;
}

/** Design §6: SHA-256 over the canonical JSON of the sorted (name, digest) pairs of all parts. */
export function modelDigestOf(parts: BundleParts): Digest {
  const pairs = Object.entries(parts).map(([name, { digest: own }]) => [name, own] as const);
  return digestJson(pairs.sort(([a], [b]) => compareUtf8(a, b)));
}

/** Every file of a bundle beside its manifest. */
export function bundleFiles({ parts, card }: Pick<BundleManifest, 'parts' | 'card'>): readonly BundlePart[] {
  return [...Object.values(parts), ...(card === undefined ? [] : [card])];
}

/** The manifest's text; its last field is the digest of the others. */
export function encodeManifest(
  { version, parts }: WrittenParts,
  facts: BundleFacts,
  card?: BundlePart,
): { readonly text: string; readonly modelDigest: Digest } {
  const modelDigest = modelDigestOf(parts);
  const content = { format: 'millrace-bundle', version, modelDigest, ...facts, parts, ...(card === undefined ? {} : { card }) };
  const plain = JSON.parse(JSON.stringify(content)) as { readonly [key: string]: Json };
  return { text: manifestText({ ...plain, manifestDigest: digestJson(plain) }), modelDigest };
}

/** A manifest as parsed JSON, before anything is known of it. */
export interface ManifestJson {
  readonly [key: string]: Json | undefined;
}

/** The one spelling of a manifest in its file. */
export function manifestText(manifest: ManifestJson): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Whether a parsed manifest's own digest is right. */
export function manifestDigestHolds(manifest: ManifestJson): boolean {
  const { manifestDigest, ...content } = manifest;
  return digestBytes(canonicalJson(content)) === manifestDigest;
}

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const part = z.object({ file: z.string(), digest, byteCount: z.int().min(0) });

/** What must hold of a manifest before its parts are opened; more fields are welcome. */
export const manifestSchema = z
  .looseObject({
    format: z.literal('millrace-bundle'),
    version: z.literal([1, 2]),
    name: z.string(),
    modelDigest: digest,
    splitDigest: digest,
    parts: z.record(z.string(), part),
    card: part.extend({ file: z.literal(CARD_FILE) }).optional(),
    manifestDigest: digest,
  })
  .superRefine(({ version, parts }, context) => {
    const wanted = Object.keys(partFilesOf({ version, parts }));
    const wrong = [...wanted.filter((name) => !(name in parts)), ...Object.keys(parts).filter((name) => !wanted.includes(name))];
    for (const name of wrong) context.addIssue({ code: 'custom', path: ['parts', name], message: `version ${version} has ${wanted.join(', ')}` });
  });

/** Contents of the JSON parts. */
export interface CodebookPart {
  readonly version: 1;
  readonly codes: readonly string[];
  /** A title a code; null when the codebook has none. */
  readonly titles: readonly (string | null)[];
}

/** How texts are brought into canonical form, and which columns hold them. */
export type TextSpecPart = Pick<FeatureSpec, 'version' | 'text' | 'textColumns'>;
/** How rows become vectors: n-grams, covariates, weighting. */
export type FeatureSpecPart = Omit<FeatureSpec, 'text' | 'textColumns'>;

/** Calibration of version 1. */
export interface CalibrationPart {
  readonly version: 1;
  readonly method: 'temperature' | 'none';
  readonly temperature: number;
}

/** Review rule of version 1. */
export interface ThresholdsPart {
  readonly version: 1;
  /** Rows with a score below it are for review; null when none was set. */
  readonly review: number | null;
}

/** Calibration of version 2, where one number holds it. */
export interface Calibration2Part {
  readonly version: 2;
  readonly method: 'temperature' | 'none';
  readonly parameters: { readonly temperature: number };
  /** Role of the rows that the parameters were fitted on. */
  readonly fittedOn: 'calibration';
}

/** Calibration of the best score. A number of its own, so that no earlier release takes the temperature for all there is. */
export interface Calibration3Part {
  readonly version: 3;
  readonly method: 'slope' | 'beta';
  readonly parameters: Pick<Calibrator, 'temperature' | 'offset' | 'slopeTop' | 'slopeRest'>;
}

/** With a term for the rarity of codes. A number of its own, so that no earlier release leaves the term out. */
export interface Calibration4Part {
  readonly version: 4;
  readonly method: 'slope' | 'beta';
  readonly parameters: Calibrator;
}

/** What a row to predict has to look like: a column that is missing is refused unless the caller allows it, a cell may be null. */
export interface ContractPart {
  readonly version: 1;
  readonly columns: readonly ContractColumn[];
}

/** A column that the model reads. */
export interface ContractColumn {
  readonly name: string;
  readonly use: 'id' | 'text' | 'category' | 'number';
  /** Kind of the values that the model was made with; the contract allows all that are read for that use. */
  readonly kind: ColumnKind;
  /**
   * What a cell is brought into before it counts: `as-is`; the canonical form of text-spec; `canonical-category` (trimmed,
   * composed, whole numbers without a fraction, nothing left is missing); the bin of feature-spec, a number without end missing.
   */
  readonly form: 'as-is' | 'canonical-text' | 'canonical-category' | 'bin';
  /** Of a category: the share of the run's validation, calibration and test rows whose value has no feature. Null: not counted. */
  readonly unseenShare: number | null;
}

/** By which rule a row is for review; rule null when none was set. */
export interface ReviewPart {
  readonly version: 1;
  readonly rule: 'budget' | 'target' | null;
  /** The share of rows that people can look at; null for another rule. */
  readonly budget: number | null;
  /** Rows with a score below it are for review; null sends none. */
  readonly threshold: number | null;
  /** Only with the rule `target`: the share of automatic rows that may be wrong, and with which confidence no more are. */
  readonly target?: { readonly error: number; readonly confidence: number };
  /** Only with the rule `target`: of which share of incoming rows that is promised, from how many equal rows; null when nothing could be promised. */
  readonly promise: { readonly automaticShare: number; readonly effectiveCount: number } | null;
  /** Only where rows below the threshold may stop at a parent of their code: an earlier release sends them to people. */
  readonly stopAt?: ParentCodes;
}
