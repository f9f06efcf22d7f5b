const UNITS = ['b', 'k', 'm', 'g', 't', 'p'];

/** Bytes of a size in Spark's words: `2g`, `512m`, `1024`, where a number alone is bytes. NaN for anything else. */
export function parseSparkSize(text: string): number {
  const [, count, unit = 'b'] = /^(\d+)([bkmgtp])?b?$/.exec(text.trim().toLowerCase()) ?? [];
  return count === undefined ? Number.NaN : Number(count) * 2 ** (10 * UNITS.indexOf(unit));
}
