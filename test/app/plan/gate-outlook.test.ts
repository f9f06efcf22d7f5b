import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { gateOutlook } from '../../../src/app/plan/gate-outlook.js';
import { parsePipeline } from '../../../src/config/load-pipeline.js';

const workspace = mkdtempSync(join(tmpdir(), 'millrace-outlook-'));
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

const configOf = (...settings: string[]) => parsePipeline('name: small\ndata: { partitions: a.parquet }\n', 'p.yaml', settings);

test('the margin that test rows can tell shrinks with their root', () => {
  const few = gateOutlook(configOf(), 10_000, workspace)!;
  const many = gateOutlook(configOf(), 1_000_000, workspace)!;
  expect(few).toMatchObject({ groupCount: 1000, differingShare: 0.1, run: null, margin: 0.005 });
  // 2.49 standard errors: 1.64 for the bound, 0.84 for the chance.
  expect(few.detectableMargin).toBeCloseTo(2.49 * Math.sqrt(0.1 / 1000), 2);
  expect(few.detectableMargin / many.detectableMargin).toBeCloseTo(10, 0);
  expect(few.chanceIfEqual).toBeLessThan(0.2);
  expect(many.chanceIfEqual).toBeGreaterThan(0.99);
});

test('nobody knows how many rows come after a time', () => {
  expect(gateOutlook(configOf('split.test={column: t, from: 3}'), 10_000, workspace)).toBeNull();
  expect(gateOutlook(configOf(), 5, workspace)).toBeNull();
});

test('runs of other pipelines, and damaged ones, say nothing', () => {
  mkdirSync(join(workspace, 'runs', '20260101T000000-abcdef'), { recursive: true });
  writeFileSync(join(workspace, 'runs', '20260101T000000-abcdef', 'run.json'), '{');
  expect(gateOutlook(configOf(), 10_000, workspace)).toMatchObject({ run: null });
});
