import { expect, it } from 'vitest';
import { BATCH_DOCUMENTS } from '../../src/kernels/linear-layout.js';
import { type Blankout, blankOut, blankoutOf } from '../../src/ml/blankout.js';

const ENTRIES = 40;

/** A batch whose documents have features 100, 103, … and the value 1, counted from `firstFeature`. */
function batchOf(firstFeature = 0) {
  const count = BATCH_DOCUMENTS * ENTRIES;
  return {
    offsets: Uint32Array.from({ length: BATCH_DOCUMENTS + 1 }, (_, d) => d * ENTRIES),
    ids: Uint32Array.from({ length: count }, (_, e) => 100 + 3 * (e % ENTRIES) - firstFeature),
    values: new Float32Array(count).fill(1),
  };
}

/** What stays of the batch that begins at `place`: the features of each document. */
function keptOf(blankout: Blankout, place: number): number[][] {
  const { offsets, ids, values } = batchOf();
  blankOut(blankout, place, BATCH_DOCUMENTS, { offsets, ids, values }, 0);
  expect(values.subarray(0, offsets[BATCH_DOCUMENTS]).every((value) => value === Math.fround(blankout.scale))).toBe(true);
  return Array.from({ length: BATCH_DOCUMENTS }, (_, d) => [...ids.subarray(offsets[d], offsets[d + 1])]);
}

const LEFT_OUT = 'of entries left out';

/** Checks a count of entries left out against the binomial: within five standard deviations. */
function expectBinomial(left: number, count: number, share: number, what = LEFT_OUT): void {
  expect(Math.abs(left - count * share) / Math.sqrt(count * share * (1 - share)), what).toBeLessThan(5);
}

it.each([0.1, 0.25, 0.9])('leaves out a share of %d: of all entries, of each feature, of each document and of both of two passes', (share) => {
  const places = Array.from({ length: 100 }, (_, batch) => BATCH_DOCUMENTS * batch);
  const [first, second] = [1, 2].map((pass) => places.flatMap((place) => keptOf(blankoutOf(share, 7, pass), place))) as [number[][], number[][]];
  const rowCount = first.length;
  const left = first.reduce((sum, kept) => sum + ENTRIES - kept.length, 0);
  expectBinomial(left, rowCount * ENTRIES, share);
  for (let feature = 100; feature < 100 + 3 * ENTRIES; feature += 3) {
    expectBinomial(first.filter((kept) => !kept.includes(feature)).length, rowCount, share, `feature ${feature}`);
  }
  // Squares of the documents' deviations: 1 on average when entries are drawn on their own.
  const spread = first.reduce((sum, kept) => sum + (ENTRIES - kept.length - ENTRIES * share) ** 2, 0) / (rowCount * ENTRIES * share * (1 - share));
  expect(Math.abs(spread - 1)).toBeLessThan(5 * Math.sqrt(3 / rowCount));
  const both = first.reduce((sum, kept, i) => sum + kept.filter((feature) => second[i]!.includes(feature)).length, 0);
  expectBinomial(both, rowCount * ENTRIES, (1 - share) ** 2, 'of two passes');
});

it('draws by seed, pass, place and feature alone: the same anew, in slices of the features and in another batch, never by another seed or pass', () => {
  const blankout = blankoutOf(0.4, 3, 2);
  const whole = keptOf(blankout, 640);
  expect(keptOf(blankoutOf(0.4, 3, 2), 640)).toEqual(whole);
  expect(keptOf(blankout, 641).slice(0, -1)).toEqual(whole.slice(1));
  const sliced = batchOf(57);
  blankOut(blankout, 640, BATCH_DOCUMENTS, sliced, 57);
  expect([...sliced.ids.subarray(0, sliced.offsets[1])].map((id) => id + 57)).toEqual(whole[0]);
  for (const other of [blankoutOf(0.4, 4, 2), blankoutOf(0.4, 3, 3)]) expect(keptOf(other, 640)).not.toEqual(whole);
});

it('leaves more out with a larger share, always what the smaller one leaves out too', () => {
  const [some, more] = [0.2, 0.6].map((share) => keptOf(blankoutOf(share, 1, 1), 0)) as [number[][], number[][]];
  more.forEach((kept, d) => {
    expect(some[d]).toEqual(expect.arrayContaining(kept));
  });
});
