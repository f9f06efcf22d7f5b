import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Codebook } from '../artifacts/codebook.js';
import { digestFile } from '../core/digest.js';
import type { EventListener } from '../core/events.js';
import type { BundleManifest } from '../model/bundle/bundle-format.js';
import { originOf } from '../model/bundle/bundle-origin.js';
import { readCodebook } from '../stages/source/read-codebook.js';

interface Wanted {
  /** Relative to the project folder; undefined: that of the model. */
  readonly codebook?: string | undefined;
  readonly projectFolder: string;
  readonly emit: EventListener;
}

/** The codebook that was asked for; else that of a model, where the file that its run read is still there as it was. */
export async function findModelCodebook(
  { codebook, projectFolder, emit }: Wanted,
  { bundle, manifest }: { readonly bundle: string; readonly manifest: BundleManifest },
): Promise<{ readonly path: string; readonly tree: Codebook } | undefined> {
  if (codebook !== undefined) return { path: codebook, tree: readCodebook(codebook, resolve(projectFolder, codebook)) };
  const path = originOf(manifest, bundle).config.data.codebook;
  if (path === null) return undefined;
  const file = resolve(projectFolder, path);
  if (existsSync(file) && (await digestFile(file)) === manifest.codebookDigest) return { path, tree: readCodebook(path, file) };
  emit({
    type: 'warning',
    stage: 'compare',
    message: `${path} is not there as the model's run read it: codes have no levels above them`,
  });
  return undefined;
}
