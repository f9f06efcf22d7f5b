import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { constants, copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Codebook } from '../artifacts/codebook.js';
import type { Calibration } from '../artifacts/evaluation.js';
import type { FeatureSpec, NgramTable } from '../artifacts/features.js';
import type { LinearModel } from '../artifacts/fit.js';
import { encodeNgramTable } from '../artifacts/ngram-table-file.js';
import { canonicalJson, type Json } from '../core/canonical-json.js';
import { type Digest, digestBytes } from '../core/digest.js';
import {
  type BundleFacts,
  type BundlePart,
  type BundleParts,
  type CalibrationPart,
  type CodebookPart,
  encodeManifest,
  MANIFEST_FILE,
  PART_FILES,
  PART_NAMES,
  type ThresholdsPart,
} from './bundle-format.js';
import { writeWeightsFile } from './weights-file.js';

/** Everything that decides a prediction. */
export interface BundleContent {
  readonly model: LinearModel;
  readonly codebook: Codebook | null;
  readonly spec: FeatureSpec;
  readonly table: NgramTable;
  readonly calibration: Pick<Calibration, 'method' | 'temperature'>;
  readonly reviewThreshold: number | null;
}

/** Writes the seven parts into an existing folder, each synced. Equal content gives equal bytes. */
export function writeBundleParts(folder: string, content: BundleContent): BundleParts {
  const { text, textColumns, version, ...features } = content.spec;
  const { method, temperature } = content.calibration;
  const json = (name: keyof typeof PART_FILES, value: unknown): BundlePart => writePart(folder, PART_FILES[name], canonicalJson(value as Json));
  return {
    codebook: json('codebook', codebookPart(content)),
    'text-spec': json('text-spec', { version, text, textColumns }),
    'feature-spec': json('feature-spec', { version, ...features }),
    'ngram-table': writePart(folder, PART_FILES['ngram-table'], encodeNgramTable(content.table)),
    weights: { file: PART_FILES.weights, ...writeWeightsFile(join(folder, PART_FILES.weights), content.model) },
    calibration: json('calibration', { version: 1, method, temperature } satisfies CalibrationPart),
    thresholds: json('thresholds', { version: 1, review: content.reviewThreshold } satisfies ThresholdsPart),
  };
}

function codebookPart({ model, codebook }: BundleContent): CodebookPart {
  const titles = new Map(codebook?.codes.map((code, index) => [code, codebook.titles[index] ?? null]));
  return { version: 1, codes: model.codes, titles: model.codes.map((code) => titles.get(code) ?? null) };
}

function writePart(folder: string, file: string, content: string | Uint8Array): BundlePart {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const handle = openSync(join(folder, file), 'w');
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return { file, digest: digestBytes(bytes), byteCount: bytes.length };
}

/**
 * Makes a bundle folder of parts that lie in another folder: copies them and the manifest into a temporary folder beside
 * `target`, syncs, and renames it into place; an older folder of that name is replaced. Returns digest and size.
 */
export async function sealBundle(
  partsFolder: string,
  target: string,
  parts: BundleParts,
  facts: BundleFacts,
): Promise<{ readonly modelDigest: Digest; readonly byteCount: number }> {
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  try {
    for (const name of PART_NAMES) await copySynced(join(partsFolder, parts[name].file), join(temporary, parts[name].file));
    const { text, modelDigest } = encodeManifest(parts, facts);
    const manifest = writePart(temporary, MANIFEST_FILE, text);
    await syncPath(temporary);
    await replaceFolder(temporary, target);
    const byteCount = PART_NAMES.reduce((sum, name) => sum + parts[name].byteCount, manifest.byteCount);
    return { modelDigest, byteCount };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function copySynced(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  await syncPath(to);
}

async function replaceFolder(temporary: string, target: string): Promise<void> {
  const aside = join(dirname(target), `.${basename(target)}.${process.pid}.old`);
  const exists = await stat(target).then(
    () => true,
    () => false,
  );
  if (exists) await rename(target, aside);
  await rename(temporary, target);
  await syncPath(dirname(target));
  if (exists) await rm(aside, { recursive: true, force: true });
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
