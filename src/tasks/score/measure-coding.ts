import { readFileSync } from 'node:fs';
import { Predictor, type PredictorParts } from '../../model/predictor.js';
import type { PredictRow } from '../../model/row-cells.js';

/** A model, and rows that it is to be timed on: at least one, with text. */
export interface MeasureCodingInput {
  readonly parts: PredictorParts;
  readonly rows: readonly PredictRow[];
  /** How often all rows are coded. */
  readonly repeats: number;
}

/** What one thread takes to code rows one by one; one entry a repeat. */
export interface MeasureCodingOutput {
  readonly cpuSeconds: readonly number[];
  /** Milliseconds by the clock within which 95 of 100 rows are coded. */
  readonly p95Ms: readonly number[];
}

/** Codes that a caller commonly asks for. */
const TOP = 5;

/** Rows that are coded before the clock runs: the first ones compile code. */
const WARM_UP = 50;

/** Times a model on rows. Nothing that it says reaches an artifact. */
export default function measureCoding({ parts, rows, repeats }: MeasureCodingInput): MeasureCodingOutput {
  const predictor = new Predictor(parts);
  for (const row of rows.slice(0, WARM_UP)) predictor.predict([row], { k: TOP });
  const timed = Array.from({ length: repeats }, () => timeRows(predictor, rows));
  return { cpuSeconds: timed.map(({ cpuSeconds }) => cpuSeconds), p95Ms: timed.map(({ p95Ms }) => p95Ms) };
}

/** The system counts a thread's processor time in steps of some milliseconds: rows are coded again until so many have passed. */
const LEAST_MS = 40;

function timeRows(predictor: Predictor, rows: readonly PredictRow[]): { readonly cpuSeconds: number; readonly p95Ms: number } {
  const cpuBefore = threadCpuSeconds();
  const clockBefore = performance.now();
  const took: number[] = [];
  do {
    for (const row of rows) {
      const startMs = performance.now();
      predictor.predict([row], { k: TOP });
      took.push(performance.now() - startMs);
    }
  } while (performance.now() - clockBefore < LEAST_MS);
  const clockSeconds = (performance.now() - clockBefore) / 1000;
  const cpuAfter = threadCpuSeconds();
  const cpuSeconds = cpuBefore === null || cpuAfter === null ? clockSeconds : cpuAfter - cpuBefore;
  const p95Ms = took.sort((a, b) => a - b)[Math.ceil(0.95 * took.length) - 1] as number;
  return { cpuSeconds: (cpuSeconds * rows.length) / took.length, p95Ms };
}

/** Processor seconds of this thread so far; null where the system does not tell. */
function threadCpuSeconds(): number | null {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e9;
  } catch {
    return null;
  }
}
