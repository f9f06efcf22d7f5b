import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RoleRows } from '../../src/evaluation/rows-to-judge.js';
import { fitTemperature } from '../../src/stages/calibrate/fit-temperature.js';
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

async function temperatureWith(isRight: (row: number) => boolean, weight: Float32Array | null = null): Promise<number> {
  const fit = centroidFit(run);
  const { model } = fit;
  const rows = Uint32Array.from({ length: ROW_COUNT }, (_, row) => row);
  const own = Int32Array.from(rows, (row) => model.codes.indexOf(run.prepared.codes[run.prepared.code[row]!]!));
  const modelLabel = own.map((code, row) => (isRight(row) ? code : (code + 1) % model.codes.length));
  const chosen: RoleRows = { rows, label: modelLabel, modelLabel, group: rows, weight };
  return fitTemperature({ chosen, fit, matrix: run.matrix }, run.context);
}

describe('the temperature', () => {
  it('is the higher the more often a sure model is wrong', async () => {
    const mostlyRight = await temperatureWith((row) => row % 10 > 0);
    const halfRight = await temperatureWith((row) => row % 4 < 2);
    expect(halfRight).toBeGreaterThan(mostlyRight);
  });

  it('counts a row of weight 2 as two', async () => {
    const isRight = (row: number) => row % 3 > 0;
    const weight = Float32Array.from({ length: ROW_COUNT }, (_, row) => (isRight(row) ? 2 : 1));
    expect(await temperatureWith(isRight, weight)).toBeLessThan(await temperatureWith(isRight));
  });
});
