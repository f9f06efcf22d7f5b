import { makeFolder } from '../core/files/make-folder.js';
import { openedModelBytes } from '../estimators/model-files.js';
import type { BundleManifest } from '../model/bundle/bundle-format.js';
import { verifyBundle } from '../model/bundle/verify-bundle.js';
import { FsRegistry } from '../registry/fs/fs-registry.js';
import { findModel, type ModelPlaces } from './find-model.js';

/** A model that was found and checked, and what it will take. */
export interface ModelToCodeWith {
  /** Absolute path of the bundle. */
  readonly bundle: string;
  readonly manifest: BundleManifest;
  readonly modelBytes: number;
}

/** Finds a model and checks every byte of it, before anything is opened that its size decides on. Failures: those of `findModel` and `verifyBundle`. */
export async function findModelToCodeWith(
  reference: string,
  places: ModelPlaces,
  workerCount: number,
  signal: AbortSignal,
): Promise<ModelToCodeWith> {
  makeFolder(places.workspace);
  const bundle = await findModel(reference, places, new FsRegistry(places.workspace, signal));
  const manifest = await verifyBundle(bundle);
  return { bundle, manifest, modelBytes: codingBytes(bundle, manifest, workerCount) };
}

/** A worker's numbers of keys, and its part of the index that all share, take no more than the table, which has 16 bytes a key and more. */
const INDEX_SHARE = 1;

/**
 * Memory of a model while rows are coded: its files in shared memory, as they lie but for weights, which are stored smaller than they
 * are; the n-gram table once more while it is read, the index of its keys, and their numbers in each worker.
 */
export function codingBytes(bundle: string, { version, parts }: BundleManifest, workerCount: number): number {
  const tableBytes = parts['ngram-table']?.byteCount ?? 0;
  const fileBytes = Object.values(parts).reduce((sum, { byteCount }) => sum + byteCount, 0);
  const data = parts['model-data'];
  const unpackedBytes = version === 1 || data === undefined ? 0 : openedModelBytes(bundle) - data.byteCount;
  return fileBytes + Math.max(0, unpackedBytes) + tableBytes * (1 + INDEX_SHARE * workerCount);
}
