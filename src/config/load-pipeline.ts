import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { z } from 'zod';
import { Failure, fail, shorten } from '../core/failure.js';
import { formatSize } from '../core/size.js';
import { compose } from './compose/compose.js';
import { ConfigGroups } from './compose/config-groups.js';
import { locateKeyInLayers } from './compose/layers.js';
import { splitValues } from './compose/sweep-points.js';
import { type ConfigPath, formatPath, valueAt } from './config-path.js';
import { describeSchema, keysOf, pipelineSchema, type SchemaNode, schemaAt } from './config-schema.js';
import { type ConfigSources, insteadOfValue, placeOf } from './origins.js';
import { type Override, overrideOf, unknownKey } from './overrides.js';
import { type PipelineConfig, pipelineConfig } from './pipeline-config.js';
import { refuseContradictions } from './rules/refuse-contradictions.js';
import { parseYaml } from './yaml/yaml-document.js';

/** More than any pipeline says; a parser of YAML takes minutes for ten times as much. */
const MAX_FILE_BYTES = 2 ** 20;

type Issue = z.core.$ZodIssue;

/** Where a configuration is read. */
export interface Surroundings {
  /** Where relative paths start; the working directory unless said. */
  readonly folder?: string;
  /** Variables that `${env:NAME}` reads; none unless said. */
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Reads a pipeline file with the files of its list of defaults, sets the `key=value` overrides and checks everything. The result is
 * deep-frozen, defaults filled in. Fails with `usage.missing-file`, `usage.invalid-yaml`, `usage.unknown-key` or `usage.wrong-value`,
 * each with its line and column.
 */
export async function loadPipeline(file: string, overrides: readonly string[] = [], surroundings: Surroundings = {}): Promise<PipelineConfig> {
  return (await loadSourcedPipeline(file, overrides, surroundings)).config;
}

/** A checked configuration, and what it was made of. */
export interface SourcedPipeline {
  readonly config: PipelineConfig;
  readonly sources: ConfigSources;
}

/** The same as `loadPipeline` beside what it was made of, for those who ask where a value comes from. */
export async function loadSourcedPipeline(
  file: string,
  overrides: readonly string[] = [],
  surroundings: Surroundings = {},
): Promise<SourcedPipeline> {
  return parseSourced(await readPipeline(file, surroundings.folder ?? ''), file, overrides, surroundings);
}

async function readPipeline(file: string, folder: string): Promise<string> {
  const path = resolve(folder, file);
  try {
    const found = await stat(path);
    // To open a named pipe would wait for somebody to write into it, for ever where nobody does.
    if (!found.isFile()) throw unreadable(file, 'no file, but a folder, a pipe or a device');
    if (found.size > MAX_FILE_BYTES) throw unreadable(file, `${formatSize(found.size)}`, `a YAML file of at most ${formatSize(MAX_FILE_BYTES)}`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Failure) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw unreadable(file, code === 'ENOENT' ? 'no such file' : (code ?? message));
  }
}

function unreadable(file: string, got: string, wanted = 'a YAML file'): Failure {
  const hint = 'relative paths start at the working directory, or at the folder of -C';
  return fail('usage.missing-file', { what: 'the pipeline file cannot be read', where: file, got, wanted, hint });
}

/** The same from text; `file` is named in messages, and groups lie beside it. */
export function parsePipeline(text: string, file: string, overrides: readonly string[] = [], surroundings: Surroundings = {}): PipelineConfig {
  return parseSourced(text, file, overrides, surroundings).config;
}

function parseSourced(text: string, file: string, settings: readonly string[], { folder = '', environment = {} }: Surroundings): SourcedPipeline {
  const schema = pipelineSchema();
  const { value, sources } = compose(parseYaml(text, file), { settings, groups: new ConfigGroups(file, folder), environment, schema });
  const parsed = pipelineConfig.safeParse(value);
  if (!parsed.success) throw firstFailure(parsed.error.issues, { ...sources, value, schema });
  refuseContradictions(parsed.data, value, sources);
  return { config: deepFreeze(parsed.data), sources };
}

interface Source extends ConfigSources {
  readonly value: unknown;
  readonly schema: SchemaNode;
}

/** The failure of the first fault, unknown keys first, since a mistyped key also shows as a missing one. */
function firstFailure(issues: readonly Issue[], source: Source): Failure {
  const faults = issues.flatMap((issue) => narrow(issue, []));
  faults.sort((a, b) => Number(b.issue.code === 'unrecognized_keys') - Number(a.issue.code === 'unrecognized_keys'));
  const [first, ...others] = faults as [Fault, ...Fault[]];
  const failure = describeFault(first, source) as Failure;
  if (others.length === 0) return failure;
  const more = `${others.length} more to mend: ${others.slice(0, 5).map(nameFault).join(', ')}`;
  const hint = failure.detail.hint === undefined ? more : `${failure.detail.hint} (${more})`;
  return fail(failure.detail.code, { ...failure.detail, hint });
}

interface Fault {
  readonly path: ConfigPath;
  readonly issue: Issue;
}

/** A fault of a union is that of its one branch of the right type, when there is such a branch. */
function narrow(issue: Issue, parent: ConfigPath): readonly Fault[] {
  const path = [...parent, ...(issue.path as (string | number)[])];
  if (issue.code !== 'invalid_union') return [{ path, issue }];
  const entered = issue.errors.filter(
    (errors) => !errors.some(({ code, path: at }) => at.length === 0 && (code === 'invalid_type' || code === 'invalid_value')),
  );
  const [only] = entered;
  const isDeep = only?.some(({ code, path: at }) => at.length > 0 || code === 'unrecognized_keys') ?? false;
  return entered.length === 1 && only !== undefined && isDeep ? only.flatMap((inner) => narrow(inner, path)) : [{ path, issue }];
}

function nameFault({ path, issue }: Fault): string {
  return formatPath(issue.code === 'unrecognized_keys' ? [...path, issue.keys[0] as string] : path);
}

function describeFault({ path, issue }: Fault, source: Source): Error {
  const node = schemaAt(source.schema, path) ?? {};
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] as string;
    const isSet = overrideOf(path, source.overrides) !== undefined;
    const where = isSet ? placeOf(path, source) : locateKeyInLayers(path, key, source.layers);
    return unknownKey(path, key, keysOf(node), `${where}, ${formatPath([...path, key])}`);
  }
  const found = valueAt(source.value, path);
  const wanted = issue.code === 'custom' || issue.code === 'invalid_format' ? issue.message : describeSchema(node);
  const isMissing = found === undefined;
  return fail('usage.wrong-value', {
    what: isMissing ? 'a key is missing' : 'a value is wrong',
    where: `${placeOf(path, source)}, ${formatPath(path)}`,
    got: isMissing ? 'nothing' : (insteadOfValue(path, source) ?? show(found)),
    wanted,
    ...hintFor(found, wanted, overrideOf(path, source.overrides)),
  });
}

function hintFor(found: unknown, wanted: string, override: Override | undefined): { hint?: string } {
  const values = override === undefined ? [] : splitValues(override.text.slice(override.text.indexOf('=') + 1));
  if (values.length > 1) return { hint: `with --multirun each of ${values.slice(0, 5).join(', ')} is a run` };
  const isScalar = typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean';
  return isScalar && /^a list(?! of \d+ values)/.test(wanted) ? { hint: `a list of one is [${String(found)}]` } : {};
}

function show(value: unknown): string {
  return typeof value === 'number' ? String(value) : shorten(JSON.stringify(value) ?? String(value));
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}
