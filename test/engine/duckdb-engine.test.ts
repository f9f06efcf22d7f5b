import { DuckDbEngine } from '../../src/engine/duckdb/duckdb-engine.js';
import { rowIndexerContract } from './row-indexer-contract.js';
import { splitEngineContract } from './split-engine-contract.js';
import { splitReaderContract } from './split-reader-contract.js';
import { tableFilesContract } from './table-files-contract.js';

const BODIES = [
  ['DuckDB', { threads: 2, memoryBytes: 512 * 1024 * 1024 }],
  ['DuckDB on one thread with little memory', { threads: 1, memoryBytes: 0 }],
] as const;

for (const [name, resources] of BODIES) {
  const open = (temporaryFolder: string) => DuckDbEngine.open({ ...resources, temporaryFolder });
  tableFilesContract(name, open);
  rowIndexerContract(name, open);
  splitEngineContract(name, open);
  splitReaderContract(name, open);
}
