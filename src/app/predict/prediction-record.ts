import { existsSync, readFileSync } from 'node:fs';
import type { Json } from '../../core/canonical-json.js';
import type { Digest } from '../../core/digest.js';
import { writeFileAtomic } from '../../core/files/write-atomic.js';
import { isDigest, isInteger, isObject, objectOf } from '../../runner/shape.js';
import type { CodedCounts } from './code-file.js';

/** What decides the predictions of a file, beside the model and the file. */
export type PredictionSettings = Readonly<Record<string, Json>>;

/** A file that was coded: of which bytes, into which bytes, and what became of its rows. */
export interface FinishedFile extends CodedCounts {
  /** As it was given: relative to the project folder. */
  readonly input: string;
  readonly inputDigest: Digest;
  readonly outputDigest: Digest;
}

/** What lies in a folder of predictions: which model made it, and how. */
export interface PredictionRecord {
  readonly version: 1;
  readonly modelDigest: Digest;
  readonly settings: PredictionSettings;
  /** By output, relative to the folder. */
  readonly files: Readonly<Record<string, FinishedFile>>;
}

/** Reads a record; null when it is none that this release reads, undefined when there is no such file. */
export function readRecord(file: string): PredictionRecord | null | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

/** Writes a record, whole or not at all. */
export function writeRecord(file: string, record: PredictionRecord): void {
  writeFileAtomic(file, `${JSON.stringify(record, null, 2)}\n`);
}

const isFinished = objectOf({
  inputDigest: isDigest,
  outputDigest: isDigest,
  rowCount: isInteger,
  codedCount: isInteger,
  reviewCount: isInteger,
  infiniteCount: isInteger,
  reasons: isObject,
  doubts: objectOf({ reasons: isObject, unseen: isObject }),
});

const isRecordShape = objectOf({ version: (value) => value === 1, modelDigest: isDigest, settings: isObject, files: isObject });

function isRecord(value: unknown): value is PredictionRecord {
  return isRecordShape(value) && Object.entries((value as PredictionRecord).files).every(([output, file]) => isInside(output) && isFinished(file));
}

/** A record says which files may be removed: none that lies elsewhere. */
function isInside(output: string): boolean {
  return output !== '' && !output.startsWith('/') && !output.split('/').includes('..');
}
