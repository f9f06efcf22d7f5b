import { expect, test } from 'vitest';
import { spreadOf } from '../../../src/app/run/repeat-evaluation.js';
import { parsePipeline } from '../../../src/config/load-pipeline.js';

test('a spread is the standard deviation of a sample', () => {
  expect(spreadOf([0.5, 0.5, 0.5])).toEqual({ mean: 0.5, deviation: 0, values: [0.5, 0.5, 0.5] });
  const { mean, deviation } = spreadOf([2, 4, 4, 4, 5, 5, 7, 9]);
  expect(mean).toBe(5);
  // √(32 / 7).
  expect(deviation).toBeCloseTo(2.138089935299395, 12);
});

test('a split that is continued cannot be repeated over seeds', () => {
  const parse = () => parsePipeline('name: a\ndata: { partitions: x }\nsplit: { from: champion }\nevaluate: { repeats: 3 }\n', 'p.yaml');
  expect(parse).toThrow('a split that is continued is the same for every seed');
});
