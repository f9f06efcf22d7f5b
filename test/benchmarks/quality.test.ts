import { describe, expect, test } from 'vitest';
import { mergeConfig } from '../../benchmarks/quality/configurations.mjs';
import { qualityMarkdown } from '../../benchmarks/quality/report.mjs';
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

describe('the tables of a quality measurement', () => {
  const runs = ['nsi', 'kldb'].flatMap((dataset) => [
    { ...run(0.5, null, 300), dataset, configuration: 'defaults' },
    { ...run(0.6, null, 300), dataset, configuration: 'better' },
  ]);
  const pairOf = (dataset: string, difference: number | null) => ({
    dataset,
    configuration: 'better',
    against: 'defaults',
    test: { macroF1: 0.5, accuracy: 0.6 },
    againstTest: { macroF1: 0.4, accuracy: 0.5 },
    paired: difference === null ? null : { difference, standardError: 0.01 },
  });
  const linesOf = (pairs: object[]) => qualityMarkdown({ runs, pairs, seeds: [1], fresh: false }).split('\n');

  test('mark the best configuration of each set, and say no CPU seconds of a run that found work done', () => {
    const lines = linesOf([]);
    expect(lines.filter((line) => line.includes('| better * |'))).toHaveLength(2);
    expect(lines).toContain('| kldb | defaults | 0.5000 | 0.6000 | 0.4000 | 0.5000 | – | 2.00 | 3.00 | 300 |');
  });

  test('end with the mean over sets, which a missing pair leaves unknown', () => {
    const last = '| mean of sets | better | defaults | 0.5000 | 0.4000 | +0.1500 | 0.0071 | 0.6000 | 0.5000 |';
    expect(linesOf([pairOf('nsi', 0.1), pairOf('kldb', 0.2)]).at(-1)).toBe(last);
    expect(linesOf([pairOf('nsi', 0.1), pairOf('kldb', null)]).at(-1)).toContain('| 0.4000 | – | – |');
  });
});

describe('a configuration on top of a pipeline', () => {
  test('replaces keys, not whole sections', () => {
    const base = { data: { partitions: 'a' }, split: { seed: 1 } };
    const part = { data: { level: 4 }, search: { grid: { l2: [1e-5] } } };
    expect(mergeConfig(base, part)).toEqual({ data: { partitions: 'a', level: 4 }, split: { seed: 1 }, search: { grid: { l2: [1e-5] } } });
  });
});
