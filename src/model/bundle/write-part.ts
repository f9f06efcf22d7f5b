import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Codebook } from '../../artifacts/codebook.js';
import type { Calibration } from '../../artifacts/evaluation.js';
import type { FeatureSpec, NgramTable } from '../../artifacts/features.js';
import { encodeNgramTable } from '../../artifacts/files/ngram-table-file.js';
import { encodeSmallNgramTable } from '../../artifacts/files/small-ngram-table.js';
import { canonicalJson, type Json } from '../../core/canonical-json.js';
import { digestBytes, digestFile } from '../../core/digest.js';
import { writeBytes } from '../../core/files/write-bytes.js';
import type { FittedModel } from '../../estimators/model-format.js';
import type { Calibrator } from '../../evaluation/calibration/calibrator.js';
import { type BundlePart, type CodebookPart, type ContractColumn, PART_FILES } from './bundle-format.js';
import type { BundleReview } from './review-part.js';
import { storedFeatures } from './stored-features.js';

/** Everything that decides a prediction. */
export interface BundleContent {
  readonly model: FittedModel;
  /** Where the files of the model are stored already, and need not be written again. */
  readonly modelFolder?: string | undefined;
  readonly codebook: Codebook | null;
  readonly spec: FeatureSpec;
  readonly table: NgramTable;
  /** Whether the n-gram table is written in fewer bytes, which older releases do not read. */
  readonly isSmall?: boolean;
  readonly calibration: Pick<Calibration, 'method' | keyof Calibrator>;
  readonly review: BundleReview | null;
  /** Ids of the training rows, in training order; absent where answers name no rows, or must not. */
  readonly rowIds?: readonly string[] | undefined;
  /** What a row has to look like; version 1 has no place for it. */
  readonly contract: readonly ContractColumn[];
}

/** The parts that both versions have alike: codes with titles, and what turns a row into a vector. */
export function writeSharedParts(folder: string, content: BundleContent) {
  const { text, textColumns, version, features, ...columns } = content.spec;
  return {
    codebook: writeJsonPart(folder, PART_FILES.codebook, codebookPart(content)),
    'text-spec': writeJsonPart(folder, PART_FILES['text-spec'], { version, text, textColumns }),
    'feature-spec': writeJsonPart(folder, PART_FILES['feature-spec'], { version, ...columns, features: storedFeatures(features) }),
    'ngram-table': writePart(folder, PART_FILES['ngram-table'], (content.isSmall ? encodeSmallNgramTable : encodeNgramTable)(content.table)),
  };
}

function codebookPart({ model, codebook }: BundleContent): CodebookPart {
  const titles = new Map(codebook?.codes.map((code, index) => [code, codebook.titles[index] ?? null]));
  return { version: 1, codes: model.codes, titles: model.codes.map((code) => titles.get(code) ?? null) };
}

/** Writes a value as canonical JSON. */
export function writeJsonPart(folder: string, file: string, value: unknown): BundlePart {
  return writePart(folder, file, canonicalJson(value as Json));
}

/** Writes a file of a bundle. */
export function writePart(folder: string, file: string, content: string | Uint8Array): BundlePart {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  writeBytes(join(folder, file), [bytes]);
  return { file, digest: digestBytes(bytes), byteCount: bytes.length };
}

/** A part that a kind has written itself. */
export async function describePart(folder: string, file: string): Promise<BundlePart> {
  return { file, digest: await digestFile(join(folder, file)), byteCount: statSync(join(folder, file)).size };
}
