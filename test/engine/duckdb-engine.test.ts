import { DuckDbEngine } from '../../src/engine/duckdb/duckdb-engine.js';
import { tableEngineContract } from './table-engine-contract.js';

tableEngineContract('DuckDB', (temporaryFolder) => DuckDbEngine.open({ threads: 2, memoryBytes: 512 * 1024 * 1024, temporaryFolder }));
tableEngineContract('DuckDB on one thread with little memory', (temporaryFolder) =>
  DuckDbEngine.open({ threads: 1, memoryBytes: 0, temporaryFolder }),
);
