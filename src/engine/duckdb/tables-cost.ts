import { type CostOf, yieldingPart } from '../../forecast/cost.js';

// Measured: see `CostOf`.
const MB = 1e6;
/** At work on small tables, and what a row adds to it until the limit. */
const TABLES_BYTES = 100 * MB;
const ROW_BYTES = 1400;
/** Where rows and split are stored: tables of the run, and what is counted again. */
const STORED_BYTES = 60 * MB;

/** DuckDB beyond its library; `stages` are those that sort and join the rows with it, the first one first. */
export function tablesCost(stages: readonly [string, ...string[]]): CostOf {
  return ({ sizes, limits, runs }) => {
    const working = Math.min(TABLES_BYTES + ROW_BYTES * sizes.rowCount, TABLES_BYTES + limits.tablesBytes);
    return { memory: [yieldingPart(stages[0], 'tables (DuckDB)', stages.some(runs) ? working : STORED_BYTES)] };
  };
}
