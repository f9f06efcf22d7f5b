import { fail } from '../core/failure.js';
import { type ConfigPath, formatPath, leafPaths, valueAt } from './config-path.js';
import { keysOf, type SchemaNode, schemaAt, takesAnyKey } from './config-schema.js';
import { nearest } from './nearest.js';
import { parseYamlValue } from './yaml/yaml-document.js';

/** One setting of the command line: `key=value`, `+key=value` for a key that is not there yet, or `~key` for one that goes. */
export interface Override {
  readonly text: string;
  readonly action: 'set' | 'add' | 'remove';
  readonly path: ConfigPath;
  /** Undefined for a key that goes. */
  readonly value: unknown;
}

const WANTED = 'key=value, such as search.mode=exact, +key=value or ~key';

/**
 * Reads a setting; the value is YAML. A scalar given for a map that has a `kind` sets its kind (`engine=spark`). `variables` are keys
 * at the top that a file has of its own. Fails with `usage.wrong-value` without `=`, `usage.unknown-key` for a path that no pipeline
 * file has.
 */
export function parseOverride(text: string, schema: SchemaNode, variables: ReadonlySet<string> = new Set()): Override {
  const where = `command line: ${text}`;
  const [, sign, key, value] = /^(\+\+|\+|~)?([^=]*)(?:=(.*))?$/s.exec(text) as unknown as [string, string?, string?, string?];
  const isRemoval = sign === '~';
  if (!key || isRemoval !== (value === undefined)) {
    throw fail('usage.wrong-value', { what: 'an argument after the pipeline file is no setting', where, got: text, wanted: WANTED });
  }
  const path = key.split('.');
  if (!variables.has(path[0] as string)) refuseUnknownPath(path, schema, where);
  if (value === undefined) return { text, action: 'remove', path, value };
  const parsed = parseYamlValue(value, where);
  const node = schemaAt(schema, path);
  const setsKind = node !== undefined && keysOf(node).includes('kind') && typeof parsed !== 'object';
  return { text, action: sign === '+' ? 'add' : 'set', path: setsKind ? [...path, 'kind'] : path, value: parsed };
}

/** Sets the overrides in plain data and returns the result; the data given is left as it was. */
export function applyOverrides(value: unknown, overrides: readonly Override[]): unknown {
  return overrides.reduce(applyOverride, value);
}

function applyOverride(data: unknown, { text, action, path, value }: Override): unknown {
  const before = valueAt(data, path);
  if (action === 'add' && before !== undefined) throw alreadyThere(text, path);
  if (action === 'remove') return before === undefined ? refuseNothingToRemove(text, path, data) : withoutValue(data, path);
  return withValue(data, path, value);
}

function alreadyThere(text: string, path: ConfigPath): Error {
  return fail('usage.wrong-value', {
    what: 'a key that is to be added is there already',
    where: `command line: ${text}`,
    got: formatPath(path),
    wanted: 'a key that no file sets',
    hint: `${text.slice(1)} replaces it, ++ does either`,
  });
}

function refuseNothingToRemove(text: string, path: ConfigPath, data: unknown): never {
  const best = nearest(
    path.join('.'),
    leafPaths(data).map((leaf) => leaf.join('.')),
  );
  throw fail('usage.wrong-value', {
    what: 'a key that is to go is not there',
    where: `command line: ${text}`,
    got: formatPath(path),
    wanted: 'a key that a file or an earlier setting sets',
    ...(best === undefined ? {} : { hint: `did you mean ~${best}?` }),
  });
}

function refuseUnknownPath(path: readonly string[], schema: SchemaNode, where: string): void {
  for (let length = 0; length < path.length; length++) {
    const parent = schemaAt(schema, path.slice(0, length)) as SchemaNode;
    const key = path[length] as string;
    const keys = keysOf(parent);
    if (keys.includes(key) || takesAnyKey(parent)) continue;
    throw unknownKey(path.slice(0, length), key, keys, where, deeperKey(key, schema, length));
  }
}

/** The only section that has a key of this name: `split.seed` for `seed`. */
function deeperKey(key: string, schema: SchemaNode, length: number): string | undefined {
  if (length > 0) return undefined;
  const sections = Object.entries(schema.properties ?? {}).filter(([, node]) => keysOf(node).includes(key));
  return sections.length === 1 ? `${sections[0]?.[0]}.${key}` : undefined;
}

/** The failure for a key that nothing reads, with `better` or the nearest one that is valid there. */
export function unknownKey(parent: ConfigPath, key: string, validKeys: readonly string[], where: string, better?: string): Error {
  const prefix = parent.length === 0 ? '' : `${formatPath(parent)}.`;
  const near = nearest(key, validKeys);
  const best = better ?? (near === undefined ? undefined : `${prefix}${near}`);
  const wanted = validKeys.length === 0 ? `no keys below ${formatPath(parent)}` : `one of ${validKeys.join(', ')}`;
  const hint = best === undefined ? {} : { hint: `did you mean ${best}?` };
  return fail('usage.unknown-key', { what: 'a key is not known', where, got: `${prefix}${key}`, wanted, ...hint });
}

/** The last override that set the value at a path, or a map that it is part of. */
export function overrideOf(path: ConfigPath, overrides: readonly Override[]): Override | undefined {
  return overrides.findLast((override) => override.path.every((step, index) => step === path[index]));
}

function withValue(data: unknown, path: ConfigPath, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const map = typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as Record<string, unknown>) : {};
  return { ...map, [key]: withValue(map[key], rest, value) };
}

function withoutValue(data: unknown, path: ConfigPath): unknown {
  const [key, ...rest] = path;
  const { [key as string]: found, ...others } = data as Record<string, unknown>;
  return rest.length === 0 ? others : { ...others, [key as string]: withoutValue(found, rest) };
}
