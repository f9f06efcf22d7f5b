import { readdirSync } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Digest } from '../../core/digest.js';
import { placeFile } from '../../core/files/place-file.js';
import { syncPath, syncPaths } from '../../core/files/write-atomic.js';
import { type BundleFacts, type BundleVersion, CARD_FILE, encodeManifest, MANIFEST_FILE, type WrittenParts } from './bundle-format.js';
import { type BundleContent, writePart } from './write-part.js';
import { writeVersion1 } from './write-version-1.js';
import { writeVersion2 } from './write-version-2.js';

/** Writes the parts into an existing folder, none of them synced: the store syncs what it publishes. Equal content gives equal bytes. Version 1 is for tests of its reader. */
export async function writeBundleParts(folder: string, content: BundleContent, version: BundleVersion = 2): Promise<WrittenParts> {
  return { version, parts: await (version === 1 ? writeVersion1 : writeVersion2)(folder, content) };
}

/**
 * Makes a bundle folder of parts that lie in another folder: links them, and writes the manifest, into a temporary folder beside
 * `target`, with the model's card where there is one, syncs, and renames it into place; an older folder of that name is replaced. Returns digest and size.
 */
export async function sealBundle(
  partsFolder: string,
  target: string,
  written: WrittenParts,
  facts: BundleFacts,
  card?: string,
): Promise<{ readonly modelDigest: Digest; readonly byteCount: number }> {
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  try {
    const parts = Object.values(written.parts);
    for (const { file } of parts) placeFile(join(partsFolder, file), join(temporary, file));
    const cardPart = card === undefined ? undefined : writePart(temporary, CARD_FILE, card);
    const { text, modelDigest } = encodeManifest(written, facts, cardPart);
    const manifest = writePart(temporary, MANIFEST_FILE, text);
    await syncPaths([...readdirSync(temporary).map((file) => join(temporary, file)), temporary]);
    await replaceFolder(temporary, target);
    const byteCount = parts.reduce((sum, part) => sum + part.byteCount, manifest.byteCount + (cardPart?.byteCount ?? 0));
    return { modelDigest, byteCount };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function replaceFolder(temporary: string, target: string): Promise<void> {
  const aside = join(dirname(target), `.${basename(target)}.${process.pid}.old`);
  const exists = await stat(target).then(
    () => true,
    () => false,
  );
  if (exists) await rename(target, aside);
  await rename(temporary, target);
  syncPath(dirname(target));
  if (exists) await rm(aside, { recursive: true, force: true });
}
