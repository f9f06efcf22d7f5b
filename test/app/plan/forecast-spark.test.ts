import { describe, expect, it } from 'vitest';
import { forecastSpark } from '../../../src/app/plan/forecast-spark.js';
import { parsePipeline } from '../../../src/config/load-pipeline.js';
import type { RunSizes } from '../../../src/forecast/run-scale.js';

const MINIMAL = 'name: a\ndata: { partitions: a.parquet, id: id, text: [text], label: label }\n';
const THERE = ['engine=spark', 'engine.remote=sc://host:15002/'];

const sizesOf = (rowCount: number, codeCount = 400, featureCount = 2 ** 14): RunSizes => ({
  isExact: true,
  rowCount,
  partitionCount: 1,
  inputBytes: 0,
  codeCount,
  trainCount: rowCount,
  validationCount: 0,
  heldOutCount: 0,
  variants: [{ featureCount, keyCount: 0, entryCount: 0, countedCount: 0 }],
});

describe('the forecast of what a run takes of Spark', () => {
  // shuffleWriteBytes of all stages by the REST API of Spark 4.3, 2026-11-30: business names, and synthetic texts.
  it.each([
    [24_014, 15_873_678],
    [100_000, 47_628_739],
  ])('is above what the split of %i rows shuffled, and below twice that', (rowCount, wrote) => {
    const { shuffleBytes } = forecastSpark(parsePipeline(MINIMAL, 'p.yaml', THERE), sizesOf(rowCount), ['split'])!;
    expect(shuffleBytes).toBeGreaterThan(wrote);
    expect(shuffleBytes).toBeLessThan(2 * wrote);
  });

  it('is of what is still to be done, and counts the fits that Spark makes', () => {
    const plain = parsePipeline(MINIMAL, 'p.yaml', THERE);
    const fitting = parsePipeline(MINIMAL, 'p.yaml', [...THERE, 'search.mode=spark']);
    expect(forecastSpark(plain, sizesOf(1000), ['search', 'train'])?.shuffleBytes).toBe(0);
    const [without, withFits, done] = [
      forecastSpark(plain, sizesOf(1000), ['search', 'train']),
      forecastSpark(fitting, sizesOf(1000), ['search']),
      forecastSpark(fitting, sizesOf(1000), ['report']),
    ].map((cost) => cost?.driverBytes ?? 0) as [number, number, number];
    expect(done).toBe(without);
    // Thirty vectors of 8 bytes a code and feature, intercepts too.
    expect(withFits - without).toBe(30 * 8 * 400 * (2 ** 14 + 1));
  });

  it('is none where nothing runs there', () => {
    expect(forecastSpark(parsePipeline(MINIMAL, 'p.yaml'), sizesOf(1000), ['split'])).toBe(null);
  });
});
