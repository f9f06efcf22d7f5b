import { mkdirSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { runAll } from './connections.js';

/** How much of the machine a DuckDB may use; changes no result. */
export interface DuckDbOptions {
  readonly threads: number;
  readonly memoryBytes: number;
  /** Where DuckDB may spill; made when missing. */
  readonly temporaryFolder: string;
}

const SMALLEST_MEMORY_MB = 128;

/** Opens an in-memory DuckDB whose results depend on nothing of the machine: insertion order kept, UTC, no extensions fetched. */
export async function openDuckDb(options: DuckDbOptions): Promise<DuckDBInstance> {
  mkdirSync(options.temporaryFolder, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(options.threads),
    memory_limit: `${Math.max(SMALLEST_MEMORY_MB, Math.floor(options.memoryBytes / 1e6))}MB`,
    temp_directory: options.temporaryFolder,
    preserve_insertion_order: 'true',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  await runAll(instance, "SET GLOBAL TimeZone = 'UTC'");
  return instance;
}
