import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RoleRows } from '../../src/evaluation/rows-to-judge.js';
import { fitTemperature, type Temperature } from '../../src/stages/calibrate/fit-temperature.js';
import { openWorkbench, type Workbench } from '../contract/stage-context.js';
import { centroidFit, type SmallRun, smallRows, startRun } from './small-flow.js';

const ROW_COUNT = 200;

let bench: Workbench;
let run: SmallRun;
beforeAll(async () => {
  bench = await openWorkbench();
  // Every word of a text is one of its code, so that the model is right and sure of it.
  run = await startRun(bench, smallRows(1000, 6, 1, 1));
});
afterAll(() => bench.close());

/** Rows 0 and 1 have the code that the model gives, rows 2 and 3 another one, and so on. */
const isRight = (row: number) => row % 4 < 2;

async function calibrate(groupOf: (row: number) => number, method: 'auto' | 'temperature'): Promise<Temperature> {
  const fit = centroidFit(run);
  const { model } = fit;
  const rows = Uint32Array.from({ length: ROW_COUNT }, (_, row) => row);
  const own = Int32Array.from(rows, (row) => model.codes.indexOf(run.prepared.codes[run.prepared.code[row]!]!));
  const modelLabel = own.map((code, row) => (isRight(row) ? code : (code + 1) % model.codes.length));
  const chosen: RoleRows = { rows, label: modelLabel, modelLabel, group: Uint32Array.from(rows, groupOf), weight: null };
  return fitTemperature({ chosen, fit, matrix: run.matrix, method }, run.context);
}

describe('the temperature of `auto`', () => {
  it('is refused when it lowers the log loss only of rows that it was fitted on', async () => {
    // One half by group is right and asks for a low temperature, the other is wrong and asks for a high one: each is worse
    // off at the other's. A temperature fitted on all rows lowers their log loss all the same.
    const byRightness = (row: number) => 2 * row + (isRight(row) ? 0 : 1);
    const forced = await calibrate(byRightness, 'temperature');
    expect(forced.logLossAfter).toBeLessThan(forced.logLossBefore - 0.1);

    const chosen = await calibrate(byRightness, 'auto');

    expect(chosen).toMatchObject({ method: 'none', temperature: 1, logLossBefore: forced.logLossBefore, logLossAfter: forced.logLossBefore });
    expect(chosen.note).toContain('cross-fitted');
  });

  it('is taken when the halves agree: that of all rows, whatever half they are in', async () => {
    const forced = await calibrate((row) => 2 * row + (isRight(row) ? 0 : 1), 'temperature');

    const chosen = await calibrate((row) => row, 'auto');

    expect(chosen).toMatchObject({ method: 'temperature', rowCount: ROW_COUNT });
    expect(chosen.temperature).toBeCloseTo(forced.temperature, 3);
    expect(chosen.logLossAfter).toBeCloseTo(forced.logLossAfter, 6);
  });
});
