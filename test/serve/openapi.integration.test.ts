import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startToyServer, type ToyServer } from './toy-server.js';

const VENV = fileURLToPath(new URL('../../workspace/.cache/schemathesis', import.meta.url));
const PROGRAM = join(VENV, 'bin/st');
const VERSION = '4.32.5';

let server: ToyServer;
beforeAll(async () => {
  if (!existsSync(PROGRAM)) {
    execFileSync('python3', ['-m', 'venv', VENV]);
    execFileSync(join(VENV, 'bin/pip'), ['install', '-q', `schemathesis==${VERSION}`]);
  }
  server = await startToyServer();
});
afterAll(() => server.stop());

test('what schemathesis makes of the OpenAPI document finds no failure of the server and nothing that the document does not say', async () => {
  const args = ['run', `${server.address}/openapi.json`, '--max-examples', '50', '--seed', '20261129', '--no-color'];
  const { stdout } = await promisify(execFile)(PROGRAM, args, { cwd: server.workspace, maxBuffer: 1e8 }).catch((error: { stdout: string }) => error);
  expect(stdout).toMatch(/No issues found/);
});
