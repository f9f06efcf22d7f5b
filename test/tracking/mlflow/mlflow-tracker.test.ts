import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mlflowSettings } from '../../../src/tracking/mlflow/connection.js';
import { MlflowTracker } from '../../../src/tracking/mlflow/mlflow-tracker.js';
import type { TrackedRun } from '../../../src/tracking/tracker.js';
import { exampleRun } from '../tracked-example.js';
import { trackerContract } from '../tracker-contract.js';
import { FakeMlflow } from './fake-mlflow.js';

let fake: FakeMlflow;
const RUN = exampleRun('20260101T000000-4f09ac');

beforeEach(async () => {
  fake = await FakeMlflow.start();
});

afterEach(() => fake.stop());

function tracker(environment: Readonly<Record<string, string>> = {}): MlflowTracker {
  const settings = mlflowSettings({ MLFLOW_TRACKING_URI: fake.address, ...environment });
  if (settings === null) throw new Error('no settings');
  const connection = { ...settings.connection, waitsMs: [1, 1, 1] };
  return new MlflowTracker({ ...settings, connection }, new AbortController().signal);
}

async function send(run: TrackedRun = RUN): Promise<string> {
  return (await (await tracker().open(run)).finish(run)).id;
}

describe('a tracker at an MLflow server', () => {
  trackerContract(tracker);
});

test('a run has a child a trial, all of them ended, and every point once', async () => {
  const id = await send();
  await send();
  const children = fake.childrenOf(id);
  expect(children.map(({ info, points }) => [info.status, points.size])).toEqual([
    ['FINISHED', 3],
    ['FINISHED', 3],
    ['FINISHED', 3],
  ]);
  expect(fake.runs.size).toBe(4);
  expect(fake.models.get('shop')?.versions).toHaveLength(1);
});

test('a push goes on after the server died at any request', async () => {
  await send();
  const needed = fake.requests.length;
  for (let dies = 1; dies < needed; dies += 3) {
    await fake.stop();
    fake = await FakeMlflow.start();
    fake.mischief = (_, count) => (count >= dies ? 'hang up' : undefined);
    await expect(send()).rejects.toMatchObject({ detail: { code: 'tracking.unreachable' } });
    fake.mischief = () => undefined;
    const id = await send();
    expect([fake.runs.size, fake.childrenOf(id).length, fake.models.get('shop')?.versions.length]).toEqual([4, 3, 1]);
    expect(fake.runs.get(id)?.info.status).toBe('FINISHED');
  }
});

test('a busy server is asked again', async () => {
  const asked = new Set<string>();
  // To make a run is not asked twice: nobody knows whether it was made.
  fake.mischief = ({ method, url = '' }) => {
    const isFirst = !asked.has(`${method} ${url}`);
    asked.add(`${method} ${url}`);
    return isFirst && !/(runs|versions)\/create/.test(url) ? 503 : undefined;
  };
  await expect(send()).resolves.toMatch(/^0+1$/);
});

test('a child that is there twice is deleted once', async () => {
  const id = await send();
  const [child] = fake.childrenOf(id);
  if (child === undefined) throw new Error('no child');
  fake.runs.set('twin', { ...child, info: { ...child.info, run_id: 'twin' } });
  await send();
  expect(fake.childrenOf(id)).toHaveLength(3);
});

test('what the server answers with 200 and does not store is a refusal', async () => {
  fake.mischief = ({ url = '' }) => (url.includes('log-batch') ? 'store nothing' : undefined);
  await expect(send()).rejects.toMatchObject({ detail: { code: 'tracking.refused', what: expect.stringContaining('something else') } });
});

test('a wrong token is told with what to do', async () => {
  fake.mischief = () => 401;
  await expect(send()).rejects.toMatchObject({ detail: { code: 'tracking.refused', hint: expect.stringContaining('MLFLOW_TRACKING_TOKEN') } });
});

test('a token goes to the server', async () => {
  await tracker({ MLFLOW_TRACKING_TOKEN: 'secret' }).open(RUN);
  expect(fake.requests[0]?.authorization).toBe('Bearer secret');
});

test.each([false, true])('a long file arrives whole, in parts: %s', async (takesParts) => {
  fake.takesParts = takesParts;
  const folder = mkdtempSync(join(tmpdir(), 'millrace-long-'));
  try {
    const bytes = Buffer.alloc(40 << 20, 'abcdefg');
    writeFileSync(join(folder, 'model.bin'), bytes);
    const id = await send({ ...RUN, files: [{ path: 'model/data/model.bin', content: { file: join(folder, 'model.bin') } }] });
    expect(fake.files.get(`1/${id}/artifacts/model/data/model.bin`)?.equals(bytes)).toBe(true);
    expect([...fake.files.keys()].filter((name) => name.startsWith('part/'))).toHaveLength(takesParts ? 3 : 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a server that does not hand files on gets the rest, and the run says so', async () => {
  const open = await tracker().open(RUN);
  const parent = [...fake.runs.values()][0];
  if (parent === undefined) throw new Error('no run');
  parent.info.artifact_uri = 's3://bucket/1/x/artifacts';
  const again = await tracker().open(RUN);
  expect((await again.finish(RUN)).leftOut).toEqual([expect.stringContaining('s3://bucket')]);
  expect(open).toBeDefined();
});
