import { expect, it } from 'vitest';
import { KernelLane } from '../../../src/estimators/linear/kernel-lanes.js';
import { sliceLinear } from '../../../src/kernels/linear-slices.js';

/** A member of a fit over 500 features and 8 codes; with its weights it takes 16 kB more. */
const member = (holdsWeights: boolean) =>
  sliceLinear({
    featureCount: 500,
    classCount: 8,
    batchEntries: 8,
    gradientRows: 0,
    probabilityDocuments: 0,
    rank: 4,
    holdsWeights,
    sliceBytes: 2 ** 28,
  });

it('a lane takes over the memory of each member that is large enough, and makes that of the others anew', () => {
  const lane = new KernelLane();
  const large = sliceLinear({ ...member(true).layout, featureCount: 50_000 });
  const first = lane.reserve([member(false), member(false)], 'first');
  expect(first.map(({ reused }) => reused)).toEqual([false, false]);
  const second = lane.reserve([large, member(false)], 'second');
  expect(second.map(({ reused }) => reused)).toEqual([false, true]);
  expect(second[1]?.memories[0]).toBe(first[1]?.memories[0]);
  expect(second[0]?.memories[0]).not.toBe(first[0]?.memories[0]);
  expect(lane.reserve([member(true), member(false)], 'third')).toEqual([
    { memories: second[0]?.memories, reused: true },
    { memories: second[1]?.memories, reused: true },
  ]);
});

it('a lane lets go of members that its owner has not', () => {
  const lane = new KernelLane();
  lane.reserve([member(false), member(false)], 'first');
  lane.reserve([member(false)], 'second');
  expect(lane.reserve([member(false), member(false)], 'third').map(({ reused }) => reused)).toEqual([true, false]);
});
