import { readsEnvironment } from './compose/interpolate.js';
import { type Layer, layerOf, locateInLayers } from './compose/layers.js';
import { type ConfigPath, leafPaths, valueAt } from './config-path.js';
import { type Override, overrideOf } from './overrides.js';
import type { PipelineConfig } from './pipeline-config.js';

/** What a configuration is made of beside its defaults: its files, and the settings of the command line over them. */
export interface ConfigSources {
  /** In the order in which they were merged; a later one wins. */
  readonly layers: readonly Layer[];
  /** In the order in which they were given; a later one wins. */
  readonly overrides: readonly Override[];
  /** Files and settings as one value, interpolations as they were written. */
  readonly raw: unknown;
}

/** Keys that older files know by another name, which sections/term-weight.ts reads. */
const OLDER_NAMES: Readonly<Record<string, ConfigPath>> = {
  'features.termWeight': ['features', 'sublinear'],
  'search.grid.termWeight': ['search', 'grid', 'sublinear'],
};

/**
 * Where the value at a path comes from, by its own name or an older one: `FILE:LINE`, `command line` or `default`, and behind it the
 * interpolation that was replaced, such as `${env:SEED,7}`.
 */
export function originOf(path: ConfigPath, sources: ConfigSources): string {
  const older = OLDER_NAMES[path.join('.')];
  const own = originOfName(path, sources);
  return own === 'default' && older !== undefined ? originOfName(older, sources) : own;
}

function originOfName(path: ConfigPath, sources: ConfigSources): string {
  const written = writtenAt(path, sources.raw);
  return written === undefined ? originOfValue(path, sources) : `${originOfValue(written.path, sources)} ${written.text}`;
}

function originOfValue(path: ConfigPath, { layers, overrides }: ConfigSources): string {
  const override = overrideOf(path, overrides);
  if (override === undefined) return layerOf(path, layers) === undefined ? 'default' : locateInLayers(path, layers).replace(/:\d+$/, '');
  // An override of a whole map puts back to their defaults the keys that it leaves out, whatever the file says.
  return valueAt(override.value, path.slice(override.path.length)) === undefined ? 'default' : 'command line';
}

/** The interpolation that the value at a path, or a map that it is part of, was read by; undefined for a plain value. */
function writtenAt(path: ConfigPath, raw: unknown): { readonly path: ConfigPath; readonly text: string } | undefined {
  for (let length = path.length; length > 0; length--) {
    const text = valueAt(raw, path.slice(0, length));
    if (typeof text === 'string') return text.includes('${') ? { path: path.slice(0, length), text } : undefined;
  }
  return undefined;
}

/** What messages show in place of a value that was read from the environment: how it was written. Undefined for any other. */
export function insteadOfValue(path: ConfigPath, { raw }: ConfigSources): string | undefined {
  const text = writtenAt(path, raw)?.text;
  return readsEnvironment(text) ? text : undefined;
}

/** Where every value of a configuration comes from, by the path of its key; a list is one value. */
export function listOrigins(config: PipelineConfig, sources: ConfigSources): Readonly<Record<string, string>> {
  return Object.fromEntries(leafPaths(config).map((path) => [path.join('.'), originOf(path, sources)]));
}

/** Where a value stands, for messages: `FILE:LINE:COLUMN` of it or its nearest parent, or the setting that set it. */
export function placeOf(path: ConfigPath, { layers, overrides }: Pick<ConfigSources, 'layers' | 'overrides'>): string {
  const override = overrideOf(path, overrides);
  return override === undefined ? locateInLayers(path, layers) : `command line: ${override.text}`;
}
