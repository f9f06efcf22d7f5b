import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { type Digest, digestFile } from '../../core/digest.js';
import { matchFiles } from '../../core/files/match-files.js';
import { loadRun, runsFolderOf } from '../../runner/run-store.js';
import type { PointResult } from './sweep-record.js';

/** Digests of files that several points read: each is read once a sweep. */
export type KnownDigests = Map<string, Promise<Digest>>;

/** Whether the run of a point is there, done, and was made of the bytes that its files hold today. */
export async function isStillTrue(
  { run }: PointResult,
  { data }: PipelineConfig,
  { workspace, projectFolder, known }: { readonly workspace: string; readonly projectFolder: string; readonly known: KnownDigests },
): Promise<boolean> {
  const { state, manifest } = loadRun(resolve(runsFolderOf(workspace), run), run);
  if (state !== 'done' || manifest === null) return false;
  const { files } = matchFiles(typeof data.partitions === 'string' ? [data.partitions] : data.partitions, projectFolder);
  const partitions = manifest.inputs.filter(({ role }) => role === 'partition').map(({ path }) => path);
  if (files.join('\n') !== partitions.join('\n')) return false;
  const isSame = await Promise.all(manifest.inputs.map(async ({ path, digest }) => (await digestOf(resolve(projectFolder, path), known)) === digest));
  return isSame.every(Boolean);
}

async function digestOf(file: string, known: KnownDigests): Promise<Digest | null> {
  if (!existsSync(file)) return null;
  const digest = known.get(file) ?? digestFile(file);
  known.set(file, digest);
  return digest;
}
