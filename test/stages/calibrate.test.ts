import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Calibration } from '../../src/artifacts/evaluation.js';
import { TRAIN, VALIDATION } from '../../src/artifacts/split.js';
import { calibrateStage } from '../../src/stages/calibrate/index.js';
import { openWorkbench, type Workbench } from '../contract/stage-context.js';
import { centroidFit, smallRows, startRun } from './small-flow.js';

const ROWS = smallRows(900, 8, 0.5, 2);

/** Calibrates with the settings of a fit, which fits to the pool without a fold are made with. */
async function calibrate(bench: Workbench, run: string, calibration: object, train: object = {}): Promise<Calibration> {
  const started = await startRun(bench, ROWS, { run, calibration, train });
  return calibrateStage.run({ ...started, fit: centroidFit(started) }, started.context);
}

let bench: Workbench;
let crossFitted: Calibration;
beforeAll(async () => {
  bench = await openWorkbench();
  crossFitted = await calibrate(bench, 'cross-fit', { method: 'slope' });
});
afterAll(() => bench.close());

describe('cross-fitted calibration', () => {
  it('lets rows of all roles but test speak', async () => {
    expect(crossFitted.method).toBe('slope');
    expect(crossFitted.rowCount).toBeGreaterThan(0.6 * ROWS.length);
    expect(crossFitted.crossFit!.fitted).toBe(crossFitted.crossFit!.folds);
    const byRole = await calibrate(bench, 'role', { method: 'slope', rows: 'role' });
    expect(byRole.rowCount).toBeLessThan(0.2 * ROWS.length);
    expect(byRole.crossFit).toBeUndefined();
  });

  it.each([2, 4])('gives the same bits on one worker and on %d', async (workerCount) => {
    const other = await openWorkbench({ workerCount });
    try {
      expect(await calibrate(other, 'cross-fit', { method: 'slope' })).toEqual(crossFitted);
    } finally {
      await other.close();
    }
  });

  it('tries itself inside the pool, on a tenth of it, where that is asked for', async () => {
    const whole = { final: 'train+validation+calibration' };
    const { check, rowCount } = await calibrate(bench, 'checked', { method: 'slope', check: true }, whole);
    const poolCount = ROWS.length * 0.9;
    expect(check!.rowCount / poolCount).toBeGreaterThan(0.07);
    expect(check!.rowCount / poolCount).toBeLessThan(0.13);
    expect(check!.z).toBeCloseTo((check!.meanScore - check!.shareRight) / check!.standardError, 12);
    // Scores that are true lie beyond it once in two million draws.
    expect(Math.abs(check!.z!)).toBeLessThan(5);
    expect(crossFitted.check).toBeUndefined();
    // The calibration that ships does not know of it.
    const { check: _, ...plain } = await calibrate(bench, 'unchecked', { method: 'slope' }, whole);
    expect(plain.rowCount).toBe(rowCount);
  });

  it('knows how many groups of each code the model was fitted on, where the rows are enough to tell', async () => {
    const rows = smallRows(2400, 120, 0.5, 2);
    const started = await startRun(bench, rows, { run: 'rare', calibration: { method: 'slope' } });
    const fit = centroidFit(started);
    const { slopeRarity, groups } = await calibrateStage.run({ ...started, fit }, started.context);
    const { prepared, split } = started;
    const known = fit.model.codes.map((code) => {
      const own = [...prepared.code.keys()].filter(
        (row) => prepared.codes[prepared.code[row]!] === code && [TRAIN, VALIDATION].includes(split.role[row]!),
      );
      return Math.min(22, new Set(own.map((row) => prepared.group[row]!)).size);
    });
    expect(slopeRarity).not.toBe(0);
    expect(groups).toEqual(known);
    expect(crossFitted).not.toHaveProperty('groups');
  });

  it('fits no fold twice', async () => {
    bench.events.length = 0;
    await calibrate(bench, 'cross-fit-again', { method: 'beta' });
    expect(bench.events.some((event) => event.type === 'progress' && event.stage === 'calibrate')).toBe(false);
  });
});
