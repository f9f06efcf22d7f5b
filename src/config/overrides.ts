import { fail } from '../core/failure.js';
import { type ConfigPath, formatPath } from './config-path.js';
import { keysOf, type SchemaNode, schemaAt, takesAnyKey } from './config-schema.js';
import { nearest } from './nearest.js';
import { parseYamlValue } from './yaml/yaml-document.js';

/** One `key=value` of the command line. */
export interface Override {
  readonly text: string;
  readonly path: ConfigPath;
  readonly value: unknown;
}

/**
 * Reads `a.b=value`; the value is YAML. A scalar given for a map that has a `kind` sets its kind (`engine=spark`).
 * Fails with `usage.wrong-value` without `=`, `usage.unknown-key` for a path that no pipeline file has.
 */
export function parseOverride(text: string, schema: SchemaNode): Override {
  const where = `command line: ${text}`;
  const equals = text.indexOf('=');
  if (equals <= 0) {
    const wanted = 'key=value, such as search.mode=exact';
    throw fail('usage.wrong-value', { what: 'an argument after the pipeline file is no setting', where, got: text, wanted });
  }
  const path = text.slice(0, equals).split('.');
  refuseUnknownPath(path, schema, where);
  const value = parseYamlValue(text.slice(equals + 1), where);
  const node = schemaAt(schema, path);
  const setsKind = node !== undefined && keysOf(node).includes('kind') && typeof value !== 'object';
  return { text, path: setsKind ? [...path, 'kind'] : path, value };
}

/** Sets the overrides in plain data and returns the result; the data given is left as it was. */
export function applyOverrides(value: unknown, overrides: readonly Override[]): unknown {
  return overrides.reduce((data, override) => withValue(data, override.path, override.value), value);
}

function refuseUnknownPath(path: readonly string[], schema: SchemaNode, where: string): void {
  for (let length = 0; length < path.length; length++) {
    const parent = schemaAt(schema, path.slice(0, length)) as SchemaNode;
    const key = path[length] as string;
    const keys = keysOf(parent);
    if (keys.includes(key) || takesAnyKey(parent)) continue;
    throw unknownKey(path.slice(0, length), key, keys, where);
  }
}

/** The failure for a key that nothing reads, with the nearest one that is valid there. */
export function unknownKey(parent: ConfigPath, key: string, validKeys: readonly string[], where: string): Error {
  const prefix = parent.length === 0 ? '' : `${formatPath(parent)}.`;
  const best = nearest(key, validKeys);
  const wanted = validKeys.length === 0 ? `no keys below ${formatPath(parent)}` : `one of ${validKeys.join(', ')}`;
  const hint = best === undefined ? {} : { hint: `did you mean ${prefix}${best}?` };
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
