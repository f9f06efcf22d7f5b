import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LiveTracking } from '../../../src/app/track/live-tracking.js';
import type { TableFiles } from '../../../src/engine/table-files.js';
import type { Registry } from '../../../src/registry/registry.js';
import type { Manifest } from '../../../src/runner/manifest.js';
import type { FinishedRun } from '../../../src/runner/run-store.js';
import type { Tracker } from '../../../src/tracking/tracker.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-live-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const MANIFEST = {
  run: '20260101T000000-4f09ac',
  pipeline: 'shop',
  status: 'done',
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:00:10.000Z',
  config: { data: { partitions: 'data/*.parquet' } },
  commandLine: [],
  inputs: [],
  stages: [],
  environment: { git: null, millrace: '0' },
  pipelineFile: null,
  results: {},
  failure: null,
} as unknown as Manifest;

const services = { tables: {} as TableFiles, registry: {} as Registry };

/** A tracker whose every call is as `open` is. */
function live(open: (signal: AbortSignal) => Promise<never>, patienceMs: number): LiveTracking {
  const openTracker = (signal: AbortSignal) => ({ address: 'http://tracker', open: () => open(signal) }) as unknown as Tracker;
  return new LiveTracking({ openTracker, patienceMs, metric: 'macroF1', signal: new AbortController().signal });
}

async function endOf(tracking: LiveTracking) {
  tracking.begin({ run: MANIFEST.run, experiment: 'shop', startMs: 0 });
  const run = { run: MANIFEST.run, folder, state: 'done', isPruned: false, manifest: MANIFEST } satisfies FinishedRun;
  return tracking.end(run, services);
}

/** Until it is told to stop. */
function hang(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

test('a tracker that never answers is left when the patience is over', async () => {
  const told = await endOf(live(hang, 20));
  expect(told).toMatchObject({ sent: false, problem: expect.stringMatching(/too slow.*millrace runs push 20260101T000000-4f09ac/) });
});

test('whatever a tracker throws is told, and thrown by nobody', async () => {
  const broken = live(() => Promise.reject(new TypeError('a bug')), 1000);
  expect(await endOf(broken)).toMatchObject({ sent: false, problem: expect.stringContaining('a bug') });
});
