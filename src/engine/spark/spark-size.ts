/** Letters of the units, each 1024 times the one before. */
const UNITS = 'bkmgtp';

/** Bytes of a size in Spark's words: `2g`, `512m`, `1024`, where a number alone is bytes. NaN for anything else. */
export function parseSparkSize(text: string): number {
  const [, count, unit = 'b'] = /^(\d+)([bkmgtp])?b?$/.exec(text.trim().toLowerCase()) ?? [];
  let bytes = count === undefined ? Number.NaN : Number(count);
  for (let at = UNITS.indexOf(unit); at > 0; at--) bytes *= 1024;
  return bytes;
}
