import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runPipeline } from '../../../src/app/index.js';
import { parsePipeline } from '../../../src/config/load-pipeline.js';
import type { RunEvent } from '../../../src/core/events.js';
import { writeRows } from '../../cli/write-rows.js';
import { smallRows } from '../../stages/small-flow.js';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-repeats-'));
  const rows = smallRows(500, 6, 0.5, 3);
  await writeRows(folder, 'a.parquet', [
    { name: 'id', type: 'text', values: rows.map(({ id }) => id) },
    { name: 'text', type: 'text', values: rows.map(({ text }) => text) },
    { name: 'label', type: 'text', values: rows.map(({ label }) => label) },
  ]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PIPELINE = `name: spread
data: { partitions: a.parquet }
features: { minDocumentFrequency: 1, words: [1, 1], chars: null }
search: { maxPasses: 3, grid: { l2: [1e-4] } }
calibration: { method: slope, rows: role }
resources: { workers: 2, memory: 1GiB }
`;

async function run(...settings: string[]) {
  const events: RunEvent[] = [];
  const config = parsePipeline(PIPELINE, 'p.yaml', settings);
  const done = await runPipeline({ config, workspace: join(folder, 'workspace'), projectFolder: folder, emit: (event) => events.push(event) });
  return { ...done, events };
}

test('the figures of each seed are those of a run of its own, whose work is not done again', async () => {
  const { facts, made, events } = await run('evaluate.repeats=3', 'split.seed=7');
  const { seeds, figures } = facts.repeats!;
  expect(seeds).toEqual([7, 8, 9]);
  expect(figures.accuracy.values[0]).toBe(made.evaluation.metrics.accuracy);
  expect(new Set(figures.macroF1.values).size).toBeGreaterThan(1);
  expect(events).toContainEqual({ type: 'progress', stage: 'repeat', unit: 'seeds', done: 2, total: 2 });

  const single = await run('split.seed=8');
  expect(single.facts.repeats).toBeNull();
  const { accuracy, macroF1 } = single.made.evaluation.metrics;
  expect([accuracy, macroF1]).toEqual([figures.accuracy.values[1], figures.macroF1.values[1]]);
  const outcomes = new Map(single.manifest.stages.map(({ stage, outcome }) => [stage, outcome]));
  for (const stage of ['split', 'features', 'search', 'train', 'calibrate', 'evaluate'])
    expect([stage, outcomes.get(stage)]).toEqual([stage, 'cached']);
});
