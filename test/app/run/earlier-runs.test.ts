import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { earlierRuns } from '../../../src/app/run/earlier-runs.js';
import { writeOutline } from '../../../src/runner/run-outline.js';

let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'millrace-history-'));
});
afterEach(() => rmSync(workspace, { recursive: true }));

const RESULTS = {
  model: 'jobs@3',
  champion: 'jobs@2',
  splitDigest: 'ab',
  metrics: {
    test: {
      labelSet: 'with-support',
      accuracy: 0.7,
      macroF1: 0.5,
      intervals: { accuracy: { low: 0.6, high: 0.8, confidence: 0.95, estimand: '', unit: 'group' } },
    },
  },
};

function leaveRun(id: string, changes: object = {}): void {
  const folder = join(workspace, 'runs', id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'run.json'), ' '.repeat(10));
  const manifest = { pipeline: 'jobs', status: 'done', seconds: 1, results: RESULTS, ...changes };
  writeOutline(folder, manifest as unknown as Parameters<typeof writeOutline>[1], 10);
}

test('are the done runs of the pipeline before this one, the oldest first, with figures, intervals and who was champion', () => {
  leaveRun('20261101T000000-aaaaaa');
  leaveRun('20261102T000000-aaaaaa', { pipeline: 'others' });
  leaveRun('20261103T000000-aaaaaa', { status: 'failed', results: {} });
  leaveRun('20261104T000000-aaaaaa', { results: { ...RESULTS, champion: 'jobs@3' } });
  leaveRun('20261105T000000-aaaaaa', { results: {} });
  leaveRun('20261106T000000-aaaaaa');
  leaveRun('20261107T000000-aaaaaa');
  const figures = [
    { name: 'accuracy', value: 0.7, low: 0.6, high: 0.8 },
    { name: 'macroF1', value: 0.5, low: null, high: null },
  ];
  expect(earlierRuns(workspace, 'jobs', '20261106T000000-aaaaaa')).toEqual([
    { run: '20261101T000000-aaaaaa', model: 'jobs@3', champion: 'jobs@2', splitDigest: 'ab', figures },
    { run: '20261104T000000-aaaaaa', model: 'jobs@3', champion: 'jobs@3', splitDigest: 'ab', figures },
  ]);
});

test('are at most 50, the latest', () => {
  for (let i = 0; i < 55; i++) leaveRun(`20261101T0000${String(i).padStart(2, '0')}-aaaaaa`);
  const runs = earlierRuns(workspace, 'jobs', '20261201T000000-aaaaaa');
  expect([runs.length, runs[0]?.run, runs.at(-1)?.run]).toEqual([50, '20261101T000005-aaaaaa', '20261101T000054-aaaaaa']);
});
