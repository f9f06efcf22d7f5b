import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { up } from './server/launch.mjs';

let remote: string;
const workspace = mkdtempSync(join(tmpdir(), 'millrace-doctor-'));

beforeAll(async () => {
  ({ remote } = await up());
});
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

function examine(at: string) {
  const { status, stdout } = spawnSync(process.execPath, ['dist/cli/main.js', 'doctor', '--remote', at, '--workspace', workspace, '--json'], {
    encoding: 'utf8',
  });
  const { checks, error } = JSON.parse(stdout.trim().split('\n').at(-1) as string);
  return { status, error, of: (name: string) => checks.find(({ check }: { check: string }) => check === name) };
}

it('finds a server ready that shares the workspace and has Node', () => {
  const { status, of } = examine(remote);
  expect(status).toBe(0);
  expect(of('spark').found).toMatch(/^Spark 4\.\d+\.\d+ at sc:\/\/127\.0\.0\.1:\d+$/);
  expect(of('spark-files').status).toBe('ok');
  expect(of('spark-millrace').status).toBe('ok');
  expect(of('spark-node').found).toContain(`Node ${process.version} `);
});

it('ends with 5 where the server does not take the token, and looks no further', () => {
  const { status, of, error } = examine(remote.replace(/token=[^;]*/, 'token=wrong'));
  expect(status).toBe(5);
  expect(error).toMatchObject({ code: 'engine.unreachable', where: 'spark' });
  expect(of('spark-files')).toBeUndefined();
});
