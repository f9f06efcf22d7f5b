import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../server-process.mjs';
import { destinationOf, start } from './commands.js';
import { type RunningServer, startServer, stop } from './server/launch.mjs';

// What Spark itself tells of a run: by the REST API of its pages, which only this server has.

interface Job {
  readonly jobTags: readonly string[];
}

interface Stage {
  readonly shuffleWriteBytes: number;
}

describe('the REST API of Spark', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-spark-rest-'));
  let server: RunningServer;
  let api: string;

  beforeAll(async () => {
    const port = await freePort();
    server = await startServer({ settings: { 'spark.ui.enabled': 'true', 'spark.ui.port': port } });
    api = `http://127.0.0.1:${port}/api/v1/applications`;
  });
  afterAll(async () => {
    await stop(server.pids);
    rmSync(folder, { recursive: true });
  });

  async function ask<Answer>(path: string): Promise<Answer> {
    const [application] = (await (await fetch(api)).json()) as [{ readonly id: string }];
    return (await (await fetch(`${api}/${application.id}/${path}`)).json()) as Answer;
  }

  it('shows the run id with every job of a run, which shuffles and takes no more than its plan said', async () => {
    const { overrides, env } = destinationOf(server.remote);
    const args = ['pipelines/naics.yaml', ...overrides, '--workspace', join(folder, 'ws')];
    const { forecast } = await start(['plan', ...args], env).result;

    const { run, status } = await start(['run', ...args, '--until', 'split'], env).result;

    expect(status).toBe('done');
    const jobs = await ask<readonly Job[]>('jobs');
    const tagged = jobs.filter(({ jobTags }) => jobTags.some((tag) => tag.endsWith(`_Tag_${run}`)));
    expect(tagged.length).toBeGreaterThan(20);
    // Before the inputs are read a run has no id: then the cores are counted.
    expect(jobs.length - tagged.length).toBeLessThanOrEqual(3);
    const shuffled = (await ask<readonly Stage[]>('stages')).reduce((sum, { shuffleWriteBytes }) => sum + shuffleWriteBytes, 0);
    expect(shuffled / 1e6).toBeLessThan(forecast.spark.shuffleMb);
    expect(shuffled / 1e6).toBeGreaterThan(forecast.spark.shuffleMb / 3);
  });
});
