import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { chooseBest } from '../choose.mjs';
import { FROM_TSV, makeDataset } from '../datasets.mjs';
import { exportRows, RoleFiles } from '../export-rows.mjs';
import { loadDist } from '../load-dist.mjs';
import { describeMachine } from '../machine.mjs';
import { CACHE, DIST, RESULTS, ROOT } from '../paths.mjs';
import { peerPlan } from '../peer-plans.mjs';
import { digestProgram, keyOf, openKeptRuns } from '../quality/kept-runs.mjs';
import { pairedOf } from '../quality/paired.mjs';
import { codeTestRows, runProgram } from '../quality/run-once.mjs';
import { runPeer } from '../run-sides.mjs';
import { markdownTable } from '../table.mjs';

/** Sets that come with the project, by pipeline; those that `npm run compare -- --large` makes have to be there. */
const PIPELINES = {
  ...{ 'naics-2': 'baselines-naics-2', 'naics-4': 'baselines-naics-4', 'naics-6': 'baselines-naics-6' },
  ...{ nsi: 'baselines', synth: 'baselines-synth', wordnet: 'baselines-wordnet' },
};
const PEERS = ['linear-svc', 'omikuji', 'pecos', 'fasttext'];
/** Settings of peers on sets that have no plan of their own. */
const PLAN_OF = 'nsi';
const LIMIT_SECONDS = 3600;
/** Peers are fitted on the train rows alone: so is ours, without the validation rows that a run adds in its final fit. */
const EQUAL_ROWS = 'train.final=train';
/** That of `npm run compare`, which finds there the trials that this has made, and the other way round. */
const WORKSPACE = join(ROOT, 'workspace');

/** Finished cells, committed: another checkout need not make them again. A cell tells the commit that it was measured at. */
const CELLS = join(RESULTS, 'proof-cells.jsonl');

/**
 * Is the best of our kinds as good as the best peer? One kind a set and split seed, chosen by validation among those of `compare`, and one
 * setting of one peer, chosen in the same way, on the same split; then the paired difference of test macro F1 over groups. Whatever is
 * done is kept, cell by cell, and found by the same command. Sets of files that an option names have the kinds of `baselines.yaml` too.
 */
export async function proof({ datasets = ['naics-6'], seeds, files, onlyPeers = PEERS }, say) {
  const dist = await loadDist();
  const finished = openKeptRuns(CELLS);
  const plan = peerPlan(PLAN_OF, { only: onlyPeers, tiny: false });
  const cells = [];
  for (const name of datasets)
    for (const seed of seeds) {
      const data = await dataOf(name, files);
      // Where a file of somebody's own lies says nothing.
      const key = keyOf('proof cell', FROM_TSV.includes(name) ? { name } : data, seed, EQUAL_ROWS, readBaselines(), plan);
      const cell = finished.get(key) ?? finished.put(key, await makeCell(dist, { name, seed, data, plan, say }));
      cells.push(cell);
      say(describeCell(cell));
    }
  return { result: { seeds, peers: onlyPeers, cells }, markdown: markdownOf(cells) };
}

async function makeCell(dist, { name, seed, data, plan, say }) {
  const cell = { name, seed, config: configOf(name, data, seed), folder: join(CACHE, 'proof', `${name}-${seed}`), kept: openKeptRuns(), say };
  const judged = judgeCell(dist, cell, await runOurs(cell, digestProgram(DIST)), await runPeers(cell, plan));
  const { commit, dirty, date, cpu } = describeMachine();
  return { ...judged, measured: { commit, dirty, date, cpu } };
}

/** As the pipeline of the set says, its paths as they stand there; of a file that is named, partitions made of it. */
async function dataOf(name, files) {
  if (FROM_TSV.includes(name)) return (await makeDataset(name, { files })).config.data;
  const pipeline = PIPELINES[name];
  if (pipeline === undefined) throw new Error(`--datasets: got ${name}, wanted some of ${[...Object.keys(PIPELINES), ...FROM_TSV].join(', ')}`);
  return parse(readFileSync(join(ROOT, 'pipelines', `${pipeline}.yaml`), 'utf8')).data;
}

function configOf(name, data, seed) {
  const columns = { id: 'id', text: ['text'], label: 'label' };
  if (FROM_TSV.includes(name)) return { name, data: { ...columns, ...data }, split: { seed } };
  const partitions = join(ROOT, data.partitions);
  if (!existsSync(join(ROOT, data.codebook))) throw new Error(`${name}: ${data.codebook} is not there; npm run compare -- --only ${name} makes it`);
  return { name, data: { ...columns, ...data, partitions, codebook: join(ROOT, data.codebook) }, split: { seed } };
}

/** The pipeline of a set, with what it has to be told. */
function pipelineOf({ name, config, seed }) {
  const told = [`split.seed=${seed}`, EQUAL_ROWS];
  if (!FROM_TSV.includes(name)) return [join(ROOT, 'pipelines', `${PIPELINES[name]}.yaml`), ...told];
  return [join(ROOT, 'pipelines/baselines.yaml'), ...told, `name=${name}`, `data.partitions=${config.data.partitions}`, 'data.codebook=null'];
}

/** Every kind by `compare`, which finds what is done; then the test rows coded by the one that validation chose. */
async function runOurs(cell, program) {
  const { name, seed, config, folder, kept, say } = cell;
  const key = keyOf('proof', config, EQUAL_ROWS, readBaselines(), program);
  const found = kept.get(key);
  if (found !== undefined) return found.ours;
  mkdirSync(folder, { recursive: true });
  const { answer } = await runProgram(DIST, ['compare', ...pipelineOf(cell), '--workspace', WORKSPACE, '-q']);
  const kinds = answer.rows.map(({ estimator, validation, metrics }) => ({ estimator, validation, test: metrics.macroF1 }));
  // An ensemble has none of its own; where trials were found done, nobody knows.
  const fits = answer.rows.filter(({ estimator }) => estimator !== 'ensemble').map(({ costs }) => costs.fitCpuSeconds);
  const cpuSeconds = fits.includes(null) ? null : fits.reduce((sum, seconds) => sum + seconds, 0);
  const chosen = answer.rows.reduce((best, row) => (row.validation > best.validation ? row : best));
  const runFolder = join(WORKSPACE, 'runs', chosen.run);
  const rows = await codeTestRows(DIST, folder, runFolder, { bundle: join(runFolder, 'bundle') }, config);
  say(`${name}, seed ${seed}: ours ${chosen.estimator}, ${cpuSeconds === null ? 'some of it found done' : `${Math.round(cpuSeconds)} CPU s`}`);
  const ours = {
    kinds,
    kind: chosen.estimator,
    validation: chosen.validation,
    macroF1: chosen.metrics.macroF1,
    cpuSeconds,
    splitDigest: chosen.splitDigest,
    rows,
  };
  return kept.put(key, { ours }).ours;
}

/** The kinds and their grids, which decide what is compared. */
function readBaselines() {
  return readFileSync(join(ROOT, 'pipelines/conf/baselines.yaml'), 'utf8');
}

/** Every setting of every peer; the one that validation likes best, with its codes by row id. */
async function runPeers({ name, seed, config, folder, kept, say }, plan) {
  const { splitDigest } = await exportOnce(folder, config, kept);
  const tried = [];
  for (const { peer, settings } of plan)
    for (const setting of settings) {
      const key = keyOf('proof peer', splitDigest, peer, setting);
      const { answer } = kept.get(key) ?? kept.put(key, { answer: await runOnePeer(folder, peer, setting) });
      say(
        `${name}, seed ${seed}, ${peer} ${JSON.stringify(setting)}: ${answer.status === 'ok' ? answer.validationMacroF1.toFixed(4) : answer.reason}`,
      );
      tried.push(answer);
    }
  const best = chooseBest(tried);
  if (best === undefined) throw new Error(`${name}: no peer ended well; is benchmarks/.venv there (peers/setup.sh)?`);
  return { splitDigest, tried: tried.map(({ coded: _, ...answer }) => answer), best };
}

async function exportOnce(folder, config, kept) {
  const key = keyOf('proof export', config);
  if (kept.get(key) !== undefined && existsSync(join(folder, 'test.tsv'))) return kept.get(key);
  mkdirSync(folder, { recursive: true });
  return kept.put(key, await exportRows(folder, config, RoleFiles.tsv));
}

async function runOnePeer(folder, peer, setting) {
  const made = mkdtempSync(join(CACHE, 'peer-'));
  try {
    const file = join(made, 'answers.json');
    const answer = await runPeer(peer, folder, setting, LIMIT_SECONDS, file);
    return answer.status === 'ok' ? { ...answer, coded: namedAnswers(folder, JSON.parse(readFileSync(file, 'utf8')).test.predicted) } : answer;
  } finally {
    rmSync(made, { recursive: true });
  }
}

/** Row id → code: peers number the codes of the train rows in their order, and answer in the order of the file. */
function namedAnswers(folder, predicted) {
  const codes = [...new Set(readTsv(folder, 'train').map(([, , code]) => code))].sort();
  return Object.fromEntries(readTsv(folder, 'test').map(([id], row) => [id, codes[predicted[row]]]));
}

function readTsv(folder, role) {
  const lines = readFileSync(join(folder, `${role}.tsv`), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.slice(1).map((line) => line.split('\t'));
}

function judgeCell(dist, { name, seed }, ours, { splitDigest, tried, best }) {
  const { coded, ...theirs } = best;
  const predicted = ours.rows.id.map((id) => coded[id]);
  const pair = (side, rows) => ({ configuration: side, splitDigest: rows.splitDigest, test: { macroF1: rows.macroF1 }, rows: rows.rows });
  const other = { splitDigest, macroF1: theirs.macroF1, rows: { predicted } };
  const paired = pairedOf(dist, pair('ours', ours), pair(theirs.peer, other));
  if (paired === null) throw new Error(`${name}, seed ${seed}: both sides have another split`);
  const { rows: _, ...oursAlone } = ours;
  return { name, seed, ours: oursAlone, theirs, tried, ...paired };
}

function describeCell({ name, seed, ours, theirs, difference, standardError }) {
  return `${name}, seed ${seed}: ${ours.kind} ${ours.macroF1.toFixed(4)}, ${theirs.peer} ${theirs.macroF1.toFixed(4)}: ${difference.toFixed(4)} ± ${standardError.toFixed(4)}`;
}

function markdownOf(cells) {
  const lines = cells.map(({ name, seed, ours, theirs, difference, standardError, measured }) => ({
    ...{
      name,
      seed,
      kind: ours.kind,
      validation: ours.validation.toFixed(4),
      ours: ours.macroF1.toFixed(4),
      cpu: ours.cpuSeconds === null ? '–' : Math.round(ours.cpuSeconds),
    },
    ...{ peer: `${theirs.peer} ${theirs.version}`, setting: JSON.stringify(theirs.setting), peerValidation: theirs.validationMacroF1.toFixed(4) },
    ...{ theirs: theirs.macroF1.toFixed(4), difference: difference.toFixed(4), error: standardError.toFixed(4) },
    at: `${measured.commit?.slice(0, 7) ?? 'unknown'}, ${measured.date.slice(0, 10)}`,
  }));
  const columns = {
    ...{ data: 'name', 'split seed': 'seed', 'our kind': 'kind', validation: 'validation', 'test macro F1': 'ours', 'CPU s, all kinds': 'cpu' },
    ...{ peer: 'peer', 'its setting': 'setting', 'its validation': 'peerValidation', 'its test macro F1': 'theirs' },
    ...{ difference: 'difference', 'standard error': 'error', 'measured at': 'at' },
  };
  return `## The best of ours beside the best peer\n\n${markdownTable(columns, lines)}`;
}
