import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Codebook } from '../artifacts/codebook.js';
import { digestFile } from '../core/digest.js';
import type { Manifest } from '../runner/manifest.js';
import { readCodebook } from '../stages/source/read-codebook.js';

/** The codebook of a run, where the file that it read is still there as it was; null where it had none, undefined where it is gone. */
export async function openRunCodebook({
  inputs,
  workingDirectory,
}: Pick<Manifest, 'inputs' | 'workingDirectory'>): Promise<Codebook | null | undefined> {
  const input = inputs.find(({ role }) => role === 'codebook');
  if (input === undefined) return null;
  const file = resolve(workingDirectory, input.path);
  return existsSync(file) && (await digestFile(file)) === input.digest ? readCodebook(input.path, file) : undefined;
}
