import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestJson } from '../../../src/core/digest.js';
import { type BundleManifest, MANIFEST_FILE, manifestText } from '../../../src/model/bundle/bundle-format.js';

/** Puts another content into a part and all digests that follow into the manifest, so that only the content is wrong. */
export function rewritePart(target: string, name: string, content: string | Uint8Array): string {
  const { manifestDigest: _, ...manifest } = JSON.parse(readFileSync(join(target, MANIFEST_FILE), 'utf8')) as BundleManifest;
  const part = manifest.parts[name]!;
  const bytes = Buffer.from(content as string);
  writeFileSync(join(target, part.file), bytes);
  const digest = createHash('sha256').update(bytes).digest('hex');
  const parts = { ...manifest.parts, [name]: { ...part, digest, byteCount: bytes.length } };
  const pairs = Object.entries(parts).map(([own, each]) => [own, each.digest]);
  pairs.sort(([a], [b]) => (a! < b! ? -1 : 1));
  const changed = { ...manifest, parts, modelDigest: createHash('sha256').update(JSON.stringify(pairs)).digest('hex') };
  writeFileSync(join(target, MANIFEST_FILE), manifestText({ ...changed, manifestDigest: digestJson(changed as never) } as never));
  return join(target, part.file);
}
