/** The way to a value of a configuration: keys of maps, and places in lists from 0. */
export type ConfigPath = readonly (string | number)[];

/** `search.grid.l2[1]`; the whole file is `(whole file)`. */
export function formatPath(path: ConfigPath): string {
  if (path.length === 0) return '(whole file)';
  return path.reduce<string>((text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`), '');
}

/** The value at a path; `undefined` when the path leads nowhere. */
export function valueAt(value: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>(
    (node, step) => (typeof node === 'object' && node !== null ? (node as Record<string | number, unknown>)[step] : undefined),
    value,
  );
}

/** The paths of all values that hold no keys of their own, in order; a list is one value, and so is an empty map. */
export function leafPaths(value: unknown, path: ConfigPath = []): readonly ConfigPath[] {
  return isMapOfKeys(value) ? Object.entries(value).flatMap(([key, member]) => leafPaths(member, [...path, key])) : [path];
}

/** Whether a value is told key by key. */
export function isMapOfKeys(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}
