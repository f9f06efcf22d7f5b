import { expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.js';
import { reportScores } from '../../../src/evaluation/calibration/score-report.js';
import type { JudgedRows } from '../../../src/evaluation/judged-rows.js';

it('a report of scores tells codes apart by what the model knows of them', () => {
  const judged = {
    label: Int32Array.of(0, 0, 1, 1),
    predicted: Int32Array.of(0, 1, 1, 1),
    group: Uint32Array.of(0, 1, 2, 3),
    score: Float64Array.of(0.5, 0.5, 0.9, 0.7),
  } as unknown as JudgedRows;
  const { all, bySize } = reportScores(judged, Float64Array.of(1, 3, 1, 1), Uint32Array.of(2, 2, 120, 120), Rng.fromSeed(1));
  expect(all.meanScore).toBeCloseTo((0.5 + 1.5 + 0.9 + 0.7) / 6, 12);
  expect(all.shareRight).toBeCloseTo(0.5, 12);
  expect(bySize.map(({ from, to, rowCount }) => [from, to, rowCount])).toEqual([
    [0, 0, 0],
    [1, 3, 2],
    [4, 9, 0],
    [10, 29, 0],
    [30, 99, 0],
    [100, null, 2],
  ]);
  expect(bySize[1]).toMatchObject({ meanScore: 0.5, shareRight: 0.25 });
  expect(bySize[5]!.meanScore).toBeCloseTo(0.8, 12);
});
