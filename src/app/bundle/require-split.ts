import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Digest } from '../../core/digest.js';
import { Failure, fail } from '../../core/failure.js';
import { DuckDbEngine } from '../../engine/duckdb/duckdb-engine.js';
import { unreadableParquet } from '../../engine/duckdb/duckdb-failures.js';
import { divideMemory } from '../memory-budget.js';
import { type GivenResources, resourcesOf } from '../open-services.js';

/** Makes sure that a file holds the split that a bundle names: its rows are read and digested. `artifact.corrupt`, `data.unreadable`, `resources.memory`. */
export async function requireSplit(splitFile: string, splitDigest: Digest, given: GivenResources): Promise<void> {
  const found = await readSplitDigest(splitFile, given);
  if (found === splitDigest) return;
  throw fail('artifact.corrupt', {
    what: 'a split is not the one that the bundle names',
    where: splitFile,
    got: `splitDigest ${found}`,
    wanted: `splitDigest ${splitDigest}`,
    hint: 'take the split.parquet of the run that made the bundle',
  });
}

async function readSplitDigest(splitFile: string, given: GivenResources): Promise<Digest> {
  const { workerCount, memoryBytes } = resourcesOf(given);
  const temporaryFolder = await mkdtemp(join(tmpdir(), 'millrace-split-'));
  try {
    const { tablesBytes } = divideMemory(memoryBytes, workerCount);
    const tables = await DuckDbEngine.open({ threads: workerCount, memoryBytes: tablesBytes, temporaryFolder });
    try {
      return (await tables.digestSplit(splitFile)).splitDigest;
    } catch (error) {
      // Whoever made the file may have written anything into it.
      throw error instanceof Failure ? error : unreadableParquet(splitFile, error);
    } finally {
      await tables.close();
    }
  } finally {
    await rm(temporaryFolder, { recursive: true, force: true });
  }
}
