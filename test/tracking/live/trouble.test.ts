import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastJson } from '../../cli/run-cli.js';
import { freePort } from '../../server-process.mjs';
import { HOME } from '../server/install.mjs';
import { type RunningServer, startServer } from '../server/launch.mjs';
import { startProxy } from './proxy.js';
import { history, searchViews } from './server-view.js';
import { millrace, smallJob, tableRows } from './small-job.js';

const RUN = ['run', 'p.yaml', '--json'];

interface RunEnd {
  readonly run: string;
  readonly tracking: readonly { readonly sent: boolean; readonly problem: string | null }[];
}

let server: RunningServer;
let folder: string;

beforeAll(async () => {
  await rm(join(HOME, 'trouble'), { recursive: true, force: true });
  [server, folder] = await Promise.all([startServer(join(HOME, 'trouble')), smallJob()]);
}, 300_000);

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The run over there is whole: a child a trial, each with as many points as it had passes. */
async function expectWhole(run: string): Promise<void> {
  const runFolder = join(folder, 'workspace/runs', run);
  const parents = await searchViews(server.address, `tags.\`millrace.run\` = '${run}'`);
  expect(parents.map(({ status }) => status)).toEqual(['FINISHED']);
  const id = parents[0]?.id as string;
  const children = await searchViews(server.address, `tags.\`mlflow.parentRunId\` = '${id}'`);
  const trials = await tableRows(join(runFolder, 'trials.parquet'));
  expect(children.map(({ tags }) => Number(tags.get('millrace.trial'))).sort((a, b) => a - b)).toEqual(trials.map(({ trial }) => trial));
  for (const child of children) {
    const points = await history(server.address, child.id, 'validationLoss');
    expect(points.size).toBe(trials[Number(child.tags.get('millrace.trial'))]?.passes);
  }
}

test('a server that is down costs nothing but a warning, and push sends the run later', async () => {
  const nowhere = `http://127.0.0.1:${await freePort()}`;
  const result = await millrace(folder, nowhere, RUN);
  const end = lastJson(result) as RunEnd;
  expect(result.exitCode).toBe(0);
  expect(end.tracking).toMatchObject([{ sent: false, problem: expect.stringContaining(`millrace runs push ${end.run}`) }]);
  expect(result.stderr).toContain('ECONNREFUSED');
  expect((await millrace(folder, nowhere, ['runs', 'push'])).exitCode).toBe(5);
  expect((await millrace(folder, server.address, ['runs', 'push'])).exitCode).toBe(0);
  await expectWhole(end.run);
});

test('a wrong token costs nothing but a warning', async () => {
  const proxy = await startProxy(server.address, async (_, incoming, response) => {
    if (incoming.headers.authorization === 'Bearer right') return true;
    response.writeHead(401, { 'content-type': 'text/plain' }).end('You are not authenticated.');
    return false;
  });
  try {
    const result = await millrace(folder, proxy.address, RUN, { MLFLOW_TRACKING_TOKEN: 'wrong' });
    const { tracking, run } = lastJson(result) as RunEnd;
    expect([result.exitCode, tracking[0]?.sent]).toEqual([0, false]);
    expect(result.stderr).toContain('not authenticated');
    expect(result.stderr).not.toContain('wrong');
    expect((await millrace(folder, proxy.address, ['runs', 'push', run], { MLFLOW_TRACKING_TOKEN: 'right' })).exitCode).toBe(0);
    await expectWhole(run);
  } finally {
    await proxy.stop();
  }
});

test('a slow server is waited for as long as the patience says, and the run ends well', async () => {
  const proxy = await startProxy(server.address, async () => {
    await sleep(1500);
    return true;
  });
  try {
    const startMs = performance.now();
    const result = await millrace(folder, proxy.address, RUN, { MILLRACE_TRACKING_PATIENCE: '1' });
    const end = lastJson(result) as RunEnd & { readonly seconds: number };
    expect(result.exitCode).toBe(0);
    expect(end.tracking).toMatchObject([{ sent: false, problem: expect.stringContaining('too slow') }]);
    expect((performance.now() - startMs) / 1000 - end.seconds).toBeLessThan(4);
    expect((await millrace(folder, server.address, ['runs', 'push', end.run])).exitCode).toBe(0);
    await expectWhole(end.run);
  } finally {
    await proxy.stop();
  }
});

test('a server that is killed in the middle and started again has the run whole after a push, nothing twice', async () => {
  const { port } = server;
  const proxy = await startProxy(server.address, async (count) => {
    if (count === 12) await server.kill();
    return true;
  });
  let run: string;
  try {
    const result = await millrace(folder, proxy.address, [...RUN, 'split.seed=7']);
    const end = lastJson(result) as RunEnd;
    expect([result.exitCode, end.tracking[0]?.sent]).toEqual([0, false]);
    run = end.run;
  } finally {
    await proxy.stop();
  }
  server = await startServer(join(HOME, 'trouble'), { port });
  expect((await searchViews(server.address, `tags.\`millrace.run\` = '${run}'`)).map(({ status }) => status)).toEqual(['RUNNING']);
  expect((await millrace(folder, server.address, ['runs', 'push'])).exitCode).toBe(0);
  await expectWhole(run);
});
