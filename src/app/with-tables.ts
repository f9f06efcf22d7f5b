import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDbEngine } from '../engine/duckdb/duckdb-engine.js';
import { divideMemory } from './memory-budget.js';
import { type GivenResources, resourcesOf } from './open-services.js';

/** Opens tables alone, for commands that only look at files, and closes them; the folder is theirs for what does not fit in memory. */
export async function withTables<T>(given: GivenResources, work: (tables: DuckDbEngine, folder: string) => Promise<T>): Promise<T> {
  const { workerCount, memoryBytes } = resourcesOf(given);
  const temporaryFolder = await mkdtemp(join(tmpdir(), 'millrace-tables-'));
  try {
    const { tablesBytes } = divideMemory(memoryBytes, workerCount);
    const tables = await DuckDbEngine.open({ threads: workerCount, memoryBytes: tablesBytes, temporaryFolder });
    try {
      return await work(tables, temporaryFolder);
    } finally {
      await tables.close();
    }
  } finally {
    await rm(temporaryFolder, { recursive: true, force: true });
  }
}
