import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestFile } from '../../core/digest.js';
import { compareUtf8 } from '../../core/utf8-order.js';
import { type BundleManifest, bundleFiles, MANIFEST_FILE, type ManifestJson, manifestDigestHolds, manifestText } from './bundle-format.js';
import { corrupt, readManifest } from './read-manifest.js';

/**
 * Checks every byte of a bundle against its digests, the manifest's own included, and that no other file lies in the
 * folder (names that start with a dot are let pass). Failures: those of `readManifest`; `artifact.corrupt` names the file.
 */
export async function verifyBundle(folder: string): Promise<BundleManifest> {
  const manifest = await readManifest(folder);
  const manifestFile = join(folder, MANIFEST_FILE);
  const asWritten = manifestText(manifest as unknown as ManifestJson) === (await readFile(manifestFile, 'utf8'));
  if (!asWritten || !manifestDigestHolds(manifest as unknown as ManifestJson)) {
    throw corrupt(manifestFile, 'content that its own digest does not match', `manifestDigest ${manifest.manifestDigest}`);
  }
  const parts = bundleFiles(manifest);
  for (const part of parts) {
    const file = join(folder, part.file);
    const digest = await digestFile(file);
    if (digest !== part.digest) throw corrupt(file, `SHA-256 ${digest}`, `SHA-256 ${part.digest}`);
  }
  const expected = new Set<string>([MANIFEST_FILE, ...parts.map(({ file }) => file)]);
  for (const file of (await readdir(folder)).sort(compareUtf8)) {
    if (!file.startsWith('.') && !expected.has(file)) throw corrupt(join(folder, file), 'a file that does not belong to the bundle', 'none');
  }
  return manifest;
}
