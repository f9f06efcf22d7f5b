import { createRequire } from 'node:module';
import type * as NodeApi from '@duckdb/node-api';

/**
 * DuckDB's package, by `require`: it is made of CommonJS files, and an `import` reads each of them twice, first for the names
 * that it exports. That takes a quarter of a second of every start.
 */
export const duckdb = createRequire(import.meta.url)('@duckdb/node-api') as typeof NodeApi;
