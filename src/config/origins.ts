import { type ConfigPath, leafPaths, valueAt } from './config-path.js';
import { type Override, overrideOf } from './overrides.js';
import type { PipelineConfig } from './pipeline-config.js';
import type { YamlDocument } from './yaml/yaml-document.js';

/** What a configuration is made of beside its defaults: the file, and the settings of the command line over it. */
export interface ConfigSources {
  readonly document: YamlDocument;
  /** In the order in which they were given; a later one wins. */
  readonly overrides: readonly Override[];
}

/** Keys that older files know by another name, which sections/term-weight.ts reads. */
const OLDER_NAMES: Readonly<Record<string, ConfigPath>> = {
  'features.termWeight': ['features', 'sublinear'],
  'search.grid.termWeight': ['search', 'grid', 'sublinear'],
};

/** Where the value at a path comes from, by its own name or an older one: `FILE:LINE`, `command line` or `default`. */
export function originOf(path: ConfigPath, sources: ConfigSources): string {
  const older = OLDER_NAMES[path.join('.')];
  const own = originOfName(path, sources);
  return own === 'default' && older !== undefined ? originOfName(older, sources) : own;
}

function originOfName(path: ConfigPath, { document, overrides }: ConfigSources): string {
  const override = overrideOf(path, overrides);
  if (override === undefined) return valueAt(document.value, path) === undefined ? 'default' : document.locate(path).replace(/:\d+$/, '');
  // An override of a whole map puts back to their defaults the keys that it leaves out, whatever the file says.
  return valueAt(override.value, path.slice(override.path.length)) === undefined ? 'default' : 'command line';
}

/** Where every value of a configuration comes from, by the path of its key; a list is one value. */
export function listOrigins(config: PipelineConfig, sources: ConfigSources): Readonly<Record<string, string>> {
  return Object.fromEntries(leafPaths(config).map((path) => [path.join('.'), originOf(path, sources)]));
}

/** Where a value stands, for messages: `FILE:LINE:COLUMN` of it or its nearest parent, or the setting that set it. */
export function placeOf(path: ConfigPath, { document, overrides }: ConfigSources): string {
  const override = overrideOf(path, overrides);
  return override === undefined ? document.locate(path) : `command line: ${override.text}`;
}
