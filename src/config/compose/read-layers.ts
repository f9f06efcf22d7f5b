import { fail } from '../../core/failure.js';
import type { ConfigPath } from '../config-path.js';
import { parseYaml, type YamlDocument } from '../yaml/yaml-document.js';
import type { ConfigGroups } from './config-groups.js';
import { type DefaultsEntry, readDefaultsList } from './defaults-list.js';
import { type Layer, MANDATORY } from './layers.js';

/** A file of a group that the command line asks for, in place of the one that a list of defaults names; null for none. */
export interface GroupChoice {
  readonly text: string;
  readonly group: string;
  readonly option: string | null;
}

/** What layers are read with. */
interface Reading {
  readonly groups: ConfigGroups;
  readonly choices: readonly GroupChoice[];
  /** Choices that a list of defaults has a place for. */
  readonly placed: Set<GroupChoice>;
}

/** The folders of a file of a list of defaults, and the files that led to it. */
interface Place {
  readonly group: string;
  readonly chain: readonly string[];
}

/**
 * The layers of a pipeline, a later one counts: those of its list of defaults in order, then groups that only the command line names.
 * Failures: `usage.missing-file` for a file of a group that is not there, `usage.wrong-value`, `usage.invalid-yaml`.
 */
export function readLayers(document: YamlDocument, groups: ConfigGroups, choices: readonly GroupChoice[]): readonly Layer[] {
  const reading = { groups, choices, placed: new Set<GroupChoice>() };
  const own = layersOf(document, { group: '', chain: [document.file] }, reading);
  const added = choices.filter((choice) => !reading.placed.has(choice) && lastChoice(choice.group, choices) === choice);
  return [...own, ...added.flatMap((choice) => layersOfChoice(choice, reading))];
}

function layersOf(document: YamlDocument, place: Place, reading: Reading): readonly Layer[] {
  return readDefaultsList(document).flatMap((entry) => layersOfEntry(entry, document, place, reading));
}

function layersOfEntry(entry: DefaultsEntry, document: YamlDocument, place: Place, reading: Reading): readonly Layer[] {
  if (entry.kind === 'self') return [{ document, mount: mountOf(place.group), value: withoutDefaults(document.value) }];
  if (entry.kind === 'file') return layersOfFile(place.group, entry.file, { ...entry, isOptional: false }, place, reading);
  const group = [place.group, entry.group].filter((part) => part !== '').join('/');
  const choice = lastChoice(group, reading.choices);
  for (const each of reading.choices) if (each.group === group) reading.placed.add(each);
  if (choice !== undefined) return choice.option === null ? [] : layersOfChoice(choice, reading);
  return (entry.options ?? []).flatMap((option) => {
    if (option === MANDATORY) throw mustChoose(group, entry.where, reading.groups);
    return layersOfFile(group, option, entry, place, reading);
  });
}

function layersOfChoice({ group, option, text }: GroupChoice, reading: Reading): readonly Layer[] {
  if (option === null) return [];
  return layersOfFile(group, option, { where: `command line: ${text}`, isOptional: false }, { group: '', chain: [] }, reading);
}

function layersOfFile(
  group: string,
  option: string,
  { where, isOptional }: { readonly where: string; readonly isOptional: boolean },
  { chain }: Place,
  reading: Reading,
): readonly Layer[] {
  const file = reading.groups.pathOf(group, option);
  if (chain.includes(file)) throw inCircle(where, [...chain, file]);
  const text = reading.groups.read(group, option);
  if (text !== undefined) return layersOf(parseYaml(text, file), { group, chain: [...chain, file] }, reading);
  if (isOptional) return [];
  throw reading.groups.missing(group, option, where);
}

/** Of several choices of one group the last one counts. */
function lastChoice(group: string, choices: readonly GroupChoice[]): GroupChoice | undefined {
  return choices.findLast((choice) => choice.group === group);
}

function mountOf(group: string): ConfigPath {
  return group === '' ? [] : group.split('/');
}

function withoutDefaults(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'defaults'));
}

function mustChoose(group: string, where: string, groups: ConfigGroups): Error {
  return fail('usage.wrong-value', {
    what: `a file of the group ${group} has to be chosen`,
    where: `${where}, defaults`,
    got: MANDATORY,
    wanted: `one of ${groups.options(group).join(', ')}`,
    hint: `give ${group}=NAME on the command line`,
  });
}

function inCircle(where: string, chain: readonly string[]): Error {
  return fail('usage.wrong-value', {
    what: 'lists of defaults go in a circle',
    where: `${where}, defaults`,
    got: chain.join(' → '),
    wanted: 'files that do not name each other',
  });
}
