import type { Prepared } from '../artifacts/prepared.js';
import type { Source } from '../artifacts/source.js';
import { type Split, TEST } from '../artifacts/split.js';
import { type DataShift, dataShift } from '../evaluation/consistency/data-shift.js';

/** The shift of the codes from the earlier rows to the newest, and which these are. */
export interface Drift extends DataShift {
  /** `period`: the test rows of a test by time; `partition`: those of the last partition by its path. */
  readonly by: 'period' | 'partition';
  /** From when on, or the path. */
  readonly newest: string;
}

type Made = Readonly<{
  source: Pick<Source, 'partitions' | 'codebook'>;
  prepared: Pick<Prepared, 'shards' | 'firstRow' | 'rowCount' | 'codes' | 'code' | 'group' | 'groupCount' | 'included'>;
  split: Pick<Split, 'role'> & { readonly details?: Pick<NonNullable<Split['details']>, 'times'> };
}>;

/**
 * How the codes of the newest rows differ from those of the earlier ones: of the test rows where a time makes them, else of the last
 * partition. Null where there is one partition only, or where a shard of several partitions does not tell which of its rows are in quarantine.
 */
export function describeDrift({ source, prepared, split }: Made): Drift | null {
  const from = split.details?.times?.[TEST]?.from;
  const firstNewest = from === undefined ? firstRowOfLast(source, prepared) : null;
  if (from === undefined && firstNewest === null) return null;
  const isNewest = firstNewest === null ? (row: number) => split.role[row] === TEST : (row: number) => row >= firstNewest;
  const code = prepared.code.map((each, row) => (prepared.included[row] === 1 ? each : -1));
  const found = dataShift({ code, group: prepared.group, groupCount: prepared.groupCount, isNewest }, prepared.codes, source.codebook);
  return found && { by: from === undefined ? 'partition' : 'period', newest: from ?? (source.partitions.at(-1)?.path as string), ...found };
}

/** The first row of the last partition: shards count good rows and bad ones, partitions all of them. */
function firstRowOfLast({ partitions }: Made['source'], { shards, firstRow }: Made['prepared']): number | null {
  if (partitions.length < 2) return null;
  let before = partitions.slice(0, -1).reduce((sum, { rowCount }) => sum + rowCount, 0);
  for (const [s, { rowCount, quarantinedCount }] of shards.entries()) {
    if (before === 0) return firstRow[s] as number;
    if (before < rowCount + quarantinedCount) return quarantinedCount === 0 ? (firstRow[s] as number) + before : null;
    before -= rowCount + quarantinedCount;
  }
  return null;
}
