import { existsSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail } from '../../../core/failure.js';
import { withFileFailures } from '../../../core/files/file-failure.js';
import { makeFolder } from '../../../core/files/make-folder.js';
import { withPrivateFiles } from '../../../core/files/private-files.js';
import { fillFileAtomic } from '../../../core/files/write-atomic.js';
import { compareUtf8 } from '../../../core/utf8-order.js';
import { bundleFiles, MANIFEST_FILE } from '../bundle-format.js';
import { isConfidential } from '../bundle-origin.js';
import { corrupt } from '../read-manifest.js';
import { verifyBundle } from '../verify-bundle.js';
import { entryOf, SPLIT_ENTRY } from './bundle-archive.js';
import { BLOCK_BYTES, encodeTarHeader, paddedBytes } from './tar-header.js';

const PIECE_BYTES = 1 << 20;

/**
 * Writes a bundle as one file, a plain tar, after a check of every byte: equal bundles give equal archives, whenever and by whomever they
 * are packed. `splitFile`, which the caller has checked, goes beside it. Whole or not at all. Returns the size. Failures: those of
 * `verifyBundle`, `resources.*`, `usage.wrong-value` when the target is taken.
 */
export async function packBundle(folder: string, target: string, splitFile: string | null, signal?: AbortSignal): Promise<number> {
  if (existsSync(target)) throw taken(target);
  const manifest = await verifyBundle(folder);
  const files = new Map([MANIFEST_FILE, ...bundleFiles(manifest).map(({ file }) => file)].map((file) => [entryOf(file), join(folder, file)]));
  if (splitFile !== null) files.set(SPLIT_ENTRY, splitFile);
  return withPrivateFiles(isConfidential(manifest), () => withFileFailures(target, () => writeArchive(target, files, signal)));
}

async function writeArchive(target: string, files: ReadonlyMap<string, string>, signal: AbortSignal | undefined): Promise<number> {
  makeFolder(dirname(target));
  await fillFileAtomic(target, async (temporary) => {
    const archive = await open(temporary, 'wx');
    try {
      for (const name of [...files.keys()].sort(compareUtf8)) await addFile(archive, name, files.get(name) as string, signal);
      await archive.writeFile(Buffer.alloc(2 * BLOCK_BYTES));
      await archive.sync();
    } finally {
      await archive.close();
    }
  });
  return (await stat(target)).size;
}

async function addFile(archive: FileHandle, name: string, file: string, signal: AbortSignal | undefined): Promise<void> {
  const source = await open(file);
  try {
    const { size } = await source.stat();
    await archive.writeFile(encodeTarHeader({ name, byteCount: size }));
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, size));
    for (let done = 0; done < size; ) {
      signal?.throwIfAborted();
      const { bytesRead } = await source.read(piece, 0, Math.min(piece.length, size - done), done);
      if (bytesRead === 0) throw corrupt(file, 'a file that became shorter while it was packed', `${size} bytes`);
      await archive.writeFile(piece.subarray(0, bytesRead));
      done += bytesRead;
    }
    await archive.writeFile(Buffer.alloc(paddedBytes(size) - size));
  } finally {
    await source.close();
  }
}

function taken(target: string): Error {
  return fail('usage.wrong-value', {
    what: 'there is something of this name already',
    where: target,
    got: 'a file or folder',
    wanted: 'a free name',
    hint: 'remove it, or give another name',
  });
}
