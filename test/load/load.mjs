// `npm run test:load`: a server under load while the champion changes. Two models of the main job's data are made, the capacity of a
// server is measured with one of them, then half of it is asked for, in mixed requests, with a promotion and a rollback on the way.
// Fails when a request fails (a 503 counts), when an answer is of no known model, or when resident memory grows by 5 % or more after minute two.
//
//   npm run test:load -- --seconds 600
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MAIN = join(ROOT, 'dist/cli/main.js');
const NAME = 'business-activity';
const CONNECTIONS = 16;
const MEASURED_SECONDS = 10;
/** Memory is judged from here on, where the run is long enough. */
const WARM_SECONDS = 120;
const MOST_GROWTH = 0.05;

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '600' } } });
const seconds = Number(values.seconds);
const workspace = mkdtempSync(join(tmpdir(), 'millrace-load-'));
const problems = [];
try {
  await main();
} finally {
  rmSync(workspace, { recursive: true, force: true });
}
for (const problem of problems) say(`failed: ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;

async function main() {
  say(`${cpus()[0]?.model}, ${availableParallelism()} cores, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`);
  const texts = readTexts();
  makeModel('search.grid.l2=[1e-6]');
  makeModel('search.grid.l2=[1e-5]');
  const server = await startServer();
  try {
    const single = await measure(server, singleText(texts));
    say(`one text a request: ${describe(single, 1)}`);
    const many = await measure(server, manyTexts(texts));
    say(`32 texts a request: ${describe(many, 32)}`);
    await hold(server, texts, Math.floor(capacityOf(single, many) / 2));
  } finally {
    server.child.kill('SIGTERM');
    await server.ended;
  }
}

/** Half the capacity for the time given; the champion changes after a third and back after two. */
async function hold(server, texts, rate) {
  say(`${rate} requests/s for ${seconds} s, a tenth of them 32 texts, some with explanations`);
  const memory = watchMemory(server.child.pid);
  const load = run(server, { duration: seconds, overallRate: rate, requests: mixed(texts) });
  await sleep((seconds * 1000) / 3);
  millrace('models', 'promote', `${NAME}@2`, '--reason', 'load test', '--force');
  await sleep((seconds * 1000) / 3);
  millrace('models', 'rollback', NAME, '--reason', 'load test');
  const result = await load;
  const resident = memory.stop();
  say(`${describe(result)}, ${result.requests.total} requests, ${result.non2xx} refused, ${result.errors} errors, ${result.timeouts} timeouts`);
  if (result.non2xx + result.errors + result.timeouts > 0) problems.push('requests failed');
  const models = await modelsThatAnswered(server);
  if (models < 3) problems.push(`${models} changes of the model in the log of the server, wanted 2 and its start`);
  judgeMemory(resident);
}

/** From the figures of the server: a model that answers, and in its log, that another did. */
async function modelsThatAnswered({ lines }) {
  return 1 + lines.filter((line) => line.includes('another model answers')).length;
}

function judgeMemory(resident) {
  const meanOf = (from, to) => {
    const some = resident.filter(({ second }) => second >= from && second < to).map(({ megabytes }) => megabytes);
    return some.reduce((sum, one) => sum + one, 0) / some.length;
  };
  const from = Math.min(WARM_SECONDS, seconds / 3);
  const [early, late] = [meanOf(from, from + seconds / 6), meanOf((seconds * 5) / 6, seconds)];
  const growth = late / early - 1;
  say(
    `resident, means of twelfths: ${Array.from({ length: 12 }, (_, i) => meanOf((i * seconds) / 12, ((i + 1) * seconds) / 12).toFixed(0)).join(' ')} MB`,
  );
  say(`resident: ${early.toFixed(0)} MB after ${from} s, ${late.toFixed(0)} MB at the end (${(100 * growth).toFixed(1)} %)`);
  if (seconds > 3 * WARM_SECONDS && growth >= MOST_GROWTH) problems.push(`memory grew by ${(100 * growth).toFixed(1)} %`);
}

/** Requests a second of the mix: by time, a request of 32 texts counts as it was measured. */
function capacityOf(single, many) {
  return 1 / (0.9 / single.requests.average + 0.1 / many.requests.average);
}

function describe({ requests, latency }, texts = null) {
  const rows = texts === null ? '' : `, ${Math.round(requests.average * texts)} texts/s`;
  return `${Math.round(requests.average)} requests/s${rows}, p99 ${latency.p99} ms`;
}

async function measure(server, request) {
  const result = await run(server, { duration: MEASURED_SECONDS, requests: [request] });
  if (result.non2xx + result.errors > 0) problems.push(`${result.non2xx + result.errors} requests failed while capacity was measured`);
  return result;
}

function run({ address }, options) {
  return autocannon({ url: address, connections: CONNECTIONS, ...options });
}

function post(body) {
  return { method: 'POST', path: '/predict', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** Each request takes the next texts, so that nothing is answered twice in a row. */
function rotating(bodyOf) {
  let at = 0;
  return { ...post(bodyOf(0)), setupRequest: (request) => ({ ...request, body: JSON.stringify(bodyOf(at++)) }) };
}

function singleText(texts) {
  return rotating((i) => ({ texts: [texts[i % texts.length]] }));
}

function manyTexts(texts) {
  return rotating((i) => ({ texts: Array.from({ length: 32 }, (_, j) => texts[(32 * i + j) % texts.length]) }));
}

function mixed(texts) {
  const explained = rotating((i) => ({ texts: [texts[i % texts.length]], k: 5, explain: true }));
  const plain = singleText(texts);
  return [plain, plain, plain, plain, explained, plain, plain, plain, plain, manyTexts(texts)];
}

function readTexts() {
  const script = `
    const { DuckDbEngine } = await import('${ROOT}dist/engine/duckdb/duckdb-engine.js');
    const engine = await DuckDbEngine.open({ threads: 1, memoryBytes: 5e8, temporaryFolder: process.argv[1] });
    const texts = [];
    for await (const { columns: [cells] } of engine.scan(process.argv[2], [{ name: 'text', as: 'text' }], 0, 2000)) texts.push(...cells);
    console.log(JSON.stringify(texts));
    await engine.close();`;
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', script, workspace, firstPartition()], { encoding: 'utf8', maxBuffer: 1e8 }),
  );
}

function firstPartition() {
  return execFileSync('find', [join(ROOT, 'data/nsi'), '-name', '*.parquet'], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .sort()[0];
}

function makeModel(setting) {
  millrace('run', join(ROOT, 'pipelines/business-activity.yaml'), setting, 'search.grid.average=[1]', 'search.grid.classWeight=[none]');
}

function millrace(...args) {
  return execFileSync(process.execPath, [MAIN, ...args, '--workspace', workspace, '--quiet'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
}

async function startServer() {
  const child = spawn(process.execPath, [MAIN, 'serve', `${NAME}@champion`, '--port', '0', '--workspace', workspace], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines = [];
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const address = await new Promise((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      lines.push(...chunk.toString().split('\n'));
      const found = /listening at (http:\S+)/.exec(lines.join('\n'));
      if (found !== null) resolve(found[1].replace(/["\\].*/, ''));
    });
    ended.then((code) => reject(new Error(`the server ended with ${code}: ${lines.join('\n')}`)));
  });
  return { child, ended, address, lines };
}

/** Resident megabytes of a process, each second. */
function watchMemory(pid) {
  const begun = performance.now();
  const resident = [];
  const timer = setInterval(() => {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    resident.push({ second: (performance.now() - begun) / 1000, megabytes: Number(kilobytes) / 1024 });
  }, 1_000);
  return {
    stop: () => {
      clearInterval(timer);
      return resident;
    },
  };
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
