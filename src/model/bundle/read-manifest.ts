import type { Stats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '../../core/failure.js';
import { type BundleManifest, type BundlePart, bundleFiles, MANIFEST_FILE, manifestSchema, modelDigestOf, partFilesOf } from './bundle-format.js';

/**
 * Reads a bundle's manifest and checks that its parts are there in their sizes and that the model digest is theirs.
 * `usage.missing-model` when the folder or its manifest is not there, `artifact.corrupt` when something is wrong.
 */
export async function readManifest(folder: string): Promise<BundleManifest> {
  const file = join(folder, MANIFEST_FILE);
  const manifest = parseManifest(file, await readText(folder, file));
  for (const [name, partFile] of Object.entries(partFilesOf(manifest))) {
    const part = manifest.parts[name] as BundlePart;
    if (part.file !== partFile) throw corrupt(file, `part ${name} in ${part.file}`, partFile);
  }
  for (const part of bundleFiles(manifest)) {
    const path = join(folder, part.file);
    const found = await stat(path).catch(() => null);
    if (found?.isFile() === false) throw notAFile(path, found);
    const byteCount = found === null ? null : found.size;
    if (byteCount !== part.byteCount) throw corrupt(path, byteCount === null ? 'no such file' : `${byteCount} bytes`, `${part.byteCount} bytes`);
  }
  const modelDigest = modelDigestOf(manifest.parts);
  if (modelDigest !== manifest.modelDigest)
    throw corrupt(file, `modelDigest ${manifest.modelDigest}`, `${modelDigest}, from the digests of its parts`);
  return manifest;
}

/** A named pipe would be read for ever. */
function notAFile(path: string, found: Stats): Error {
  const kind = found.isDirectory() ? 'a folder' : found.isFIFO() ? 'a named pipe' : 'something else';
  return corrupt(path, kind, 'a file');
}

async function readText(folder: string, file: string): Promise<string> {
  const found = await stat(file).catch(() => null);
  if (found?.isFile() === false) throw notAFile(file, found);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw fail(
      'usage.missing-model',
      {
        what: 'there is no bundle here',
        where: folder,
        got: `no readable ${MANIFEST_FILE}`,
        wanted: 'a bundle folder, such as workspace/runs/<run>/bundle',
      },
      error,
    );
  }
}

/** What the text of a manifest says, its shape checked; nothing is known of its parts. `artifact.corrupt` names the file. */
export function parseManifest(file: string, text: string): BundleManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw corrupt(file, 'no JSON', 'a manifest');
  }
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw corrupt(file, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`, 'the manifest of a millrace bundle of version 1 or 2');
  }
  return value as BundleManifest;
}

/** `artifact.corrupt` for a bundle that does not hold together. */
export function corrupt(where: string, got: string, wanted: string): Error {
  return fail('artifact.corrupt', { what: 'a bundle is damaged', where, got, wanted, hint: 'copy the bundle again, or run the pipeline again' });
}
