import { DuckDbEngine } from '../../src/engine/duckdb/duckdb-engine.js';
import type { TableFiles } from '../../src/engine/table-files.js';
import type { Closable } from './closable.js';

/** Writes what a contract suite reads, whichever engine it judges: one that does a single job need not write tables. */
export function openFixtureFiles(temporaryFolder: string): Promise<Closable<TableFiles>> {
  return DuckDbEngine.open({ threads: 1, memoryBytes: 256 * 1024 * 1024, temporaryFolder });
}
