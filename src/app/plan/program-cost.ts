import { workerBytes } from '../../engine/piscina/worker-bytes.js';
import { type CostOf, neededPart } from '../../forecast/cost.js';

// Measured: see `CostOf`.
/** Node, our code, DuckDB's library and the heap of the main thread. */
const BASE_BYTES = 125e6;
/** Report, tables of the run, records of the store. */
const RUN_BYTES = 3e6;
const START_SECONDS = 2.3;
const FINISH_SECONDS = 2;

/** The program with its workers, up to the first stage; and what it writes of every run. */
export const programCost: CostOf = ({ sizes, limits }) => ({
  memory: [neededPart('source', 'program and workers', BASE_BYTES + limits.workerCount * workerBytes(sizes.rowCount))],
  diskBytes: RUN_BYTES,
  seconds: START_SECONDS,
});

/** After the last stage: report and manifest. */
export const finishCost: CostOf = () => ({ seconds: FINISH_SECONDS });
