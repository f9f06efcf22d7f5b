/**
 * The same work here and on Spark, on a server that is started for it (no other is used):
 *
 *   node benchmarks/spark.mjs --rows 100000 [--on local,spark,cluster] [--fit a,b] [--features 4096] [--steps 20] [--bundle DIR] [--keep DIR]
 *   node benchmarks/spark.mjs --model 100000,1000000 --check 10000000
 *
 * Synthetic COICOP texts are prepared, split and featurised on each, in fresh workspaces; digests must be equal before a time counts.
 * Then the rows are coded on each by one model, that of `--bundle` or what `--fit a` trained. `--fit a` trains here (fast), `b` by Spark
 * (`--steps` at most), `none` not at all; what `a` made is the same model everywhere. What an earlier call measured of the same rows stays beside. Times are by the clock,
 * memory is the peak of everything that was started, Java's processes included. Figures go to benchmarks/results/spark-ROWS.json.
 * `--model` fits seconds = a + b · rows to the results of two sizes and shows its error on a third, and what it says of 10^8 rows.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startServer, stop } from '../test/spark/server/launch.mjs';
import { describeMachine } from './machine.mjs';
import { RESULTS, ROOT } from './paths.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    on: { type: 'string', default: 'local,spark,cluster' },
    fit: { type: 'string', default: 'a,b' },
    features: { type: 'string', default: '4096' },
    steps: { type: 'string', default: '20' },
    bundle: { type: 'string' },
    keep: { type: 'string' },
    model: { type: 'string' },
    check: { type: 'string' },
  },
});
const STAGES = ['prepare', 'split', 'features'];
/** One trial, so that training here and by Spark are two fits each: the trial and the model. */
const QUICK = ['calibration.method=none', 'search.grid={ l2: [1e-5] }'];
const fileOf = (rowCount) => join(RESULTS, `spark-${rowCount}.json`);

async function measure() {
  const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'millrace-bench-spark-'));
  mkdirSync(folder, { recursive: true });
  const data = join(folder, 'data');
  if (!existsSync(data))
    await millrace(['synth', 'coicop', '--rows', values.rows, '--partitions', '8', '--out', data, '--workspace', join(folder, 'synth')]);
  const measured = {};
  for (const on of values.on.split(',')) {
    const server = on === 'local' ? null : await startServer({ isCluster: on === 'cluster' });
    try {
      measured[on] = await measureOn(data, join(folder, on), server);
      write(measured);
    } finally {
      if (server !== null) await stop(server.pids);
    }
  }
  if (values.keep === undefined) rmSync(folder, { recursive: true });
  showTable(measured);
}

/** Seconds and peak megabytes of each part of the work. */
async function measureOn(data, workspace, server) {
  const pipeline = join(data, 'pipeline.yaml');
  const there = server === null ? [] : ['engine=spark', `engine.remote=${withoutToken(server.remote)}`];
  const common = ['--workspace', workspace, ...QUICK];
  const before = await timed(['run', pipeline, ...common, ...there, '--until', 'features'], server);
  const seconds = stageSeconds(workspace, before.answer.run);
  const found = { load: loadavg()[0], digest: digestOf(workspace, before.answer.run) };
  if (STAGES.every((stage) => stage in seconds)) Object.assign(found, seconds, { peakMb: before.peakMb });
  const fits = values.fit.split(',');
  let { bundle } = values;
  if (fits.includes('a')) {
    const fit = await timed(['run', pipeline, ...common, ...there], server);
    Object.assign(found, {
      fitA: trainSeconds(workspace, fit.answer.run),
      fitAPeakMb: fit.peakMb,
      macroF1A: fit.answer.metrics.test.macroF1,
      modelDigest: fit.answer.modelDigest,
    });
    bundle ??= fit.answer.bundle;
  }
  if (bundle !== undefined) {
    const remote = server === null ? [] : ['--remote', withoutToken(server.remote)];
    const files = ['--in', join(data, 'partitions', '*.parquet'), '--out', join(workspace, 'coded')];
    const coded = await timed(['predict', bundle, ...files, '--workspace', workspace, ...remote], server);
    Object.assign(found, { predict: coded.seconds, predictPeakMb: coded.peakMb });
  }
  if (fits.includes('b') && server !== null) {
    const settings = ['search.mode=spark', `search.maxPasses=${values.steps}`, `features.maxFeatures=${values.features}`];
    const fit = await timed(['run', pipeline, ...common, ...there, ...settings], server);
    Object.assign(found, { fitB: trainSeconds(workspace, fit.answer.run), fitBPeakMb: fit.peakMb, macroF1B: fit.answer.metrics.test.macroF1 });
  }
  return found;
}

const withoutToken = (remote) => remote.replace(/;token=[^;]*/, '');

/** Runs a command; the peak of its memory and of the server's is looked at twice a second. */
async function timed(args, server) {
  const started = performance.now();
  let peakMb = 0;
  const command = start(args, server);
  const watch = setInterval(() => {
    peakMb = Math.max(peakMb, groupsMb([command.child.pid, ...(server?.pids ?? [])]));
  }, 500);
  const answer = await command.answer.finally(() => clearInterval(watch));
  return { answer, seconds: (performance.now() - started) / 1000, peakMb: Math.round(peakMb) };
}

const millrace = (args) => start(args, null).answer;

function start(args, server) {
  const token = /;token=([^;]*)/.exec(server?.remote ?? '')?.[1];
  const env = { ...process.env, ...(token === undefined ? {} : { SPARK_CONNECT_AUTHENTICATE_TOKEN: token }) };
  const child = spawn(process.execPath, ['dist/cli/main.js', ...args, '--json'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  const answer = once(child, 'close').then(() => {
    const told = JSON.parse(stdout.trim().split('\n').at(-1));
    if (told.status === 'failed') throw new Error(JSON.stringify(told.error));
    return told;
  });
  return { child, answer };
}

/** Resident megabytes of process groups. */
function groupsMb(groups) {
  const lines = execFileSync('ps', ['-eo', 'pgid=,rss='], { encoding: 'utf8' }).trim().split('\n');
  return lines.reduce((sum, line) => {
    const [group, kilobytes] = line.trim().split(/\s+/).map(Number);
    return groups.includes(group) ? sum + kilobytes / 1000 : sum;
  }, 0);
}

const stagesOf = (workspace, run) => JSON.parse(readFileSync(join(workspace, 'runs', run, 'run.json'), 'utf8')).stages;

/** Of stages that were done, not found done. */
function stageSeconds(workspace, run) {
  return Object.fromEntries(
    stagesOf(workspace, run)
      .filter(({ stage, outcome }) => STAGES.includes(stage) && outcome === 'fresh')
      .map(({ stage, seconds }) => [stage, seconds]),
  );
}

const trainSeconds = (workspace, run) =>
  stagesOf(workspace, run)
    .filter(({ stage }) => stage === 'search' || stage === 'train')
    .reduce((sum, { seconds }) => sum + seconds, 0);

/** One digest over those of all artifacts. */
function digestOf(workspace, run) {
  const digests = stagesOf(workspace, run)
    .filter(({ stage }) => STAGES.includes(stage))
    .flatMap(({ artifacts }) => artifacts.map(({ contentDigest }) => contentDigest));
  return createHash('sha256').update(digests.sort().join('\n')).digest('hex');
}

/** Beside what was measured on others before, if it was of the same rows. */
function write(own) {
  const file = fileOf(values.rows);
  const measured = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).measured : {};
  for (const [on, found] of Object.entries(own)) measured[on] = { ...measured[on], ...found };
  for (const of of ['digest', 'modelDigest']) {
    const digests = new Set(Object.values(measured).flatMap((found) => found[of] ?? []));
    if (digests.size > 1) throw new Error('the engines made different artifacts: no time counts');
  }
  writeFileSync(
    file,
    `${JSON.stringify({ machine: describeMachine(), rows: Number(values.rows), features: Number(values.features), steps: Number(values.steps), measured }, null, 2)}\n`,
  );
}

const PARTS = [...STAGES, 'peakMb', 'fitA', 'fitAPeakMb', 'macroF1A', 'fitB', 'fitBPeakMb', 'macroF1B', 'predict', 'predictPeakMb', 'load'];

function showTable(measured) {
  const names = Object.keys(measured);
  console.log(`| ${values.rows} rows | ${names.join(' | ')} |\n|---|${names.map(() => '---').join('|')}|`);
  for (const part of PARTS)
    console.log(`| ${part} | ${names.map((on) => measured[on][part]?.toFixed(part.startsWith('macro') ? 3 : 1) ?? '–').join(' | ')} |`);
}

/** The line through two sizes, its error on a third, and what it says of a hundred million rows. */
function describeModel([small, large], check) {
  const read = (rowCount) => JSON.parse(readFileSync(fileOf(rowCount), 'utf8')).measured;
  const [first, second] = [read(small), read(large)];
  const third = check === null ? null : read(check);
  for (const on of Object.keys(second)) {
    for (const part of [...STAGES, 'fitA', 'fitB', 'predict']) {
      const [low, high, truth] = [first[on]?.[part], second[on]?.[part], third?.[on]?.[part]];
      if (low === undefined || high === undefined) continue;
      const slope = (high - low) / (large - small);
      const at = (rowCount) => low + slope * (rowCount - small);
      const error =
        truth === undefined
          ? ''
          : `, at ${check}: ${at(check).toFixed(0)} s said, ${truth.toFixed(0)} s taken, error ${((at(check) / truth - 1) * 100).toFixed(0)} %`;
      console.log(
        `${on} ${part}: ${(slope * 1e6).toFixed(1)} s a million rows and ${(low - slope * small).toFixed(1)} s${error}, at 10^8 rows: ${(at(1e8) / 3600).toFixed(1)} h`,
      );
    }
  }
}

if (values.model === undefined) await measure();
else describeModel(values.model.split(',').map(Number), values.check === undefined ? null : Number(values.check));
