import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COSTS } from '../../src/app/plan/costs.js';
import { Failure } from '../../src/core/failure.js';
import { type ForecastInput, forecastRun as forecastBy, forecastRatios, machineFactor } from '../../src/forecast/forecast.js';
import { refuseForecast } from '../../src/forecast/refuse-forecast.js';
import type { RunSizes, SearchShape, SearchStep } from '../../src/forecast/run-scale.js';
import { LINEAR } from './forecast-inputs.js';

const STAGES = ['prepare', 'split', 'features', 'search', 'train', 'calibrate', 'evaluate', 'bundle', 'compare', 'register'];
const GIB = 2 ** 30;

/** The default division of 4 GiB between two workers. */
const LIMITS = { workerCount: 2, tablesBytes: 0.9 * GIB, kernelBytes: 1.8 * GIB };

const forecastRun = (input: ForecastInput) => forecastBy(input, COSTS);

const FULL = { passes: null, from: 0, kept: 0 };
const HALVED = [
  { fits: 18, passes: 1, from: 0, kept: 6 },
  { fits: 6, passes: 3, from: 1, kept: 3 },
  { fits: 3, passes: 5, from: 3, kept: 2 },
  { fits: 2, passes: 7, from: 5, kept: 1 },
  { fits: 1, passes: null, from: 7, kept: 0 },
];

function searchOf(steps: readonly SearchStep[], settings = LINEAR): SearchShape {
  return { kinds: [{ settings: [settings], steps }], foldCount: 1, classWeightCount: 3 };
}

/** The mean of three fits of rank 64. */
const MEAN = { ...LINEAR, rank: 64, average: 3 } as typeof LINEAR;

function crossFitted(fits: number, settings: typeof LINEAR): SearchShape {
  return { ...searchOf([{ fits, ...FULL }], settings), isCrossFitted: true };
}

function inputOf(sizes: RunSizes, over: Partial<ForecastInput> = {}): ForecastInput {
  return { sizes, search: searchOf([{ fits: 9, ...FULL }]), limits: LIMITS, memoryBytes: 4 * GIB, stagesToRun: STAGES, earlier: [], ...over };
}

function sizesOf(rowCount: number, featureCount: number, codeCount: number, entriesPerRow = 80, keysPerFeature = 1.6): RunSizes {
  const variant = {
    featureCount,
    keyCount: Math.ceil(featureCount * keysPerFeature),
    entryCount: rowCount * entriesPerRow,
    countedCount: rowCount * 100,
  };
  const [trainCount, validationCount, heldOutCount] = [Math.ceil(0.7 * rowCount), Math.ceil(0.1 * rowCount), Math.ceil(0.2 * rowCount)];
  return {
    isExact: true,
    rowCount,
    partitionCount: 1,
    inputBytes: 60 * rowCount,
    codeCount,
    trainCount,
    validationCount,
    heldOutCount,
    variants: [variant],
  };
}

describe('forecastRun', () => {
  // Measured on 2026-12-01: peak resident MB of whole runs, the highest where there are several, on a quiet machine but for the last and halving.
  it.each([
    {
      data: 'business names',
      sizes: sizesOf(24_014, 58_170, 337, 95.6, 184_041 / 58_170),
      search: crossFitted(2, MEAN),
      peaks: { 1: 531, 2: 578, 4: 637 },
    },
    {
      data: 'business names, 18 trials with halving',
      sizes: sizesOf(24_014, 58_170, 337, 95.6, 184_041 / 58_170),
      search: { ...searchOf(HALVED, { ...LINEAR, certify: true } as typeof LINEAR), isCrossFitted: true as const },
      peaks: { 2: 1024 },
    },
    { data: 'NAICS', sizes: sizesOf(4735, 13_225, 309, 121.7, 25_150 / 13_225), search: crossFitted(3, LINEAR), peaks: { 1: 313, 2: 350, 4: 425 } },
    {
      data: 'synthetic 20,000',
      sizes: sizesOf(20_000, 18_334, 338, 53.5, 32_351 / 18_334),
      search: crossFitted(1, MEAN),
      peaks: { 1: 350, 2: 396, 4: 529 },
    },
    { data: 'synthetic 100,000', sizes: sizesOf(100_000, 50_897, 338, 60.4, 74_743 / 50_897), search: crossFitted(1, MEAN), peaks: { 2: 672 } },
  ])('is at most 30 % above the peaks that were measured on $data, and not below them', ({ sizes, search, peaks }) => {
    for (const [workers, peak] of Object.entries(peaks)) {
      const workerCount = Number(workers);
      const { peakMemoryBytes } = forecastRun(inputOf(sizes, { search, limits: { ...LIMITS, workerCount } }));
      expect(peakMemoryBytes / 1e6, `${workers} workers`).toBeGreaterThanOrEqual(peak);
      expect(peakMemoryBytes / 1e6, `${workers} workers`).toBeLessThanOrEqual(1.3 * peak);
    }
  });

  it('knows what many files take, however few rows they have', () => {
    const one = sizesOf(3000, 500, 10);
    const [few, many] = [1, 1500].map((partitionCount) => forecastRun(inputOf({ ...one, partitionCount })));
    expect(many!.seconds - few!.seconds).toBeGreaterThan(2);
    expect(many!.seconds - few!.seconds).toBeLessThan(6);
    expect(many!.diskBytes - few!.diskBytes).toBeGreaterThan(2e6);
    expect(many!.peakMemoryBytes).toBe(few!.peakMemoryBytes);
  });

  const size = {
    rows: fc.integer({ min: 100, max: 2_000_000 }),
    features: fc.integer({ min: 16, max: 262_144 }),
    codes: fc.integer({ min: 2, max: 2000 }),
  };

  it('never asks less of memory, disk or time for more rows, features or codes while nothing has to give way', () => {
    fc.assert(
      fc.property(fc.record(size), fc.integer({ min: 0, max: 2 }), fc.integer({ min: 2, max: 4 }), ({ rows, features, codes }, axis, times) => {
        const less = [rows, features, codes] as [number, number, number];
        const more = less.map((value, index) => (index === axis ? value * times : value)) as [number, number, number];
        const huge = { memoryBytes: 2 ** 50, limits: { workerCount: 2, tablesBytes: 2 ** 48, kernelBytes: 2 ** 48 } };
        const [a, b] = [forecastRun(inputOf(sizesOf(...less), huge)), forecastRun(inputOf(sizesOf(...more), huge))];
        expect(b.peakMemoryBytes).toBeGreaterThanOrEqual(a.peakMemoryBytes);
        expect(b.diskBytes).toBeGreaterThanOrEqual(a.diskBytes);
        expect(b.seconds).toBeGreaterThanOrEqual(a.seconds);
      }),
    );
  });

  it('is the sum of its parts without a turn and of the largest turn; those that are needed are the least', () => {
    fc.assert(
      fc.property(fc.record(size), ({ rows, features, codes }) => {
        const { peakMemoryBytes, leastMemoryBytes, parts } = forecastRun(inputOf(sizesOf(rows, features, codes)));
        const sum = (some: typeof parts) => some.reduce((total, { byteCount }) => total + byteCount, 0);
        const turns = ['counting', 'search', 'final fits', 'judging'].map((wanted) => sum(parts.filter(({ turn }) => turn === wanted)));
        expect(peakMemoryBytes).toBe(sum(parts.filter(({ turn }) => turn === undefined)) + Math.max(...turns));
        expect(leastMemoryBytes).toBe(sum(parts.filter(({ needed }) => needed)));
        expect(parts.every(({ byteCount }) => byteCount >= 0)).toBe(true);
      }),
    );
  });

  it('asks less where the work is stored', () => {
    const sizes = sizesOf(100_000, 50_000, 338);
    const [all, few] = [forecastRun(inputOf(sizes)), forecastRun(inputOf(sizes, { stagesToRun: ['compare', 'register'] }))];
    expect(few.peakMemoryBytes).toBeLessThan(all.peakMemoryBytes);
    expect(few.diskBytes).toBeLessThan(all.diskBytes);
    expect(few.seconds).toBeLessThan(all.seconds);
  });

  it('takes less time with halving than without', () => {
    const base = inputOf(sizesOf(100_000, 50_000, 338));
    const of = (steps: readonly SearchStep[]) => forecastRun({ ...base, search: searchOf(steps) }).seconds;
    expect(of(HALVED)).toBeLessThan(of([{ fits: 18, ...FULL }]) / 2);
  });

  it('goes by how earlier runs here compared with the constants', () => {
    const sizes = sizesOf(100_000, 50_000, 338);
    const plain = forecastRun(inputOf(sizes)).seconds;
    const earlier = [10, 90, 20].map((seconds) => ({ seconds, plainSeconds: 10 }));
    expect(forecastRun(inputOf(sizes, { earlier })).seconds).toBeCloseTo(2 * plain, 6);
    expect(machineFactor([])).toBe(1);
  });
});

describe('refuseForecast', () => {
  it('lets a run through that fits', () => {
    const input = inputOf(sizesOf(24_000, 58_000, 337));
    expect(() => refuseForecast(forecastRun(input), input)).not.toThrow();
  });

  it('refuses weights beyond the memory with the figure and two ways out, exit code 4', () => {
    const sizes = { ...sizesOf(1_000_000, 1_000_000, 2000), isExact: false };
    const input = inputOf(sizes);
    try {
      refuseForecast(forecastRun(input), input);
      expect.unreachable();
    } catch (error) {
      const { detail } = error as Failure;
      expect(error).toBeInstanceOf(Failure);
      expect(detail.code).toBe('resources.memory');
      expect(detail.got).toMatch(/1,000,000 features × 2,000 codes over 1,000,000 rows \(estimated/);
      expect(detail.hint).toMatch(/--memory \d+(\.\d)?GiB, or keep fewer features: features\.maxFeatures=\d+/);
    }
  });

  it('refuses a fit beyond the share of the kernels, half of the promise, however much memory there is beside it', () => {
    const sizes = sizesOf(100_000, 100_000, 1000);
    const withShare = (kernelBytes: number) => inputOf(sizes, { memoryBytes: 64 * GIB, limits: { ...LIMITS, kernelBytes } });
    const { parts, leastMemoryBytes } = forecastRun(withShare(32 * GIB));
    const fit = parts.find(({ what }) => what === 'model of one trial')!.byteCount;
    expect(leastMemoryBytes).toBeLessThan(2 * GIB);

    const fitting = withShare(fit);
    expect(() => refuseForecast(forecastRun(fitting), fitting)).not.toThrow();
    // A quarter of a GiB short: half a GiB more is asked for, of which the kernels get half.
    const short = withShare(fit - GIB / 4);
    expect(() => refuseForecast(forecastRun(short), short)).toThrow(
      expect.objectContaining({
        detail: expect.objectContaining({ code: 'resources.memory', hint: expect.stringContaining('give --memory 64.5GiB') as string }) as object,
      }) as Error,
    );
  });

  it('refuses what is needed without any fit too, and then names no number of features', () => {
    const input = inputOf(sizesOf(24_000, 58_000, 337));
    const forecast = { ...forecastRun(input), parts: [], leastMemoryBytes: input.memoryBytes + GIB };
    const detail = { code: 'resources.memory', hint: expect.stringMatching(/^give --memory [\d.]+GiB$/) as string };
    expect(() => refuseForecast(forecast, input)).toThrow(expect.objectContaining({ detail: expect.objectContaining(detail) as object }) as Error);
  });

  it('names a memory with which, and a number of features with which, it fits', () => {
    const input = inputOf(sizesOf(1_000_000, 800_000, 1000));
    const { hint } = (() => {
      try {
        refuseForecast(forecastRun(input), input);
      } catch (error) {
        return (error as Failure).detail;
      }
      throw new Error('it was not refused');
    })();
    const [, memory, features] = /--memory ([\d.]+)GiB.*maxFeatures=(\d+)/.exec(hint ?? '') ?? [];
    const memoryBytes = Number(memory) * GIB;
    const more = { ...input, memoryBytes, limits: { ...LIMITS, kernelBytes: LIMITS.kernelBytes + (memoryBytes - input.memoryBytes) / 2 } };
    expect(() => refuseForecast(forecastRun(more), more)).not.toThrow();
    const fewer = inputOf(sizesOf(1_000_000, Number(features), 1000));
    expect(() => refuseForecast(forecastRun(fewer), fewer)).not.toThrow();
  });
});

describe('forecastRatios', () => {
  it('is forecast by truth, and nothing where the truth is 0', () => {
    const forecast = { peakMemoryBytes: 130, diskBytes: 5, seconds: 1 };
    expect(forecastRatios(forecast, { peakMemoryBytes: 100, diskBytes: 0, seconds: 2 })).toEqual({
      peakMemoryBytes: 1.3,
      diskBytes: null,
      seconds: 0.5,
    });
  });
});
