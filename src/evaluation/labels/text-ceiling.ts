/** What is known of coded rows: rows with equal groups have the same text. */
interface CodedRows {
  readonly code: ArrayLike<number>;
  readonly group: ArrayLike<number>;
}

/** How far the text alone can decide the code, by texts that are there several times. */
export interface TextCeiling {
  /** Texts that are there twice or more, their rows, and those of them whose rows disagree. */
  readonly groupCount: number;
  readonly rowCount: number;
  readonly conflictGroupCount: number;
  readonly conflictRowCount: number;
  /**
   * Bounds of the accuracy that anybody could reach on such rows who sees the text alone; null without any. The upper one gives each text
   * its most frequent code, counted with the row itself; the lower one counted without it (of codes that are equally frequent each counts its part).
   */
  readonly ceiling: { readonly low: number; readonly high: number } | null;
}

/**
 * The ceiling of accuracy from the text alone. Whoever sees the text alone gives all rows of a text one code, at best the most frequent
 * one, so with n_gc of n_g rows of text g in code c the best accuracy is Σ_g E max_c share(g, c). From few rows a text its plug-in,
 *
 *   high = Σ_g max_c n_gc / Σ_g n_g
 *
 * is too high (a pair that agrees may be luck), and leaving each row out of the count,
 *
 *   low = Σ_g Σ_i [code of i is the most frequent one of the other rows of g] / Σ_g n_g
 *
 * is too low: the truth is between them. Only texts with two rows or more say anything; others are as if they were like these.
 * Cost: linear in the rows.
 */
export function textCeiling({ code, group }: CodedRows): TextCeiling {
  const texts = new Map<number, Map<number, number>>();
  for (let row = 0; row < code.length; row++) {
    const counts = texts.get(group[row]!) ?? new Map<number, number>();
    texts.set(group[row]!, counts.set(code[row]!, (counts.get(code[row]!) ?? 0) + 1));
  }
  let [groupCount, rowCount, conflictGroupCount, conflictRowCount, low, high] = [0, 0, 0, 0, 0, 0];
  for (const counts of texts.values()) {
    const size = [...counts.values()].reduce((sum, count) => sum + count, 0);
    if (size < 2) continue;
    groupCount++;
    rowCount += size;
    if (counts.size > 1) {
      conflictGroupCount++;
      conflictRowCount += size;
    }
    high += Math.max(...counts.values());
    low += rightWithoutSelf([...counts.values()]);
  }
  const ceiling = rowCount === 0 ? null : { low: low / rowCount, high: high / rowCount };
  return { groupCount, rowCount, conflictGroupCount, conflictRowCount, ceiling };
}

/** Rows that have the most frequent code of the others; where several are that, each counts its part. */
function rightWithoutSelf(counts: readonly number[]): number {
  return counts.reduce((sum, count, own) => {
    const most = Math.max(count - 1, ...counts.filter((_, code) => code !== own));
    const tied = counts.filter((other, code) => (code === own ? other - 1 : other) === most).length;
    return sum + (count - 1 === most ? count / tied : 0);
  }, 0);
}
