import { describe, expect, it } from 'vitest';
import { digestBytes } from '../../src/core/digest.js';
import type { FitShape } from '../../src/kernels/linear-slices.js';
import type { FitOutcome } from '../../src/ml/fit.js';
import type { SolverSettings } from '../../src/ml/fit-record.js';
import type { TeamShare } from '../../src/ml/linear-team.js';
import { countAlone } from '../../src/ml/solvers/fast-fit.js';
import type { TeamStatus } from '../../src/ml/solvers/linear-fit.js';
import { drawRows, drawWeights, fitSolo, problemOf, requestOf } from './linear-problem.js';
import { fitInThreads, numbersOf, shareOf } from './thread-team.js';

// More features than one block of the norms, and more codes than those of which all products are taken.
const problem = problemOf(drawRows(400, 1300, 20, 81), drawWeights(400, 82));
const validation = problemOf(drawRows(90, 1300, 20, 83)).rows;
// Of other features than the problem, so that what it leaves in memory is not what the next fit writes.
const other = problemOf(drawRows(150, 1300, 20, 84));

const kinds: [string, Partial<SolverSettings>][] = [
  ['fast', { mode: 'fast', l2: 1e-4, maxPasses: 4, patience: 9 }],
  ['fast with l1', { mode: 'fast', l2: 1e-4, l1: 1e-4, maxPasses: 3 }],
  [
    'fast, blanked, smoothed and adjusted,',
    { mode: 'fast', l2: 1e-4, l1: 1e-6, blankout: 0.3, labelSmoothing: 0.1, logitAdjustment: 0.2, maxPasses: 3 },
  ],
  ['fast of rank 8', { mode: 'fast', l2: 1e-4, rank: 8, maxPasses: 3 }],
  ['exact', { l2: 1e-3, maxPasses: 3 }],
  ['exact with l1', { l2: 1e-5, l1: 1e-3, maxPasses: 3 }],
];

/** What a fit tells, without its seconds and bytes. */
function told({ status, certificate, passes, bestPass, validation: metrics }: FitOutcome<TeamStatus>) {
  return { status, certificate, bestPass, metrics, passes: passes.map((pass) => ({ ...pass, seconds: 0 })) };
}

const digestOf = (numbers: Float32Array): string => digestBytes(new Uint8Array(numbers.buffer));

it.each(kinds)('a %s fit has the bits of one worker in one memory on 2 and 3 workers and in two slices, new and used', async (_, settings) => {
  const solo = fitSolo(problem, settings, { validation });
  const wanted = { told: told(solo), numbers: digestOf(numbersOf(solo.team.share)) };
  const request = requestOf(problem, settings, { validation });
  const fitIn = async (share: TeamShare) => {
    const [leads] = await fitInThreads([share], request);
    expect(leads!.allocatedBytes).toBe(share.memories[0]!.buffer.byteLength + share.memories[1]!.buffer.byteLength);
    return { told: told(leads!), numbers: digestOf(numbersOf(share)) };
  };
  const [two, three] = [2, 3].map((workerCount) => shareOf({ ...solo.team.share.shape, sliceBytes: 1 }, workerCount)) as [TeamShare, TeamShare];
  expect(two.memories).toHaveLength(2);
  expect(await fitIn(two)).toEqual(wanted);
  expect(await fitIn(three)).toEqual(wanted);

  const used = { ...three, reused: true };
  await fitInThreads([used], requestOf(other, settings, {}));
  expect(await fitIn(used)).toEqual(wanted);
});

describe('the three members of an average', () => {
  const settings: Partial<SolverSettings> = { mode: 'fast', l2: 1e-4, rank: 8, average: 3, maxPasses: 4, patience: 9 };

  it.each([
    [1, 0],
    [2, 2],
    [3, 3],
    [4, 0],
  ])('are made on %d workers with %d of them by one worker each', (workerCount, aloneCount) => {
    expect(countAlone(3, workerCount)).toBe(aloneCount);
  });

  // Few enough rows for all batches to stay in memory, where those of the other team must not be taken for one's own; without
  // validation rows nothing else is ever placed there.
  it.each([
    ['in one memory', {}, validation],
    ['in slices of two', { sliceBytes: 1 }, validation],
    ['in one memory, without validation rows,', {}, undefined],
  ])('have the same bits %s on 1, 2, 3 and 4 workers', async (_, cut, judged) => {
    const options = { certify: false, ...(judged === undefined ? {} : { validation: judged }) };
    const solo = fitSolo(problem, settings, options);
    const wanted = { told: told(solo), numbers: digestOf(numbersOf(solo.team.share)) };
    for (const workerCount of [1, 2, 3, 4]) {
      const shares = ofOneTeam(3, { ...solo.team.share.shape, ...cut }, workerCount);
      const outcomes = await fitInThreads(shares, requestOf(problem, settings, options));
      expect(outcomes.map(told), `${workerCount} workers`).toEqual(outcomes.map(() => wanted.told));
      expect(digestOf(numbersOf(shares[0] as TeamShare)), `${workerCount} workers`).toBe(wanted.numbers);
    }
  });
});

/** Shares of several members, which one team makes. */
function ofOneTeam(memberCount: number, shape: FitShape, workerCount: number): TeamShare[] {
  const [first, ...others] = Array.from({ length: memberCount }, () => shareOf(shape, workerCount)) as [TeamShare, ...TeamShare[]];
  return [first, ...others.map((share) => ({ ...share, control: first.control }))];
}
