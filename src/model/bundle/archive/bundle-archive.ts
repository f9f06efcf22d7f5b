import type { FileHandle } from 'node:fs/promises';
import { shorten } from '../../../core/failure.js';
import { CARD_FILE, MANIFEST_FILE, OPTIONAL_PART_FILES, PART_FILES, PART_FILES_2 } from '../bundle-format.js';
import { BLOCK_BYTES, damagedArchive, decodeTarHeader, paddedBytes } from './tar-header.js';

/**
 * The archive of a bundle holds, by name and in bytewise order:
 *
 *   bundle/…         the files of the bundle
 *   split.parquet    which row was used for what, when it was packed too
 *
 * so that it unpacks to a folder laid out as that of a run.
 */
export const BUNDLE_FOLDER = 'bundle';
/** The split, beside the bundle. */
export const SPLIT_ENTRY = 'split.parquet';

/** The name of a bundle's file in an archive. */
export function entryOf(file: string): string {
  return `${BUNDLE_FOLDER}/${file}`;
}

/** Where the bytes of a file lie in an archive. */
export interface ArchiveEntry {
  readonly offset: number;
  readonly byteCount: number;
}

const KNOWN_ENTRIES: ReadonlySet<string> = new Set([
  ...[MANIFEST_FILE, CARD_FILE, ...[PART_FILES, PART_FILES_2, OPTIONAL_PART_FILES].flatMap((files) => Object.values(files))].map(entryOf),
  SPLIT_ENTRY,
]);

/** Other programs fill a tar up to a multiple of this. */
const RECORD_BYTES = 20 * BLOCK_BYTES;

/**
 * Which files an archive holds, from its headers alone. A name that no bundle has is refused, so that nothing can lie outside the folder
 * that it is unpacked to, and so is one that comes twice. `artifact.corrupt` says which entry is at fault.
 */
export async function readArchiveIndex(handle: FileHandle, file: string): Promise<ReadonlyMap<string, ArchiveEntry>> {
  const { size } = await handle.stat();
  const entries = new Map<string, ArchiveEntry>();
  for (let offset = 0; ; ) {
    const header = decodeTarHeader(await readBytes(handle, offset, BLOCK_BYTES, file), `${file}, byte ${offset}`);
    if (header === null) {
      await requireEnd(handle, offset, size, file);
      return entries;
    }
    const { name, byteCount } = header;
    const where = `${file}, entry ${JSON.stringify(shorten(name, 100))}`;
    if (!KNOWN_ENTRIES.has(name)) throw damagedArchive(where, 'a name that no file of a bundle has', `such as ${entryOf(MANIFEST_FILE)}`);
    if (entries.has(name)) throw damagedArchive(where, 'a second entry of this name', 'one');
    offset += BLOCK_BYTES;
    if (offset + paddedBytes(byteCount) > size)
      throw damagedArchive(where, `${byteCount} bytes, where ${Math.max(0, size - offset)} are left`, 'a whole archive');
    entries.set(name, { offset, byteCount });
    offset += paddedBytes(byteCount);
  }
}

/** Bytes of an archive; `artifact.corrupt` when it ends before them. */
export async function readBytes(handle: FileHandle, offset: number, byteCount: number, file: string): Promise<Buffer> {
  const bytes = Buffer.alloc(byteCount);
  for (let done = 0; done < byteCount; ) {
    const { bytesRead } = await handle.read(bytes, done, byteCount - done, offset + done);
    if (bytesRead === 0) throw damagedArchive(file, `an end at byte ${offset + done}`, 'a whole archive');
    done += bytesRead;
  }
  return bytes;
}

/** Two blocks of zeros, and no more than fills a record: nothing hides behind the end. */
async function requireEnd(handle: FileHandle, offset: number, size: number, file: string): Promise<void> {
  const left = size - offset;
  const wanted = 'two blocks of zeros at the end, and nothing behind them';
  if (left < 2 * BLOCK_BYTES || left > RECORD_BYTES + BLOCK_BYTES) throw damagedArchive(file, `${left} bytes at the end`, wanted);
  const end = await readBytes(handle, offset, left, file);
  if (end.some((byte) => byte !== 0)) throw damagedArchive(file, 'bytes behind the end', wanted);
}
