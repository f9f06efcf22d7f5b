import { randomUUID } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fail } from '../../../core/failure.js';
import { withFileFailures } from '../../../core/files/file-failure.js';
import { makeFolder } from '../../../core/files/make-folder.js';
import { withPrivateFiles } from '../../../core/files/private-files.js';
import { syncPath } from '../../../core/files/write-atomic.js';
import { type BundleManifest, type BundlePart, MANIFEST_FILE, partFilesOf } from '../bundle-format.js';
import { isConfidential } from '../bundle-origin.js';
import { parseManifest } from '../read-manifest.js';
import { verifyBundle } from '../verify-bundle.js';
import { type ArchiveEntry, BUNDLE_FOLDER, entryOf, readArchiveIndex, readBytes, SPLIT_ENTRY } from './bundle-archive.js';
import { damagedArchive } from './tar-header.js';

const PIECE_BYTES = 1 << 20;

/** A manifest names every partition that its run read, but it is no table. */
const LARGEST_MANIFEST_BYTES = 64 << 20;

/** What else is to be asked of what an archive holds, before it becomes visible. */
export interface UnpackOptions {
  /** Throws when this file is not the split that the manifest names. */
  readonly checkSplit: (splitFile: string, manifest: BundleManifest) => Promise<void>;
  readonly signal?: AbortSignal;
}

/** What was unpacked. */
export interface UnpackedBundle {
  readonly bundle: string;
  readonly splitFile: string | null;
  readonly manifest: BundleManifest;
}

/**
 * Unpacks an archive of `packBundle` to a folder, new or empty: the bundle, and beside it the split if it was packed. Its entries must be
 * exactly the files that its manifest names, in their sizes; then every byte is checked. Whole or not at all. Failures:
 * `usage.missing-file`, `usage.wrong-value` when the folder is taken, `artifact.corrupt`, `resources.*`.
 */
export async function unpackBundle(file: string, target: string, options: UnpackOptions): Promise<UnpackedBundle> {
  requireFree(target);
  const handle = await openArchive(file);
  try {
    const entries = await readArchiveIndex(handle, file);
    const manifest = await readArchivedManifest(handle, entries, file);
    requireExactly(manifest, entries, file);
    return await withPrivateFiles(isConfidential(manifest), () =>
      withFileFailures(target, () => unpackTo(target, { handle, file, entries }, options)),
    );
  } finally {
    await handle.close();
  }
}

interface Archive {
  readonly handle: FileHandle;
  readonly file: string;
  readonly entries: ReadonlyMap<string, ArchiveEntry>;
}

async function unpackTo(target: string, archive: Archive, { checkSplit, signal }: UnpackOptions): Promise<UnpackedBundle> {
  makeFolder(dirname(target));
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
  const bundle = join(temporary, BUNDLE_FOLDER);
  try {
    makeFolder(bundle);
    for (const [name, entry] of archive.entries) await copyEntry(archive, entry, join(temporary, name), signal);
    const manifest = await verifyBundle(bundle);
    const hasSplit = archive.entries.has(SPLIT_ENTRY);
    if (hasSplit) await checkSplit(join(temporary, SPLIT_ENTRY), manifest);
    for (const folder of [bundle, temporary]) syncPath(folder);
    // An empty folder of that name gives way; one that was filled meanwhile does not.
    await rename(temporary, target);
    syncPath(dirname(target));
    return { bundle: join(target, BUNDLE_FOLDER), splitFile: hasSplit ? join(target, SPLIT_ENTRY) : null, manifest };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function copyEntry({ handle, file }: Archive, { offset, byteCount }: ArchiveEntry, to: string, signal: AbortSignal | undefined): Promise<void> {
  const written = await open(to, 'wx');
  try {
    for (let done = 0; done < byteCount; done += PIECE_BYTES) {
      signal?.throwIfAborted();
      await written.writeFile(await readBytes(handle, offset + done, Math.min(PIECE_BYTES, byteCount - done), file));
    }
    await written.sync();
  } finally {
    await written.close();
  }
}

async function readArchivedManifest(handle: FileHandle, entries: Archive['entries'], file: string): Promise<BundleManifest> {
  const name = entryOf(MANIFEST_FILE);
  const entry = entries.get(name);
  if (entry === undefined) throw damagedArchive(file, `no entry ${name}`, 'the archive of a bundle');
  if (entry.byteCount > LARGEST_MANIFEST_BYTES)
    throw damagedArchive(`${file}, entry "${name}"`, `${entry.byteCount} bytes`, `at most ${LARGEST_MANIFEST_BYTES} bytes`);
  const bytes = await readBytes(handle, entry.offset, entry.byteCount, file);
  return parseManifest(`${file}, entry "${name}"`, bytes.toString('utf8'));
}

/** The entries are the parts and the card in the sizes of the manifest, the manifest, and the split or not. */
function requireExactly(manifest: BundleManifest, entries: Archive['entries'], file: string): void {
  const { parts, card } = manifest;
  const wanted = new Map(Object.entries(partFilesOf(manifest)).map(([part, name]) => [entryOf(name), (parts[part] as BundlePart).byteCount]));
  if (card !== undefined) wanted.set(entryOf(card.file), card.byteCount);
  for (const [name, byteCount] of wanted) {
    const found = entries.get(name)?.byteCount;
    if (found !== byteCount)
      throw damagedArchive(`${file}, entry "${name}"`, found === undefined ? 'no such entry' : `${found} bytes`, `${byteCount} bytes`);
  }
  const others = new Set([entryOf(MANIFEST_FILE), SPLIT_ENTRY]);
  const extra = [...entries.keys()].find((name) => !wanted.has(name) && !others.has(name));
  if (extra !== undefined) throw damagedArchive(`${file}, entry "${extra}"`, 'a file that its manifest does not name', 'none');
}

async function openArchive(file: string): Promise<FileHandle> {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFile() === true) return open(file);
  throw fail('usage.missing-file', {
    what: 'there is no such archive',
    where: file,
    got: found === undefined ? 'nothing of this name' : 'a folder, or something else that is no file',
    wanted: 'a file that millrace bundle pack wrote',
  });
}

function requireFree(target: string): void {
  const found = statSync(target, { throwIfNoEntry: false });
  if (found === undefined || (found.isDirectory() && readdirSync(target).length === 0)) return;
  throw fail('usage.wrong-value', {
    what: 'there is something of this name already',
    where: target,
    got: found.isDirectory() ? 'a folder that is not empty' : 'a file',
    wanted: 'a free name, or an empty folder',
  });
}
