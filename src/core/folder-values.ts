/** What folders called `name=value` above a file say, by name; null for the name that Hive and Spark give to a missing value. */
export type FolderValues = Readonly<Record<string, string | null>>;

const MISSING = '__HIVE_DEFAULT_PARTITION__';

/**
 * The values of some names in the folders of a path, of which the deepest counts. Names and values are URL-decoded, as Hive and Spark
 * write them, names composed (NFC). Names that no folder has are left out.
 */
export function folderValues(path: string, names: readonly string[]): FolderValues {
  const wanted = new Set(names.map((name) => name.normalize('NFC')));
  const pairs = path
    .split('/')
    .slice(0, -1)
    .filter((folder) => folder.includes('='))
    .map((folder): [string, string | null] => {
      const end = folder.indexOf('=');
      const value = folder.slice(end + 1);
      return [decode(folder.slice(0, end)).normalize('NFC'), value === MISSING ? null : decode(value)];
    });
  return Object.fromEntries(pairs.filter(([name]) => wanted.has(name)));
}

/** Text that was never encoded, such as `100%`, stays as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
