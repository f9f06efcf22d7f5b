import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Rng, shuffle } from '../../src/core/rng.js';
import { BATCH_DOCUMENTS } from '../../src/kernels/linear-layout.js';
import { type LabelledRows, largestBatch } from '../../src/ml/labelled-rows.js';
import { drawRows, problemOf, soloTeam } from './linear-problem.js';

/** Rows of these lengths in shards of at most `shardRows`, in a seeded order; each id says which row it belongs to. */
function rowsOf(lengths: readonly number[], shardRows: number, seed: number): LabelledRows {
  const firstRow = [0];
  const shards = [];
  for (let first = 0; first < lengths.length; first += shardRows) {
    const own = lengths.slice(first, first + shardRows);
    const offsets = Uint32Array.from([0, ...own.map((_, i) => own.slice(0, i + 1).reduce((sum, length) => sum + length, 0))]);
    const ids = Uint32Array.from(own.flatMap((length, i) => new Array<number>(length).fill(first + i)));
    shards.push({ offsets, ids, values: Float32Array.from(ids, (_, e) => e) });
    firstRow.push(first + own.length);
  }
  const row = shuffle(
    Uint32Array.from(lengths, (_, i) => i),
    Rng.fromSeed(seed),
  );
  return { shards, firstRow, row, label: Int32Array.from(row, (r) => r % 3), weight: Float32Array.from(row, (r) => r + 1) };
}

it('no mini-batch has more entries than the 64 longest rows, and one of them alone has as many', () => {
  const property = fc.property(
    fc.array(fc.nat(40), { minLength: 1, maxLength: 400 }),
    fc.integer({ min: 1, max: 150 }),
    fc.nat(99),
    (lengths, shardRows, seed) => {
      const rows = rowsOf(lengths, shardRows, seed);
      const bound = largestBatch(rows);
      for (let begin = 0; begin < lengths.length; begin += BATCH_DOCUMENTS) {
        const batch = rows.row.subarray(begin, begin + BATCH_DOCUMENTS);
        expect(batch.reduce((sum, r) => sum + (lengths[r] ?? 0), 0)).toBeLessThanOrEqual(bound);
      }
      const longest = [...lengths].sort((a, b) => b - a).slice(0, BATCH_DOCUMENTS);
      expect(bound).toBe(longest.reduce((sum, length) => sum + length, 0));
    },
  );
  fc.assert(property, { numRuns: 100, seed: 20261123 });
});

it('a team sees every row once a pass, with its own entries, label and weight, whatever memory holds from before', () => {
  const problem = problemOf(drawRows(2500, 3000, 3, 5));
  const team = soloTeam(problem);
  const few = rowsOf(
    Array.from({ length: 100 }, (_, i) => i % 9),
    30,
    1,
  );
  const many = rowsOf(
    Array.from({ length: 2500 }, (_, i) => i % 7),
    700,
    2,
  );
  expect(team.layout.heldBatches).toBeGreaterThan(1);
  expect(team.layout.heldBatches * BATCH_DOCUMENTS).toBeLessThan(2500);
  for (const rows of [many, few, few, many, many]) {
    const seen: number[] = [];
    for (let begin = 0; begin < rows.row.length; begin += BATCH_DOCUMENTS) {
      const count = team.scoreBatch(rows, begin, (first, last) => {
        const { offsets, ids, labels, weights } = team.views;
        for (let d = first; d < last; d++) {
          const row = rows.row[begin + d] as number;
          seen.push(row);
          const shard = rows.shards[rows.firstRow.findLastIndex((from) => from <= row)];
          const local = row - (rows.firstRow.findLast((from) => from <= row) as number);
          const length = (shard?.offsets[local + 1] as number) - (shard?.offsets[local] as number);
          expect([...ids.subarray(offsets[d], offsets[d + 1])]).toEqual(new Array<number>(length).fill(row));
          expect([labels[d], weights[d]]).toEqual([row % 3, row + 1]);
        }
      });
      expect(count).toBe(Math.min(BATCH_DOCUMENTS, rows.row.length - begin));
      team.barrier.wait();
    }
    expect(Uint32Array.from(seen).sort()).toEqual(Uint32Array.from(rows.row).sort());
  }
});
