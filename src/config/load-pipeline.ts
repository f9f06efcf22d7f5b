import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { type Failure, fail, shorten } from '../core/failure.js';
import type { Section } from '../estimators/kind-settings.js';
import { kindNamed } from '../estimators/kinds.js';
import { type ConfigPath, describeSchema, keysOf, pipelineSchema, type SchemaNode, schemaAt } from './config-schema.js';
import { estimatorSections } from './estimator-sections.js';
import { applyOverrides, formatPath, type Override, parseOverride, unknownKey } from './overrides.js';
import { type PipelineConfig, pipelineConfig } from './pipeline-config.js';
import { keysOfOneKind } from './sections/search.js';
import { parseYaml, type YamlDocument } from './yaml-document.js';

type Issue = z.core.$ZodIssue;

/**
 * Reads a pipeline file, sets the `key=value` overrides and checks everything. The result is deep-frozen, defaults filled in.
 * Fails with `usage.missing-file`, `usage.invalid-yaml`, `usage.unknown-key` or `usage.wrong-value`, each with its line and column.
 */
export async function loadPipeline(file: string, overrides: readonly string[] = []): Promise<PipelineConfig> {
  return parsePipeline(await readPipeline(file), file, overrides);
}

/**
 * Where every value of a pipeline comes from: `FILE:LINE`, `command line` or `default`, by the path of the key; a list is one value.
 * Takes a file and overrides that `loadPipeline` has accepted.
 */
export async function loadOrigins(file: string, overrides: readonly string[], config: PipelineConfig): Promise<Readonly<Record<string, string>>> {
  const document = parseYaml(await readPipeline(file), file);
  const schema = pipelineSchema();
  const parsed = overrides.map((override) => parseOverride(override, schema));
  return Object.fromEntries(leafPaths(config, []).map((path) => [path.join('.'), originOf(path, document, parsed)]));
}

function originOf(path: ConfigPath, document: YamlDocument, overrides: readonly Override[]): string {
  const override = overrideOf(path, overrides);
  if (override !== undefined) return valueAt(override.value, path.slice(override.path.length)) === undefined ? 'default' : 'command line';
  return valueAt(document.value, path) === undefined ? 'default' : document.locate(path).replace(/:\d+$/, '');
}

function leafPaths(value: unknown, path: ConfigPath): readonly ConfigPath[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || Object.keys(value).length === 0) return [path];
  return Object.entries(value).flatMap(([key, member]) => leafPaths(member, [...path, key]));
}

async function readPipeline(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const hint = 'relative paths start at the working directory';
    throw fail('usage.missing-file', {
      what: 'the pipeline file cannot be read',
      where: file,
      got: error.code === 'ENOENT' ? 'no such file' : (error.code ?? error.message),
      wanted: 'a YAML file',
      hint,
    });
  });
}

/** The same from text; `file` is only named in messages. */
export function parsePipeline(text: string, file: string, overrides: readonly string[] = []): PipelineConfig {
  const document = parseYaml(text, file);
  const schema = pipelineSchema();
  const parsedOverrides = overrides.map((override) => parseOverride(override, schema));
  const value = applyOverrides(document.value, parsedOverrides);
  const parsed = pipelineConfig.safeParse(value);
  if (!parsed.success) throw firstFailure(parsed.error.issues, { value, document, schema, overrides: parsedOverrides });
  refuseLevelWithoutCodebook(parsed.data, (path) => whereIs(path, document, parsedOverrides));
  refuseTwoWays(value, (path) => whereIs(path, document, parsedOverrides));
  refuseSearch(parsed.data, (path) => whereIs(path, document, parsedOverrides));
  return deepFreeze(parsed.data);
}

interface Source {
  readonly value: unknown;
  readonly document: YamlDocument;
  readonly schema: SchemaNode;
  readonly overrides: readonly Override[];
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
    const override = overrideOf(path, source.overrides);
    const where = override === undefined ? source.document.locateKey(path, key) : commandLine(override);
    return unknownKey(path, key, keysOf(node), `${where}, ${formatPath([...path, key])}`);
  }
  const found = valueAt(source.value, path);
  const wanted = issue.code === 'custom' || issue.code === 'invalid_format' ? issue.message : describeSchema(node);
  const isMissing = found === undefined;
  return fail('usage.wrong-value', {
    what: isMissing ? 'a key is missing' : 'a value is wrong',
    where: `${whereIs(path, source.document, source.overrides)}, ${formatPath(path)}`,
    got: isMissing ? 'nothing' : show(found),
    wanted,
    ...hintFor(found, wanted),
  });
}

function hintFor(found: unknown, wanted: string): { hint?: string } {
  const isScalar = typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean';
  return isScalar && wanted.startsWith('a list') ? { hint: `a list of one is [${String(found)}]` } : {};
}

function whereIs(path: ConfigPath, document: YamlDocument, overrides: readonly Override[]): string {
  const override = overrideOf(path, overrides);
  return override === undefined ? document.locate(path) : commandLine(override);
}

/** The last override that set this path, a part of it, or something it is part of. */
function overrideOf(path: ConfigPath, overrides: readonly Override[]): Override | undefined {
  return overrides.findLast((override) => override.path.every((step, index) => step === path[index]));
}

function commandLine(override: Override): string {
  return `command line: ${override.text}`;
}

function valueAt(value: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>(
    (node, step) => (typeof node === 'object' && node !== null ? (node as Record<string | number, unknown>)[step] : undefined),
    value,
  );
}

function show(value: unknown): string {
  return typeof value === 'number' ? String(value) : shorten(JSON.stringify(value) ?? String(value));
}

function refuseLevelWithoutCodebook(config: PipelineConfig, where: (path: ConfigPath) => string): void {
  if (config.data.level === null || config.data.codebook !== null) return;
  throw fail('usage.wrong-value', {
    what: 'labels cannot be cut to a level without a codebook',
    where: `${where(['data', 'level'])}, data.level`,
    got: `level ${config.data.level} and no data.codebook`,
    wanted: 'data.codebook, a CSV file with the columns code, title, parent',
  });
}

/** A list of kinds, and keys that say what a single one is to do: which of the two counts would be a guess. */
function refuseTwoWays(value: unknown, where: (path: ConfigPath) => string): void {
  const search = valueAt(value, ['search']);
  if (typeof search !== 'object' || search === null || valueAt(search, ['estimators']) === undefined) return;
  const keys = keysOfOneKind(search);
  if (keys.length === 0) return;
  throw fail('usage.wrong-value', {
    what: 'a search names a list of kinds and a single one',
    where: `${where(['search', 'estimators'])}, search.estimators`,
    got: keys.map((key) => `search.${key}`).join(', '),
    wanted: 'these keys inside the items of search.estimators; search.grid holds axes of features alone',
  });
}

/** Ways to search that need another key. */
function refuseSearch({ search, split }: PipelineConfig, where: (path: ConfigPath) => string): void {
  const reasons = search.halving ? estimatorSections(search).flatMap(whyNoShortFits) : [];
  if (reasons[0] !== undefined) {
    throw fail('usage.wrong-value', {
      what: 'successive halving needs fits that can be cut short',
      where: `${where(['search', 'halving'])}, search.halving`,
      got: `halving: true with ${reasons[0]}`,
      wanted: 'fits that can be cut short, such as those of mode: fast, or search.halving: false',
    });
  }
  if (search.validation === 'folds' && split.folds === null) {
    throw fail('usage.wrong-value', {
      what: 'there are no folds to judge trials by',
      where: `${where(['search', 'validation'])}, search.validation`,
      got: 'validation: folds and no split.folds',
      wanted: 'a number of folds in split.folds, or search.validation: hold-out',
    });
  }
}

function whyNoShortFits(section: Section): readonly string[] {
  const reason = kindNamed(section.kind, 'search.estimators').settings.whyNoShortFits(section);
  return reason === null ? [] : [reason];
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}
