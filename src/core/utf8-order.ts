/**
 * Orders two strings by their UTF-8 bytes, as DuckDB and Spark do: a number below, equal to or above zero.
 * JavaScript's `<` compares UTF-16 units, which differs as soon as a character beyond U+FFFF meets one from U+E000 on.
 */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return utf8Rank(x) - utf8Rank(y);
  }
  return a.length - b.length;
}

/** Moves surrogates (D800–DFFF), which encode the highest code points, above every other UTF-16 unit. */
function utf8Rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
