import type { FeatureMatrix } from '../../artifacts/features.js';
import { preparedShardFiles } from '../../artifacts/files/prepared-shard-files.js';
import { loadTextsCategories } from '../../artifacts/files/texts-file.js';
import type { Prepared } from '../../artifacts/prepared.js';
import { NO_ROLE, type Split, TRAIN } from '../../artifacts/split.js';
import { KnownCategories } from '../../model/known-categories.js';

/**
 * By categorical covariate: the share of the rows that did not fit the features (every role but train) whose value has no feature.
 * It is what a share of unseen values in later rows is to be seen beside. 0 where there are no such rows. Reads the covariates of
 * all rows, shard by shard.
 */
export function unseenShares({ spec, table }: FeatureMatrix, { shards, firstRow }: Prepared, { role }: Split): ReadonlyMap<string, number> {
  const columns = spec.categoricalColumns;
  if (columns.length === 0) return new Map();
  const known = new KnownCategories(spec, table);
  const unseen = columns.map(() => 0);
  let rowCount = 0;
  for (const [s, shard] of shards.entries()) {
    const cells = loadTextsCategories(preparedShardFiles(shard.folder).texts);
    for (let row = 0; row < shard.rowCount; row++) {
      const own = role[(firstRow[s] as number) + row];
      if (own === TRAIN || own === NO_ROLE) continue;
      rowCount++;
      known.areUnseen(cells.map((column) => column[row] ?? null)).forEach((isUnseen, c) => {
        if (isUnseen) unseen[c] = (unseen[c] as number) + 1;
      });
    }
  }
  return new Map(columns.map((column, c) => [column, rowCount === 0 ? 0 : (unseen[c] as number) / rowCount]));
}
