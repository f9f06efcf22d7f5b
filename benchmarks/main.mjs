/** `npm run bench [-- OPTIONS]`; see README.md. */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareOn } from './compare-peers.mjs';
import { FROM_TSV } from './datasets.mjs';
import { EXPERIMENTS, ON_DEMAND } from './experiments/table.mjs';
import { describeMachine } from './machine.mjs';
import { BENCHMARKS } from './paths.mjs';
import { PEER_DATASETS } from './peer-plans.mjs';
import { peerMarkdown } from './peer-report.mjs';
import { openResults } from './results.mjs';

const USAGE = `npm run bench -- [options]
  --only a,b           experiments: ${Object.keys(EXPERIMENTS).join(', ')} (default: all but ${ON_DEMAND.join(', ')})
  --peers              compare with the peers instead (makes benchmarks/.venv first)
  --datasets a,b       for --peers: ${PEER_DATASETS.join(', ')} (default: the first); for quality: those, naics and others; for calibration: the same but synthetic ones
  --only-peers a,b     for --peers: some peers
${FROM_TSV.map((name) => `  --${name} FILE`.padEnd(23).concat(`the TSV of data set ${name} (or MILLRACE_${name.toUpperCase()})`)).join('\n')}
  --configurations F   quality, calibration: YAML or JSON, name → part of a pipeline (default: nothing but the data)
  --seeds 1,2,3        quality, calibration: split seeds (default 1,2,3)
  --checkout DIR       quality: the same by the compiled code of another checkout, beside ours
  --fresh              quality: a workspace of its own for every run, for CPU seconds of the whole
  --rows N             rows of synthetic data, for trial runs: results then go to benchmarks/.cache/results
  --tiny               one tiny setting a peer, for trial runs (same place)
  --repeat N           measurements of each chosen figure (default 3)
  --up-to N            growth: largest number of rows (default 1000000; 10000000 takes hours)
  --out DIR            where the results go (default benchmarks/results)`;

const options = readOptions();
const say = (line) => process.stderr.write(`bench: ${line}\n`);
const results = openResults(options, describeMachine());
if (options.peers) await runPeers();
else await runExperiments();
process.stdout.write(`${results.markdown()}\n`);
say(`written to ${results.file}.md and .json`);

function readOptions() {
  const text = { type: 'string' };
  const flag = { type: 'boolean', default: false };
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        only: text,
        peers: flag,
        datasets: text,
        'only-peers': text,
        ...Object.fromEntries(FROM_TSV.map((name) => [name, text])),
        configurations: text,
        seeds: text,
        checkout: text,
        fresh: flag,
        rows: text,
        tiny: flag,
        repeat: text,
        'up-to': text,
        out: text,
        help: flag,
      },
    }));
  } catch (error) {
    stop(error.message);
  }
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    process.exit(0);
  }
  const list = (given) => given?.split(',').filter((name) => name !== '');
  const known = (names, all) => {
    const unknown = names.find((name) => !all.includes(name));
    if (unknown !== undefined) stop(`got ${unknown}, wanted some of ${all.join(', ')}`);
  };
  const only = list(values.only) ?? Object.keys(EXPERIMENTS).filter((name) => !ON_DEMAND.includes(name));
  const datasets = list(values.datasets) ?? (values.peers ? [PEER_DATASETS[0]] : undefined);
  known(only, Object.keys(EXPERIMENTS));
  if (values.peers) known(datasets, PEER_DATASETS);
  return {
    only,
    datasets,
    peers: values.peers,
    onlyPeers: list(values['only-peers']),
    files: Object.fromEntries(FROM_TSV.map((name) => [name, values[name] ?? process.env[`MILLRACE_${name.toUpperCase()}`]])),
    configurations: values.configurations,
    seeds: (list(values.seeds) ?? ['1', '2', '3']).map((seed) => number(seed, 'seeds')),
    checkout: values.checkout,
    fresh: values.fresh,
    rows: number(values.rows, 'rows'),
    tiny: values.tiny,
    repeat: number(values.repeat, 'repeat') ?? 3,
    upTo: number(values['up-to'], 'up-to') ?? 1e6,
    out: values.out,
    cores: availableParallelism(),
  };
}

function number(given, name) {
  if (given === undefined) return undefined;
  const value = Number(given);
  return Number.isInteger(value) && value > 0 ? value : stop(`--${name}: got ${given}, wanted a whole number above 0`);
}

function stop(message) {
  process.stderr.write(`${message}\n\n${USAGE}\n`);
  process.exit(2);
}

async function runPeers() {
  const setup = spawnSync('bash', [join(BENCHMARKS, 'peers', 'setup.sh')], { stdio: ['ignore', 2, 2] });
  if (setup.status !== 0) process.exit(setup.status ?? 1);
  for (const name of options.datasets) {
    const save = (result) => results.put(`peers ${name}`, result, peerMarkdown(result));
    save(await compareOn(name, { ...options, only: options.onlyPeers }, say, save));
  }
}

async function runExperiments() {
  for (const name of options.only) {
    say(name);
    const { result, markdown } = await EXPERIMENTS[name](options, say);
    results.put(name, result, markdown);
  }
}
