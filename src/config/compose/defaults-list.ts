import { fail } from '../../core/failure.js';
import type { YamlDocument } from '../yaml/yaml-document.js';

/** What an entry of a list of defaults asks for: the keys of the file itself, a whole file, or a file of a group. */
export type DefaultsEntry =
  | { readonly kind: 'self' }
  | { readonly kind: 'file'; readonly file: string; readonly where: string }
  | {
      readonly kind: 'group';
      /** `features`, or `search/grid`. */
      readonly group: string;
      /** Files of the group, in order; null for none, until the command line says otherwise. */
      readonly options: readonly string[] | null;
      readonly isOptional: boolean;
      readonly where: string;
    };

const WANTED = 'a list of GROUP: FILE, FILE and _self_, such as [features: char, _self_]';
const GROUP = /^(optional )?([A-Za-z][\w-]*(?:\/[A-Za-z][\w-]*)*)$/;

/**
 * The list of defaults of a file, `_self_` last where it is not named: the keys of a file count over those of the files that it names.
 * Fails with `usage.wrong-value` on anything else than such a list.
 */
export function readDefaultsList(document: YamlDocument): readonly DefaultsEntry[] {
  const list = (document.value as Readonly<Record<string, unknown>> | null)?.defaults;
  if (list === undefined || list === null) return [{ kind: 'self' }];
  if (!Array.isArray(list)) throw wrongEntry(document.locate(['defaults']), list);
  const entries = list.map((entry, index) => readEntry(entry, document.locate(['defaults', index])));
  return entries.some(({ kind }) => kind === 'self') ? entries : [...entries, { kind: 'self' }];
}

function readEntry(entry: unknown, where: string): DefaultsEntry {
  if (entry === '_self_') return { kind: 'self' };
  if (typeof entry === 'string' && GROUP.test(entry) && !entry.includes(' ')) return { kind: 'file', file: entry, where };
  const [pair, ...more] = typeof entry === 'object' && entry !== null ? Object.entries(entry) : [];
  const [, optional, group] = GROUP.exec(pair?.[0] ?? '') ?? [];
  const options = readOptions(pair?.[1]);
  if (group === undefined || options === undefined || more.length > 0) throw wrongEntry(where, entry);
  return { kind: 'group', group, options, isOptional: optional !== undefined, where };
}

function readOptions(value: unknown): readonly string[] | null | undefined {
  if (value === null) return null;
  const options = Array.isArray(value) ? value : [value];
  return options.every(isOptionName) ? options : undefined;
}

/** A file of a group by its name, never by a path that leaves the folder. */
export function isOptionName(value: unknown): value is string {
  return typeof value === 'string' && (/^[\w][\w.-]*$/.test(value) || value === '???');
}

function wrongEntry(where: string, entry: unknown): Error {
  return fail('usage.wrong-value', {
    what: 'a list of defaults cannot be read',
    where: `${where}, defaults`,
    got: JSON.stringify(entry),
    wanted: WANTED,
  });
}
