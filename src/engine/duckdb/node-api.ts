import type * as NodeApi from '@duckdb/node-api';
import { loadLibrary } from '../../core/process/load-library.js';

/** DuckDB's package for Node, bundled. */
export const duckdb = loadLibrary('duckdb') as typeof NodeApi;
