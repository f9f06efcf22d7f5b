import type { Digest } from '../../core/digest.js';
import { Failure, fail } from '../../core/failure.js';
import { unreadableParquet } from '../../engine/duckdb/duckdb-failures.js';
import type { GivenResources } from '../open-services.js';
import { withTables } from '../with-tables.js';

/** Makes sure that a file holds the split that a bundle names: its rows are read and digested. `artifact.corrupt`, `data.unreadable`, `resources.memory`. */
export async function requireSplit(splitFile: string, splitDigest: Digest, given: GivenResources): Promise<void> {
  const found = await withTables(given, async (tables) => {
    try {
      return (await tables.digestSplit(splitFile)).splitDigest;
    } catch (error) {
      // Whoever made the file may have written anything into it.
      throw error instanceof Failure ? error : unreadableParquet(splitFile, error);
    }
  });
  if (found === splitDigest) return;
  throw fail('artifact.corrupt', {
    what: 'a split is not the one that the bundle names',
    where: splitFile,
    got: `splitDigest ${found}`,
    wanted: `splitDigest ${splitDigest}`,
    hint: 'take the split.parquet of the run that made the bundle',
  });
}
