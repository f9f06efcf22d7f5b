import { expect, test } from 'vitest';
import type { Prepared } from '../../src/artifacts/prepared.js';
import { parsePipeline } from '../../src/config/load-pipeline.js';
import { planPool } from '../../src/stages/calibrate/pool-plan.js';

const ROWS = 9000;
const prepared = {
  rowCount: ROWS,
  groupCount: ROWS,
  codes: ['a', 'b'],
  code: Int32Array.from({ length: ROWS }, (_, row) => row % 2),
  group: Uint32Array.from({ length: ROWS }, (_, row) => row),
  evaluationWeight: null,
} as unknown as Prepared;
/** Of ten rows seven are train, and one each validation, calibration and test. */
const role = Uint8Array.from({ length: ROWS }, (_, row) => Math.max(0, (row % 10) - 6));

function heldOutCount(...settings: string[]): number {
  const { scored } = planPool(prepared, { role }, parsePipeline('name: small\ndata: { partitions: a.parquet }\n', 'p.yaml', settings));
  return scored.reduce((sum, rows) => sum + rows.length, 0);
}

test('as many folds are held out as a calibrator needs, or all where that is asked for', () => {
  expect(heldOutCount()).toBeLessThan(7000);
  expect(heldOutCount('calibration.heldOut=all')).toBe(8100);
});
