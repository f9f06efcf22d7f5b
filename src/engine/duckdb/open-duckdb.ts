import { mkdirSync } from 'node:fs';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

export interface DuckDbOptions {
  readonly threads: number;
  readonly memoryBytes: number;
  /** Where DuckDB may spill; made when missing. */
  readonly temporaryFolder: string;
}

/** Opens an in-memory DuckDB whose results depend on nothing of the machine: insertion order kept, UTC, no extensions fetched. */
export async function openDuckDb(options: DuckDbOptions): Promise<{ instance: DuckDBInstance; connection: DuckDBConnection }> {
  mkdirSync(options.temporaryFolder, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(options.threads),
    memory_limit: `${Math.max(64, Math.floor(options.memoryBytes / 1e6))}MB`,
    temp_directory: options.temporaryFolder,
    preserve_insertion_order: 'true',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  return { instance, connection };
}
