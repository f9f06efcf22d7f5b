import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { type Digest, digestFile } from '../../core/digest.js';
import { fail } from '../../core/failure.js';
import { patternOf } from '../../core/files/match-files.js';
import type { InputFile } from '../run/inputs.js';

/** An input of an earlier run and the file that stands in its place now. */
export interface LocatedInput {
  readonly input: InputFile;
  /** Absolute path. */
  readonly file: string;
  readonly digest: Digest;
}

/** Where the inputs of a run may lie. */
export interface InputPlaces {
  /** Where the run's relative paths started; null when it is not known. */
  readonly workingDirectory: string | null;
  /** `--data`: where the data lies now. Absolute path. */
  readonly dataFolder: string | null;
  /** Absolute path: where relative paths start now. */
  readonly projectFolder: string;
}

/**
 * Finds the files that a run read: of the places where one may lie, the first file with the digest that was recorded, else
 * the first file at all (it has changed). Reads every byte. Fails with `usage.missing-file` for one that is nowhere.
 */
export async function locateInputs(inputs: readonly InputFile[], places: InputPlaces): Promise<readonly LocatedInput[]> {
  const common = commonFolder(inputs.filter(({ role }) => role === 'partition').map(({ path }) => path));
  const located: LocatedInput[] = [];
  for (const input of inputs) {
    const candidates = [...new Set(candidatePaths(input.path, common, places))].filter((file) => existsSync(file));
    let found: LocatedInput | undefined;
    for (const file of candidates) {
      const digest = await digestFile(file);
      if (found === undefined || digest === input.digest) found = { input, file, digest };
      if (digest === input.digest) break;
    }
    if (found === undefined) throw missingInput(input, places);
    located.push(found);
  }
  return located;
}

/**
 * Lays the inputs out as links under the paths that the run knew them by, so that neither a new place nor files that came
 * later change anything; an earlier split goes to `runsFolder`, under its run. Returns the working directory to run in, and
 * the configuration that names exactly these files.
 */
export function linkInputs(
  located: readonly LocatedInput[],
  config: PipelineConfig,
  folder: string,
  runsFolder: string,
): { workingDirectory: string; config: PipelineConfig } {
  const depth = Math.max(0, ...located.map(({ input }) => input.path.split('/').filter((part) => part === '..').length));
  // Paths that climb out of the working directory stay inside the folder.
  const workingDirectory = join(folder, ...Array.from({ length: depth + 1 }, () => 'd'));
  mkdirSync(workingDirectory, { recursive: true });
  for (const { input, file } of located) {
    if (input.role !== 'split' && isAbsolute(input.path)) continue;
    const link = input.role === 'split' ? join(runsFolder, input.run ?? '', 'split.parquet') : resolve(workingDirectory, input.path);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(file, link);
  }
  const partitions = located.filter(({ input }) => input.role === 'partition').map(({ input }) => patternOf(input.path));
  const [codebook, correspondence] = [pathOf('codebook', located), pathOf('correspondence', located)];
  // A run that continued the champion's split continues that one still, whoever is champion now.
  const from = located.find(({ input }) => input.role === 'split')?.input.run ?? null;
  return {
    workingDirectory,
    config: { ...config, data: { ...config.data, partitions, codebook, correspondence }, split: { ...config.split, from } },
  };
}

function pathOf(role: InputFile['role'], located: readonly LocatedInput[]): string | null {
  const found = located.find(({ input }) => input.role === role);
  if (found === undefined) return null;
  return isAbsolute(found.input.path) ? found.file : found.input.path;
}

function candidatePaths(path: string, common: string, { workingDirectory, dataFolder, projectFolder }: InputPlaces): string[] {
  const folders = [workingDirectory, projectFolder].filter((folder): folder is string => folder !== null);
  const moved = dataFolder === null ? [] : [join(dataFolder, relative(common, path)), join(dataFolder, basename(path))];
  return [...moved, ...folders.map((folder) => resolve(folder, path))];
}

/** The deepest folder that holds all paths. */
function commonFolder(paths: readonly string[]): string {
  const [first = '', ...others] = paths.map((path) => dirname(path));
  const parts = first.split('/');
  let length = parts.length;
  for (const other of others) {
    const theirs = other.split('/');
    length = Math.min(length, theirs.length);
    for (let i = 0; i < length; i++) if (parts[i] !== theirs[i]) length = i;
  }
  return parts.slice(0, length).join('/');
}

function missingInput(input: InputFile, { workingDirectory, dataFolder, projectFolder }: InputPlaces): Error {
  return fail('usage.missing-file', {
    what: `a ${input.role} of the run is not there any more`,
    where: input.path,
    got: `no such file from ${[dataFolder, workingDirectory, projectFolder].filter((folder) => folder !== null).join(', ')}`,
    wanted: `${input.byteCount} bytes with digest ${input.digest}`,
    hint: 'name the folder that holds the data now by --data DIR',
  });
}
