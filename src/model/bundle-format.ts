import { z } from 'zod';
import type { Calibration } from '../artifacts/evaluation.js';
import type { FeatureSpec } from '../artifacts/features.js';
import type { Certificate, FitSettings, FitStatus } from '../artifacts/fit.js';
import { canonicalJson, type Json } from '../core/canonical-json.js';
import { type Digest, digestBytes, digestJson } from '../core/digest.js';
import { compareUtf8 } from '../core/utf8-order.js';
import type { SuiteFigures } from '../evaluation/evaluate.js';

/**
 * A bundle is a folder of JSON and flat binary files, nothing in it executable:
 *
 *   manifest.json       what the rest is, and where it comes from
 *   codebook.json       codes of the model in bytewise order, with titles
 *   text-spec.json      text columns and canonical form
 *   feature-spec.json   n-grams, covariates, weighting
 *   ngram-table.bin     n-grams with their features and idf (artifacts/ngram-table-file.ts)
 *   weights.bin         weights and intercept (weights-file.ts)
 *   calibration.json    temperature
 *   thresholds.json     below which score a row is for review
 *
 * These seven parts decide every prediction. Their JSON files hold canonical JSON and nothing else, so that the digest of
 * the file is the digest of the content. What is recorded but decides nothing stands in the manifest.
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

export type PartName = keyof typeof PART_FILES;
export const PART_NAMES = Object.keys(PART_FILES) as readonly PartName[];
export const MANIFEST_FILE = 'manifest.json';
export const BUNDLE_VERSION = 1;

export interface BundlePart {
  readonly file: string;
  readonly digest: Digest;
  readonly byteCount: number;
}

export type BundleParts = Readonly<Record<PartName, BundlePart>>;

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

export interface BundleManifest extends BundleFacts {
  readonly format: 'millrace-bundle';
  readonly version: typeof BUNDLE_VERSION;
  readonly modelDigest: Digest;
  readonly parts: BundleParts;
  /** SHA-256 over the canonical JSON of everything else in the manifest. */
  readonly manifestDigest: Digest;
}

/** Design §6: SHA-256 over the canonical JSON of the sorted (name, digest) pairs of the seven parts. */
export function modelDigestOf(parts: BundleParts): Digest {
  const pairs = PART_NAMES.map((name) => [name, parts[name].digest] as const);
  return digestJson(pairs.sort(([a], [b]) => compareUtf8(a, b)));
}

/** The manifest's text; its last field is the digest of the others. */
export function encodeManifest(parts: BundleParts, facts: BundleFacts): { readonly text: string; readonly modelDigest: Digest } {
  const modelDigest = modelDigestOf(parts);
  const content = { format: 'millrace-bundle', version: BUNDLE_VERSION, modelDigest, ...facts, parts };
  const plain = JSON.parse(JSON.stringify(content)) as { readonly [key: string]: Json };
  return { text: manifestText({ ...plain, manifestDigest: digestJson(plain) }), modelDigest };
}

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
export const manifestSchema = z.looseObject({
  format: z.literal('millrace-bundle'),
  version: z.literal(BUNDLE_VERSION),
  name: z.string(),
  modelDigest: digest,
  splitDigest: digest,
  parts: z.strictObject({
    codebook: part,
    'text-spec': part,
    'feature-spec': part,
    'ngram-table': part,
    weights: part,
    calibration: part,
    thresholds: part,
  }),
  manifestDigest: digest,
});

/** Contents of the JSON parts. */
export interface CodebookPart {
  readonly version: 1;
  readonly codes: readonly string[];
  /** A title a code; null when the codebook has none. */
  readonly titles: readonly (string | null)[];
}

export type TextSpecPart = Pick<FeatureSpec, 'version' | 'text' | 'textColumns'>;
export type FeatureSpecPart = Omit<FeatureSpec, 'text' | 'textColumns'>;

export interface CalibrationPart {
  readonly version: 1;
  readonly method: Calibration['method'];
  readonly temperature: number;
}

export interface ThresholdsPart {
  readonly version: 1;
  /** Rows with a score below it are for review; null when none was set. */
  readonly review: number | null;
}
