import { Rng, shuffle } from '../../src/core/rng.js';

/** Where the suite's own numbers stand when nothing is asked for: all of it. */
const VARIABLE = 'MILLRACE_FAULTS';

/** Seed of a sample that names none. */
const DEFAULT_SEED = 1;

/**
 * How much of the suite runs. `MILLRACE_FAULTS` is not set for all of it, `sample` or `sample:SEED` for a part of every kind of
 * fault, drawn by the seed. Nothing else reads it.
 */
const sampleSeed = readSeed(process.env[VARIABLE]);

export const IS_SAMPLE = sampleSeed !== undefined;

/** One number for the whole suite and one for a sample. */
export function counted(whole: number, sample: number): number {
  return IS_SAMPLE ? sample : whole;
}

/** The randomness of a test: the whole suite repeats its own from run to run, a sample takes that of its seed. */
export function drawing(wholeSeed: number, label: string): Rng {
  return sampleSeed === undefined ? Rng.fromSeed(wholeSeed) : Rng.fromSeed(sampleSeed).fork(label);
}

/** All cases of a table, or so many of them, drawn by the seed, in the order of the table. */
export function someOf<T>(label: string, cases: readonly T[], sample: number): readonly T[] {
  if (sampleSeed === undefined) return cases;
  const drawn = new Set(shuffle([...cases.keys()], Rng.fromSeed(sampleSeed).fork(label)).slice(0, sample));
  return cases.filter((_, index) => drawn.has(index));
}

function readSeed(given: string | undefined): number | undefined {
  if (given === undefined || given === '') return undefined;
  const match = /^sample(?::(\d{1,9}))?$/.exec(given);
  if (match === null) throw new Error(`${VARIABLE} is ${JSON.stringify(given)}; wanted: nothing, "sample" or "sample:SEED"`);
  return match[1] === undefined ? DEFAULT_SEED : Number(match[1]);
}
