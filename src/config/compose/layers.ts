import { type ConfigPath, isMapOfKeys, valueAt } from '../config-path.js';
import type { YamlDocument } from '../yaml/yaml-document.js';

/** Stands in a file for a value that a later layer, or the command line, has to give. */
export const MANDATORY = '???';

/** A file of a configuration, and the map that its keys belong to: the whole, or `features` for a file of the group `features`. */
export interface Layer {
  readonly document: YamlDocument;
  readonly mount: ConfigPath;
  /** Its keys as plain data, without its list of defaults. */
  readonly value: unknown;
}

/** All layers as one value: maps are merged key by key, of anything else the later one counts. */
export function mergeLayers(layers: readonly Layer[]): unknown {
  const [first, ...later] = layers.map(({ mount, value }) => mount.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value));
  return later.reduce(merge, first);
}

function merge(below: unknown, above: unknown): unknown {
  // What has to be given is given below.
  if (above === MANDATORY && below !== undefined) return below;
  if (!isMapOfKeys(above) || !isMapOfKeys(below)) return above === undefined ? below : above;
  const keys = [...new Set([...Object.keys(below), ...Object.keys(above)])];
  return Object.fromEntries(keys.map((key) => [key, Object.hasOwn(above, key) ? merge(below[key], above[key]) : below[key]]));
}

/** The layer that the value at a path comes from; undefined where no layer gives it. */
export function layerOf(path: ConfigPath, layers: readonly Layer[]): Layer | undefined {
  const giving = layers.filter((layer) => valueInLayer(path, layer) !== undefined);
  return giving.findLast((layer) => valueInLayer(path, layer) !== MANDATORY) ?? giving.at(-1);
}

function valueInLayer(path: ConfigPath, { mount, value }: Layer): unknown {
  return isInside(path, mount) ? valueAt(value, path.slice(mount.length)) : undefined;
}

function isInside(path: ConfigPath, mount: ConfigPath): boolean {
  return mount.every((step, index) => step === path[index]);
}

/** `FILE:LINE:COLUMN` of the value at a path, or of its nearest parent that a file holds. */
export function locateInLayers(path: ConfigPath, layers: readonly Layer[]): string {
  for (let length = path.length; length > 0; length--) {
    const layer = layerOf(path.slice(0, length), layers);
    if (layer !== undefined) return layer.document.locate(path.slice(layer.mount.length, length));
  }
  return (layers.findLast(({ mount }) => mount.length === 0) as Layer).document.locate([]);
}

/** `FILE:LINE:COLUMN` of a key of the map at a path. */
export function locateKeyInLayers(path: ConfigPath, key: string, layers: readonly Layer[]): string {
  const layer = layerOf([...path, key], layers);
  return layer === undefined ? locateInLayers(path, layers) : layer.document.locateKey(path.slice(layer.mount.length), key);
}
