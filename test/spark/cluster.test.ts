import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { canMount } from '../nights/small-disk.js';
import { type Command, type Digests, destinationOf, digestsOf, QUICK, run, start } from './commands.js';
import { type RunningServer, startServer, stop } from './server/launch.mjs';

// A master and two workers, whose parts are killed while a run is under way.

const folder = mkdtempSync(join(tmpdir(), 'millrace-cluster-'));
const pipeline = join(folder, 'synth', 'pipeline.yaml');
let server: RunningServer;
let wanted: Digests;

beforeAll(async () => {
  const local = join(folder, 'local');
  await start(['synth', 'coicop', '--rows', '20000', '--partitions', '6', '--out', join(folder, 'synth'), '--workspace', local]).result;
  ({ digests: wanted } = await run(local, pipeline, QUICK));
  server = await startServer({ isCluster: true });
});
afterAll(async () => {
  await stop(server.pids);
  rmSync(folder, { recursive: true });
});

/** Starts a run on the cluster; resolves when a process of ours works in a task of it. */
async function startRun(workspace: string): Promise<Command> {
  const { overrides, env } = destinationOf(server.remote);
  const command = start(['run', pipeline, ...QUICK, ...overrides, '--workspace', workspace], env);
  while (findOfCluster(/^\S*node .*process-host\.js/).length === 0) {
    expect(command.child.exitCode).toBe(null);
    await sleep(20);
  }
  return command;
}

/** Processes that the workers started, and those that these started. */
function findOfCluster(program: RegExp): readonly number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,pgid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, group, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return server.pids.includes(Number(group)) && program.test(args as string) ? [Number(pid)] : [];
  });
}

it('a run of real texts on two workers makes the artifacts, the split and the model that a run on one machine makes', async () => {
  const { overrides, env } = destinationOf(server.remote);
  const texts = 'pipelines/business-activity.yaml';
  const onCluster = await run(join(folder, 'nsi-cluster'), texts, [...QUICK, ...overrides], env);
  expect(onCluster.digests).toEqual((await run(join(folder, 'nsi-local'), texts, QUICK)).digests);
});

it('an executor that is killed in the middle is made up for: the run ends with the same digests', async () => {
  const workspace = join(folder, 'killed');
  const { result } = await startRun(workspace);

  process.kill(findOfCluster(/CoarseGrainedExecutorBackend/)[0] as number, 'SIGKILL');

  expect(digestsOf(workspace, await result).digests).toEqual(wanted);
});

it('a server that is restarted in the middle is told, and the same command resumes to the same digests', async () => {
  const workspace = join(folder, 'restarted');
  const { result } = await startRun(workspace);

  process.kill(-(server.pids.at(-1) as number), 'SIGKILL');
  await stop(server.pids);
  server = await startServer({ isCluster: true, place: server.place });

  expect(await result).toMatchObject({ status: 'failed', error: { code: 'engine.unreachable', what: 'the Spark server lost the session' } });
  const { overrides, env } = destinationOf(server.remote);
  expect((await run(workspace, pipeline, [...QUICK, ...overrides], env)).digests).toEqual(wanted);
});

it.skipIf(!canMount())('an executor whose disk is full: the run ends with the same digests or says so, and then resumes to them', async () => {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
  const own = await startServer({ isCluster: true, secondDisk: disk });
  try {
    const workspace = join(folder, 'full');
    const { overrides, env } = destinationOf(own.remote);
    const args = ['run', pipeline, ...QUICK, ...overrides, '--workspace', workspace];

    let fewestFree = 1;
    const watch = setInterval(() => {
      const { bfree, blocks } = statfsSync(disk);
      fewestFree = Math.min(fewestFree, bfree / blocks);
    }, 20);
    const first = await start(args, env).result.finally(() => clearInterval(watch));

    expect(first.error ?? { code: 'resources.disk-full', what: 'a disk of Spark is full' }).toMatchObject({
      code: 'resources.disk-full',
      what: 'a disk of Spark is full',
    });
    expect(fewestFree).toBeLessThan(0.1);
    execFileSync('mount', ['-o', 'remount,size=1g', disk]);
    expect(digestsOf(workspace, await start(args, env).result).digests).toEqual(wanted);
  } finally {
    await stop(own.pids);
    execFileSync('umount', [disk]);
  }
});
