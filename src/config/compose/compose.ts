import { fail } from '../../core/failure.js';
import { type ConfigPath, formatPath, valueAt } from '../config-path.js';
import { keysOf, type SchemaNode, schemaAt } from '../config-schema.js';
import { type ConfigSources, placeOf } from '../origins.js';
import { applyOverrides, type Override, overrideOf, parseOverride } from '../overrides.js';
import type { YamlDocument } from '../yaml/yaml-document.js';
import type { ConfigGroups } from './config-groups.js';
import { interpolate, variablesOf } from './interpolate.js';
import { locateInLayers, MANDATORY, mergeLayers } from './layers.js';
import { type GroupChoice, readLayers } from './read-layers.js';
import { refuseSecrets } from './refuse-secrets.js';

/** What a configuration is made with beside its file. */
export interface Ingredients {
  /** Settings of the command line, in order. */
  readonly settings: readonly string[];
  readonly groups: ConfigGroups;
  /** Variables of the process. */
  readonly environment: NodeJS.ProcessEnv;
  readonly schema: SchemaNode;
}

/** A configuration before it is checked, and what it was made of. */
export interface Composed {
  readonly value: unknown;
  readonly sources: ConfigSources;
}

/**
 * A pipeline file with its list of defaults, groups, settings, variables and interpolations as one plain value: the same as that of a
 * file in which everything is written out. Failures: `usage.*`, each with its line or setting.
 */
export function compose(document: YamlDocument, ingredients: Ingredients): Composed {
  const { settings, groups, environment, schema } = ingredients;
  const choices = settings.flatMap((text) => groupChoice(text, groups, schema) ?? []);
  const layers = readLayers(document, groups, choices);
  const merged = mergeLayers(layers);
  const variables = variablesOf([merged, settings], keysOf(schema));
  const overrides = settings.flatMap((text) => overrideIn(text, merged, ingredients, variables));
  const raw = applyOverrides(merged, overrides);
  const sources = { layers, overrides, raw };
  const place = (path: ConfigPath): string => placeOf(path, sources);
  refuseMandatory(raw, [], place);
  const value = interpolate(raw, { schema, environment, placeOf: place });
  refuseSecrets(raw, value, (path) => (overrideOf(path, overrides) === undefined ? locateInLayers(path, layers) : 'command line'));
  return { value: withoutKeys(value, variables), sources };
}

/** `features=char` where `conf/features` has files, `features=null` and `~features` for none of them; undefined for any other setting. */
function groupChoice(text: string, groups: ConfigGroups, schema: SchemaNode): GroupChoice | undefined {
  const [, group, value] = /^\+?([\w-]+(?:\/[\w-]+)*)=([\w][\w.-]*)$/.exec(text) ?? [];
  if (group !== undefined && groups.has(group) && (groups.options(group).includes(value as string) || takesNoWord(group, schema))) {
    return { text, group, option: value === 'null' ? null : (value as string) };
  }
  const removed = /^~([\w-]+(?:\/[\w-]+)*)$/.exec(text)?.[1];
  return removed !== undefined && groups.has(removed) ? { text, group: removed, option: null } : undefined;
}

/** Whether a single word is no value of the keys that a group belongs to. */
function takesNoWord(group: string, schema: SchemaNode): boolean {
  const node = schemaAt(schema, group.split('/'));
  return node === undefined || !keysOf(node).includes('kind');
}

/** No override where a setting chooses a file of a group; `~features` also takes away the keys that the file itself has there. */
function overrideIn(text: string, merged: unknown, { groups, schema }: Ingredients, variables: ReadonlySet<string>): readonly Override[] {
  const choice = groupChoice(text, groups, schema);
  const isDone = choice !== undefined && !(text.startsWith('~') && valueAt(merged, choice.group.split('/')) !== undefined);
  return isDone ? [] : [parseOverride(choice === undefined ? text : text.replaceAll('/', '.'), schema, variables)];
}

function refuseMandatory(value: unknown, path: ConfigPath, place: (path: ConfigPath) => string): void {
  if (value === MANDATORY) {
    throw fail('usage.wrong-value', {
      what: 'a value has to be given',
      where: `${place(path)}, ${formatPath(path)}`,
      got: MANDATORY,
      wanted: `a value in place of ${MANDATORY}`,
      hint: `write it there, or give ${path.join('.')}=VALUE on the command line`,
    });
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) refuseMandatory(member, [...path, Array.isArray(value) ? Number(key) : key], place);
}

function withoutKeys(value: unknown, names: ReadonlySet<string>): unknown {
  if (names.size === 0 || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !names.has(key)));
}
