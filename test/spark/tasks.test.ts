import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseConnectionString } from '../../src/engine/spark/connection-string.js';
import { SparkSession } from '../../src/engine/spark/session.js';
import { SparkTasks } from '../../src/engine/spark/tasks/spark-tasks.js';
import type { NodeProgram } from '../../src/engine/spark/tasks/stoppable.js';
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

const own: NodeProgram = { node: process.execPath, options: '--max-old-space-size=64', file: host };

function open(workerCount: number, program = own): SparkTasks<ProbeTasks> {
  return new SparkTasks(session, { workerCount, program, folder: mkdtempSync(join(folder, 'engine-')) });
}

// Eight inputs a process, in two queries at a time.
describeTaskMapper('Spark', open, 16);

it.each([
  ['an executor of Spark has no Node', { ...own, node: 'no-such-node' }, 'no-such-node'],
  ['an executor of Spark has no millrace', { ...own, file: '/no/such/host.js' }, '/no/such/host.js'],
  [
    'an executor of Spark has another release of millrace',
    { ...own, release: { file: fileURLToPath(new URL('../../package.json', import.meta.url)), version: '99.0.0' } },
    'millrace 99.0.0',
  ],
])('says that %s', async (what, program, wanted) => {
  await expect(open(1, program).map('double', [{ value: 1 }])).rejects.toMatchObject({
    detail: { code: 'engine.unreachable', what, where: 'task double, on Spark', wanted: expect.stringContaining(wanted) },
  });
});

it('says that an executor does not see the folder of the work', async () => {
  const elsewhere = new SparkTasks<ProbeTasks>(session, { workerCount: 1, program: own, folder: join(folder, 'elsewhere') });
  await expect(elsewhere.map('double', [{ value: 1 }])).rejects.toMatchObject({
    detail: { code: 'engine.unreachable', what: 'an executor of Spark does not see the workspace', where: 'task double, on Spark' },
  });
});

it('counts the answers of a program that ends well before it has read everything', async () => {
  const oneLine = open(1, { node: 'head', options: '-n 1', file: '/dev/stdin' });
  const inputs = Array.from({ length: 3 }, (_, value) => ({ value }));
  await expect(oneLine.map('double', inputs)).rejects.toMatchObject({ detail: { code: 'engine.worker-died' } });
});
