import { describe, expect, test } from 'vitest';
import { mergeConfig } from '../../benchmarks/quality/configurations.mjs';
import { meanDifference, meansOf } from '../../benchmarks/quality/summary.mjs';

const run = (macroF1: number, cpuSeconds: number | null, peakRssMb: number) => ({
  validation: { macroF1, accuracy: 0.6 },
  test: { macroF1: macroF1 - 0.1, accuracy: 0.5 },
  cpuSeconds,
  searchTrainCpuSeconds: 2,
  seconds: 3,
  peakRssMb,
});

describe('the summary of a quality measurement', () => {
  test('takes means over seeds and the largest peak, and no mean of seconds that one run lacks', () => {
    const means = meansOf([run(0.5, 4, 300), run(0.7, null, 200)]);
    expect(means).toMatchObject({ seeds: 2, cpuSeconds: null, searchTrainCpuSeconds: 2, peakRssMb: 300 });
    expect(means.validation.macroF1).toBeCloseTo(0.6, 12);
    expect(means.test.macroF1).toBeCloseTo(0.5, 12);
    expect(meansOf([run(0.5, 4, 300), run(0.7, 6, 200)]).cpuSeconds).toBe(5);
  });

  test('adds up variances of paired differences, and gives none where a pair is missing', () => {
    const pairs = [
      { difference: 0.02, standardError: 0.003 },
      { difference: 0.04, standardError: 0.004 },
    ];
    const mean = meanDifference(pairs);
    expect(mean?.difference).toBeCloseTo(0.03, 12);
    expect(mean?.standardError).toBeCloseTo(0.0025, 12);
    expect(meanDifference([...pairs, null])).toBeNull();
  });
});

describe('a configuration on top of a pipeline', () => {
  test('replaces keys, not whole sections', () => {
    const base = { data: { partitions: 'a' }, split: { seed: 1 } };
    const part = { data: { level: 4 }, search: { grid: { l2: [1e-5] } } };
    expect(mergeConfig(base, part)).toEqual({ data: { partitions: 'a', level: 4 }, split: { seed: 1 }, search: { grid: { l2: [1e-5] } } });
  });
});
