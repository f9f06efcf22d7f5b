import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Failure } from '../../src/core/failure.js';
import { parseConnectionString } from '../../src/engine/spark/connection-string.js';
import { SparkSession } from '../../src/engine/spark/session.js';
import { SparkTasks } from '../../src/engine/spark/spark-tasks.js';
import { describeTaskMapper, type ProbeTasks } from '../engine/task-engine-contract.js';
import { up } from './server/launch.mjs';

const host = fileURLToPath(new URL('../tasks/hosts/probe-process.mjs', import.meta.url));
let session: SparkSession;
let folder: string;

beforeAll(async () => {
  const { remote } = await up();
  session = await SparkSession.open(parseConnectionString(remote), { release: '0.0.0', signal: new AbortController().signal });
  folder = mkdtempSync(join(tmpdir(), 'millrace-shared-'));
});
afterAll(async () => {
  await session.close();
  rmSync(folder, { recursive: true });
});

const own = `'${process.execPath}' --max-old-space-size=64 '${host}'`;

function open(workerCount: number, program = own): SparkTasks<ProbeTasks> {
  return new SparkTasks(session, { workerCount, program, folder: mkdtempSync(join(folder, 'engine-')) });
}

// Eight inputs a process, in two queries at a time.
describeTaskMapper('Spark', open, 16);

it.each([
  ['no-such-node x.mjs', 'an executor of Spark has no Node'],
  [`${process.execPath} /no/such/host.js`, 'an executor of Spark has no millrace'],
])('says what an executor lacks (%s)', async (program, what) => {
  const error = (await open(1, program)
    .map('double', [{ value: 1 }])
    .catch((thrown: unknown) => thrown)) as Failure;
  expect(error.detail).toMatchObject({ code: 'engine.unreachable', what, where: 'task double, on Spark' });
  expect(error.detail.wanted).toContain(program);
});

it('counts the answers of a program that ends well before it has read everything', async () => {
  const oneLine = open(1, 'head -n 1');
  const inputs = Array.from({ length: 3 }, (_, value) => ({ value }));
  await expect(oneLine.map('double', inputs)).rejects.toMatchObject({ detail: { code: 'engine.worker-died' } });
});
