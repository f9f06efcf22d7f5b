import { mkdirSync } from 'node:fs';
import type { DuckDBInstance } from '@duckdb/node-api';
import type { TableResources } from '../table-files.js';
import { runAll } from './connections.js';
import { duckdb } from './node-api.js';

const SMALLEST_MEMORY_MB = 128;

/** Opens an in-memory DuckDB whose results depend on nothing of the machine: insertion order kept, UTC, no extensions fetched. */
export async function openDuckDb(resources: TableResources): Promise<DuckDBInstance> {
  mkdirSync(resources.temporaryFolder, { recursive: true });
  const instance = await duckdb.DuckDBInstance.create(':memory:', {
    threads: String(resources.threads),
    memory_limit: `${Math.max(SMALLEST_MEMORY_MB, Math.floor(resources.memoryBytes / 1e6))}MB`,
    temp_directory: resources.temporaryFolder,
    preserve_insertion_order: 'true',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  await runAll(
    instance,
    "SET GLOBAL TimeZone = 'UTC'",
    // Files are in the system's cache already.
    'SET GLOBAL enable_external_file_cache = false',
    // What is freed goes back to the system: pages of long texts took 830 MB beside a limit of 355, and take 500.
    "SET GLOBAL allocator_bulk_deallocation_flush_threshold = '64MB'",
  );
  return instance;
}
