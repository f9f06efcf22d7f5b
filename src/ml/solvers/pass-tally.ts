import { sharedFloat64, sharedInt32 } from '../../core/shared-arrays.js';
import type { CodeCounts } from '../code-counts.js';
import type { FitRequest } from '../fit.js';
import type { SolverSettings } from '../fit-record.js';

/**
 * What the pass of one member came to; over shared memory, written by whoever led that pass and read by all behind a barrier. The
 * rows as they were met, each once whatever its weight, against the code with the highest score.
 */
export interface PassTally extends CodeCounts {
  /** Mean weighted loss, then the penalty. */
  readonly sums: Float64Array;
  /** One number: 1 once the pass is made, for whoever waits for it. Only of a tally that counts one pass. */
  readonly isMade: Int32Array;
}

/** Room for a pass of one member. */
export function openTally(classCount: number): PassTally {
  const [support, predicted, right] = [sharedFloat64(classCount), sharedFloat64(classCount), sharedFloat64(classCount)];
  return { sums: sharedFloat64(2), isMade: sharedInt32(1), support, predicted, right };
}

/** Passes that are counted one by one at most. */
const MOST_COUNTED = 100;

/** Room for all passes of one member: one for each where none is judged and they are few, otherwise one for all, after one another. */
export function openTallies({ settings, validation, codes }: TalliedFit): readonly PassTally[] {
  return Array.from({ length: isCountedEach(settings, validation !== null) ? settings.maxPasses : 1 }, () => openTally(codes.length));
}

type TalliedFit = Pick<FitRequest<SolverSettings, unknown>, 'settings' | 'validation' | 'codes'>;

/** Whether passes are counted one by one. */
export function isCountedEach({ mode, maxPasses }: Pick<SolverSettings, 'mode' | 'maxPasses'>, isJudged: boolean): boolean {
  return mode === 'fast' && !isJudged && maxPasses <= MOST_COUNTED;
}

/** Begins the next pass. */
export function clearTally({ support, predicted, right }: PassTally): void {
  for (const counts of [support, predicted, right]) counts.fill(0);
}

/** Tells whoever waits that the pass is made. */
export function noteMade({ isMade }: PassTally): void {
  Atomics.store(isMade, 0, 1);
  Atomics.notify(isMade, 0);
}

/** Of several members: the means of their sums in their order, and all that they met. */
export function joinTallies(tallies: readonly PassTally[]): { readonly meanLoss: number; readonly penalty: number; readonly met: CodeCounts } {
  const meanOf = (index: 0 | 1): number => tallies.reduce((sum, { sums }) => sum + sums[index]! / tallies.length, 0);
  const sumOf = (name: keyof CodeCounts): Float64Array => sumAll(tallies.map((tally) => tally[name]));
  return { meanLoss: meanOf(0), penalty: meanOf(1), met: { support: sumOf('support'), predicted: sumOf('predicted'), right: sumOf('right') } };
}

function sumAll(counts: readonly Float64Array[]): Float64Array {
  return (counts[0] as Float64Array).map((_, code) => counts.reduce((sum, of) => sum + of[code]!, 0));
}
