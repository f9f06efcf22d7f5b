import type { DoubtShare } from '../../app/doubtful-rows.js';
import { formatCount, formatShare } from '../../report/format.js';

/** A line for each kind of doubtful rows that there are. */
export function doubtLines(shares: readonly DoubtShare[]): readonly string[] {
  return shares
    .filter(({ rowCount }) => rowCount > 0)
    .map(({ column, rowCount, share }) => {
      const what = column === null ? 'without any n-gram that the model knows' : `with a value of ${column} that the model does not know`;
      return `${formatCount(rowCount)} rows (${formatShare(share)}) ${what}: coded, for review`;
    });
}
