import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, openSync, symlinkSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastJson, runCli } from '../../cli/run-cli.js';
import { freePort } from '../../server-process.mjs';
import { installMlflow } from '../server/install.mjs';
import { answering } from '../server/launch.mjs';
import { smallJob } from './small-job.js';

const MAIN = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
const TEXTS = [
  'bread brand 7',
  'ÄÖ ink ﬁne',
  '',
  'soap \ud83e\uddfc and "quotes"\nlines',
  'nothing that is known',
  ...Array.from({ length: 500 }, (_, i) => `milk ${i}`),
];

let folder: string;
let bundle: string;
let model: string;
let address: string;
let pid: number;

beforeAll(async () => {
  folder = await smallJob();
  const run = lastJson(await runCli(['run', 'p.yaml', '--json', '--workers', '1', '--memory', '1GiB'], folder)) as { readonly bundle: string };
  bundle = run.bundle;
  model = join(folder, 'exported');
  expect((await runCli(['export', 'mlflow', bundle, '--out', model], folder)).exitCode).toBe(0);
  const port = await freePort();
  const log = join(folder, 'serve.log');
  const args = ['models', 'serve', '-m', model, '--env-manager', 'local', '--host', '127.0.0.1', '--port', String(port), '--workers', '1'];
  // `mlflow` starts Python of its own, by the path.
  const program = installMlflow();
  const env = { ...process.env, PATH: `${dirname(program)}:${process.env.PATH}`, MILLRACE_COMMAND: `${process.execPath} ${MAIN}` };
  const child = spawn(program, args, { stdio: ['ignore', openSync(log, 'w'), openSync(log, 'a')], env, detached: true });
  pid = child.pid as number;
  address = `http://127.0.0.1:${port}`;
  await answering(`${address}/ping`, pid, log);
}, 300_000);

afterAll(async () => {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

interface Said {
  readonly code: string | null;
  readonly score: number | null;
  readonly decision: string;
  readonly topScores?: readonly number[];
}

async function invoke(body: unknown): Promise<readonly Said[]> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${address}/invocations`, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return (JSON.parse(text) as { predictions: readonly Said[] }).predictions;
}

/** What `predict` says of the same texts. */
async function predicted(texts: readonly string[], ...options: string[]): Promise<readonly Said[]> {
  await writeFile(join(folder, 'rows.jsonl'), texts.map((text, i) => `${JSON.stringify({ id: String(i), text })}\n`).join(''));
  const out = join(folder, 'coded');
  const result = await runCli(['predict', bundle, '--in', 'rows.jsonl', '--out', out, '--replace', '--max-unseen-share', '1', ...options], folder);
  expect(result.exitCode).toBe(0);
  const lines = (await readFile(join(out, 'rows.jsonl'), 'utf8')).trimEnd().split('\n');
  return lines.map((line) => {
    const { id: _, ...said } = JSON.parse(line);
    return said;
  });
}

test('a model that MLflow serves says what predict says, to the bit', async () => {
  const own = await predicted(TEXTS);
  expect(own.filter(({ code }) => code !== null).length).toBeGreaterThan(500);
  const rows = { columns: ['text'], data: TEXTS.map((text) => [text]) };
  expect(await invoke({ dataframe_split: rows })).toEqual(own);
  expect(await invoke({ dataframe_records: TEXTS.map((text) => ({ text, other: 1 })) })).toEqual(own);
  expect(await invoke({ instances: TEXTS.map((text) => [text]) })).toEqual(own);
});

test('the parameter k gives more codes', async () => {
  const own = await predicted(TEXTS.slice(0, 3), '--k', '3');
  expect(own[0]?.topScores).toHaveLength(3);
  expect(await invoke({ inputs: TEXTS.slice(0, 3), params: { k: 3 } })).toEqual(own);
});

test('requests at the same time get their own rows', async () => {
  const own = await predicted(TEXTS);
  const asked = await Promise.all(TEXTS.slice(0, 40).map((text) => invoke({ inputs: [text] })));
  expect(asked.map(([said]) => said)).toEqual(own.slice(0, 40));
});

test('without Node it fails, and says so', () => {
  // A path with Python alone.
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(join(dirname(installMlflow()), 'python'), join(bin, 'python'));
  const code = 'import mlflow.pyfunc, sys; mlflow.pyfunc.load_model(sys.argv[1])';
  const python = join(dirname(installMlflow()), 'python');
  const { status, stderr } = spawnSync(python, ['-c', code, model], { encoding: 'utf8', env: { PATH: bin } });
  expect(status).not.toBe(0);
  expect(stderr).toContain('Node.js is missing');
});
