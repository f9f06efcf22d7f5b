import { fail } from '../../core/failure.js';
import { type ConfigPath, formatPath, leafPaths, valueAt } from '../config-path.js';
import { type SchemaNode, schemaAt, takesOnlyText } from '../config-schema.js';
import { nearest } from '../nearest.js';
import { parseYamlValue } from '../yaml/yaml-document.js';
import { MANDATORY } from './layers.js';

/** What interpolations are read with. */
export interface Interpolation {
  readonly schema: SchemaNode;
  /** Variables of the process. */
  readonly environment: NodeJS.ProcessEnv;
  /** Where a value stands, for messages. */
  readonly placeOf: (path: ConfigPath) => string;
}

/** `${…}`, or `\${` for one that is meant as it stands. */
const PART = /\\\$\{|\$\{([^{}]*)\}/g;
const ENVIRONMENT = /^(?:oc\.)?env:([A-Za-z_]\w*)(?:,(.*))?$/s;
const KEY = /^(\.*)([\w-]+(?:\.[\w-]+)*)$/;

/** Whether a value of a file is read from a variable of the process. */
export function readsEnvironment(raw: unknown): boolean {
  return typeof raw === 'string' && /(?<!\\)\$\{(?:oc\.)?env:/.test(raw);
}

/** Names at the top of a file that some `${NAME}` or `${NAME.KEY}` reads and that are no section: variables of the file's own. */
export function variablesOf(values: readonly unknown[], sections: readonly string[]): ReadonlySet<string> {
  const names = values.flatMap(textsIn).flatMap((text) =>
    [...text.matchAll(PART)].flatMap(([, inside]) => {
      const [, dots, name] = KEY.exec(inside ?? '') ?? [];
      return dots === '' && name !== undefined ? [name.split('.')[0] as string] : [];
    }),
  );
  return new Set(names.filter((name) => !sections.includes(name)));
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/**
 * The same value with every interpolation replaced: `${split.seed}` by the value of that key, `${.seed}` by that of a neighbour,
 * `${env:NAME,default}` by a variable of the process. Alone it keeps its type, inside a text it becomes part of it.
 * Fails with `usage.wrong-value` for a key or variable that is not there, and for keys that read each other.
 */
export function interpolate(value: unknown, about: Interpolation): unknown {
  return resolved(value, [], { ...about, whole: value, reading: [] });
}

interface Reading extends Interpolation {
  readonly whole: unknown;
  /** The keys that are being read, each for the one before. */
  readonly reading: readonly string[];
}

function resolved(value: unknown, path: ConfigPath, about: Reading): unknown {
  if (typeof value === 'string') return resolvedText(value, path, about);
  if (Array.isArray(value)) return value.map((item, index) => resolved(item, [...path, index], about));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, resolved(member, [...path, key], about)]));
}

function resolvedText(text: string, path: ConfigPath, about: Reading): unknown {
  if (!text.includes('${')) return text;
  const alone = /^\$\{([^{}]*)\}$/.exec(text);
  if (alone !== null) return read(alone[1] as string, path, about);
  const replaced = text.replace(PART, (part, inside: string | undefined) =>
    inside === undefined ? part : asText(read(inside, path, about), inside, path, about),
  );
  if (/(?<!\\)\$\{/.test(text.replace(PART, ''))) throw wrongForm(text, path, about);
  return replaced.replaceAll('\\${', '${');
}

function read(inside: string, path: ConfigPath, about: Reading): unknown {
  const variable = ENVIRONMENT.exec(inside);
  if (variable !== null) return readVariable(variable[1] as string, variable[2], path, about);
  const key = KEY.exec(inside);
  if (key === null) throw wrongForm(`\${${inside}}`, path, about);
  const dots = (key[1] as string).length;
  const target = [...(dots === 0 ? [] : path.slice(0, -dots)), ...(key[2] as string).split('.')];
  return readKey(target, inside, path, about);
}

/** As YAML, unless the key takes nothing but text: `007` stays what it is in a column's name. */
function readVariable(name: string, fallback: string | undefined, path: ConfigPath, about: Reading): unknown {
  const text = about.environment[name] ?? fallback;
  if (text === undefined) {
    throw fail('usage.wrong-value', {
      what: 'a variable of the environment is not set',
      where: `${about.placeOf(path)}, ${formatPath(path)}`,
      got: `\${env:${name}}`,
      wanted: `the variable ${name}, or a default: \${env:${name},VALUE}`,
    });
  }
  const node = schemaAt(about.schema, path);
  if (node !== undefined && takesOnlyText(node)) return text.trim();
  try {
    return parseYamlValue(text, about.placeOf(path));
  } catch {
    // No YAML, so a text: what it is stays out of messages.
    return text;
  }
}

function readKey(target: ConfigPath, inside: string, path: ConfigPath, about: Reading): unknown {
  const name = formatPath(target);
  if (about.reading.includes(name)) throw inCircle([...about.reading, name], path, about);
  const found = valueAt(about.whole, target);
  if (found === undefined || found === MANDATORY) throw nothingThere(inside, found === MANDATORY, path, about);
  return resolved(found, target, { ...about, reading: [...about.reading, name] });
}

function asText(value: unknown, inside: string, path: ConfigPath, about: Reading): string {
  if (typeof value !== 'object') return String(value);
  throw fail('usage.wrong-value', {
    what: 'an interpolation inside a text is no single value',
    where: `${about.placeOf(path)}, ${formatPath(path)}`,
    got: `\${${inside}}: ${value === null ? 'null' : 'a list or a map'}`,
    wanted: 'a text, a number, true or false',
  });
}

function nothingThere(inside: string, isMandatory: boolean, path: ConfigPath, { whole, placeOf }: Reading): Error {
  const keys = leafPaths(whole).map((leaf) => leaf.join('.'));
  const best = keys.find((key) => key.endsWith(`.${inside}`)) ?? nearest(inside, keys);
  return fail('usage.wrong-value', {
    what: isMandatory ? 'an interpolation reads a value that has to be given' : 'an interpolation reads a key that is not there',
    where: `${placeOf(path)}, ${formatPath(path)}`,
    got: `\${${inside}}`,
    wanted: isMandatory ? `${inside}=VALUE on the command line` : 'a key that the files or the command line set, or env:NAME',
    ...(isMandatory || best === undefined ? {} : { hint: `did you mean \${${best}}?` }),
  });
}

function inCircle(chain: readonly string[], path: ConfigPath, { placeOf }: Reading): Error {
  return fail('usage.wrong-value', {
    what: 'interpolations read each other in a circle',
    where: `${placeOf(path)}, ${formatPath(path)}`,
    got: chain.join(' → '),
    wanted: 'a value at the end',
  });
}

function wrongForm(got: string, path: ConfigPath, { placeOf }: Reading): Error {
  return fail('usage.wrong-value', {
    what: 'an interpolation cannot be read',
    where: `${placeOf(path)}, ${formatPath(path)}`,
    got,
    wanted: '${key}, ${section.key}, ${.neighbour}, ${env:NAME} or ${env:NAME,default}, not one inside another; \\${ for the characters themselves',
  });
}
