import { lstatSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure, fail } from '../core/failure.js';
import { parseCount, parseSize } from '../core/size.js';
import type { CommandInput, GlobalOptions, OptionValue } from './command.js';

type RawOptions = Readonly<Record<string, OptionValue>>;

/**
 * Checks the options that every command has. Relative paths start at the folder of `--directory`, else at the working directory.
 * Failures: `usage.wrong-value`, `usage.missing-file`.
 */
export function parseGlobalOptions(options: RawOptions, environment: NodeJS.ProcessEnv, workingDirectory: string): GlobalOptions {
  const projectFolder = parseDirectory(textOf(options.directory), workingDirectory);
  return {
    projectFolder,
    workspace: parseWorkspace(resolve(projectFolder, textOf(options.workspace) ?? environment.MILLRACE_WORKSPACE ?? 'workspace')),
    workers: parseWorkers(textOf(options.workers)),
    memory: parseMemory(textOf(options.memory)),
    json: options.json === true,
    verbose: options.verbose === true,
    quiet: options.quiet === true,
  };
}

/** A folder, or a name that is free: something else, such as a link to nothing, would count as an empty workspace. */
function parseWorkspace(workspace: string): string {
  if (isFolder(workspace) || isFree(workspace)) return workspace;
  throw fail('usage.wrong-value', {
    what: 'the workspace is no folder',
    where: workspace,
    got: 'a file, a link to nothing, or a path through one',
    wanted: 'a folder, or a name that is free',
  });
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Whether a folder can have this name: nothing has it, and what is above are folders or free too. */
function isFree(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

/** A command's option as text; undefined when it was not given. */
export function optionText(input: CommandInput, name: string): string | undefined {
  return textOf(input.options[name]);
}

/** The texts of an option that may be repeated, in their order. */
export function optionTexts(input: CommandInput, name: string): readonly string[] {
  const value = input.options[name];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

/** A path that an option gives, made absolute; undefined when the option was not given. */
export function optionPath(input: CommandInput, name: string): string | undefined {
  const text = optionText(input, name);
  return text === undefined ? undefined : resolve(input.global.projectFolder, text);
}

/** An option that the command cannot do without. Fails with `usage.wrong-value`. */
export function requiredOption(input: CommandInput, name: string, wanted: string): string {
  const text = optionText(input, name);
  if (text !== undefined) return text;
  throw fail('usage.wrong-value', { what: 'an option is missing', where: `command line: --${name}`, got: 'nothing', wanted });
}

/** A whole number of at least `minimum`; undefined when the option was not given. Fails with `usage.wrong-value`. */
export function optionInteger(input: CommandInput, name: string, minimum: number): number | undefined {
  const text = optionText(input, name);
  return text === undefined ? undefined : parseInteger(text, `--${name}`, minimum);
}

/** A share from 0 to 1; undefined when the option was not given. Fails with `usage.wrong-value`. */
export function optionShare(input: CommandInput, name: string, flag: string): number | undefined {
  const text = optionText(input, name);
  if (text === undefined) return undefined;
  const share = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (share >= 0 && share <= 1) return share;
  throw wrongOption(flag, text, 'a share from 0 to 1');
}

/** Does work that takes options in place of keys of a pipeline: its failures name the options. */
export async function namingOptions<T>(optionOfKey: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { code, ...detail } = error.detail;
    const rename = (text: string): string =>
      Object.entries(optionOfKey).reduce(
        (renamed, [key, option]) => renamed.replaceAll(`set ${key}: `, `give ${option} `).replaceAll(key, option),
        text,
      );
    const hint = detail.hint === undefined ? {} : { hint: rename(detail.hint) };
    throw fail(code, { ...detail, where: rename(detail.where), ...hint }, error);
  }
}

function parseInteger(text: string, option: string, minimum: number): number {
  const count = parseCount(text);
  if (count !== undefined && count >= minimum) return count;
  throw wrongOption(option, text, `a whole number of at least ${minimum}, such as 2000, 2_000 or 2k`);
}

function parseDirectory(text: string | undefined, workingDirectory: string): string {
  if (text === undefined) return workingDirectory;
  const folder = resolve(workingDirectory, text);
  if (isFolder(folder)) return folder;
  throw fail('usage.missing-file', {
    what: 'there is no such folder',
    where: 'command line: --directory',
    got: text,
    wanted: 'a folder, at which relative paths start',
  });
}

function parseWorkers(text: string | undefined): number | undefined {
  if (text === undefined || text === 'auto') return undefined;
  const workers = /^\d+$/.test(text) ? Number(text) : 0;
  if (workers >= 1 && workers <= 256) return workers;
  throw wrongOption('--workers', text, 'auto or a whole number from 1 to 256');
}

function parseMemory(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const bytes = parseSize(text);
  if (bytes !== undefined && bytes > 0) return bytes;
  throw wrongOption('--memory', text, 'a size such as 4GiB or 4G (4·2^30 bytes) or 4GB (4·10^9 bytes)');
}

function wrongOption(option: string, got: string, wanted: string): Error {
  return fail('usage.wrong-value', { what: 'an option has a wrong value', where: `command line: ${option}`, got, wanted });
}

function textOf(value: OptionValue): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
