import { fail } from '../core/failure.js';
import type { DoubtCounts } from '../model/doubt-counts.js';
import type { PredictorParts } from '../model/predictor.js';

/** The share of doubtful rows that stops a command unless it is told another, or training had more. */
const USUAL_SHARE = 0.2;
/** Fewer doubtful rows than these stop a command only where it is told a share: of a few rows a share says nothing. */
const FEW_ROWS = 10;

/** How many rows have a value, or texts, that the model knows nothing of, and how many may. */
export interface DoubtShare {
  /** The covariate; null for rows without any known n-gram. */
  readonly column: string | null;
  readonly rowCount: number;
  /** Of the rows that got a code. */
  readonly share: number;
  readonly limit: number;
}

/**
 * Rows without any known n-gram, and those with an unseen value by covariate. The limit is `maxShare`; undefined: 0.2, or twice
 * the share that the contract says of the rows that training had not seen, whichever is more.
 */
export function doubtShares(
  { reasons, unseen }: DoubtCounts,
  codedCount: number,
  { spec, contract }: PredictorParts,
  maxShare: number | undefined,
): readonly DoubtShare[] {
  const share = (column: string | null, rowCount: number, limit: number): DoubtShare => ({
    column,
    rowCount,
    share: codedCount === 0 ? 0 : rowCount / codedCount,
    limit: maxShare ?? limit,
  });
  const inTraining = new Map(contract?.columns.map(({ name, unseenShare }) => [name, unseenShare ?? 0]));
  return [
    share(null, reasons['no-known-ngram'], USUAL_SHARE),
    ...spec.categoricalColumns.map((column) =>
      share(column, unseen[column] ?? 0, Math.min(1, Math.max(USUAL_SHARE, 2 * (inTraining.get(column) ?? 0)))),
    ),
  ];
}

/** Fails with `data.contract` where one of the shares is above its limit. */
export function refuseDoubtfulRows(shares: readonly DoubtShare[], where: string, maxShare: number | undefined): void {
  const worst = shares.find(({ share, limit, rowCount }) => share > limit && (maxShare !== undefined || rowCount >= FEW_ROWS));
  if (worst === undefined) return;
  const { column, rowCount, share, limit } = worst;
  throw fail('data.contract', {
    what:
      column === null ? 'too many rows have no n-gram that the model knows' : `too many rows have a value of ${column} that the model does not know`,
    where,
    got: `${rowCount} rows, ${percent(share)} of those that can be coded`,
    wanted: `at most ${percent(limit)}`,
    hint: `${column === null ? 'see that the texts are those of the model, in its language' : `see that ${column} is spelled as in training`}; --max-unseen-share 1 codes them all the same`,
  });
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
