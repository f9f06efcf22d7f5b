import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeNumbers } from '../choose.mjs';
import { makeMainDataset } from '../datasets.mjs';
import { exportRows, RoleFiles } from '../export-rows.mjs';
import { loadDist } from '../load-dist.mjs';
import { jsonLines, runMeasured } from '../measure.mjs';
import { BENCHMARKS, CACHE, DIST, PEER_PYTHON, ROOT } from '../paths.mjs';
import { formatRepeats, markdownTable } from '../table.mjs';

/** The file that `predict` codes holds every text so many times, far from each other. */
const COPIES = 4;
const COLUMNS = [
  { name: 'id', type: 'text' },
  { name: 'text', type: 'text' },
];

/** How many texts a CPU second codes: in process, by `predict`, and by fastText where its environment is there; and what a start takes. */
export async function scoring({ rows, repeat }, say) {
  const made = await makeInputs(rows, say);
  const runs = [];
  for (let i = 0; i < repeat; i++) {
    runs.push({ ...(await measureOurs(made)), ...(await measureFiles(made)), ...(await measureFastText(made)) });
    const { inBatches, fastText } = runs.at(-1);
    say(`${Math.round(inBatches)} texts/CPU s in batches${fastText === undefined ? '' : `, fastText ${Math.round(fastText.inBatches)}`}`);
  }
  if (new Set(runs.map(({ answers }) => answers)).size > 1) throw new Error('scoring: answers differ between runs of the same model');
  return { result: { modelDigest: made.modelDigest, bundleBytes: made.bundleBytes, texts: made.texts.length, runs }, markdown: describe(made, runs) };
}

/** A model of the main job, its texts, a file of them, and the rows that fastText trains on. */
async function makeInputs(rows, say) {
  const folder = join(CACHE, rows === undefined ? 'scoring' : `scoring-${rows}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const dataset = await makeMainDataset(rows);
  say('exporting rows, training a model');
  await exportRows(folder, dataset.config, RoleFiles.tsv);
  const texts = readTexts(folder);
  writeFileSync(join(folder, 'texts.json'), JSON.stringify(texts));
  await writeParquet(folder, texts);
  const pipeline = join(folder, 'pipeline.yaml');
  writeFileSync(pipeline, JSON.stringify({ ...dataset.config, name: 'scoring' }));
  const workspace = join(folder, 'workspace');
  // The main job itself where its data is ours to use, so that the bundle is the one that it makes.
  const args = ['run', rows === undefined ? join(ROOT, 'pipelines/business-activity.yaml') : pipeline, '--workspace', workspace];
  const { run, modelDigest } = jsonLines((await millrace(args)).stdout).at(-1);
  const bundle = join(workspace, 'runs', run, 'bundle');
  const bundleBytes = readdirSync(bundle).reduce((sum, file) => sum + statSync(join(bundle, file)).size, 0);
  return { folder, workspace, bundle, bundleBytes, modelDigest, texts };
}

/** Distinct texts of all roles, in the order of the exported files. */
function readTexts(folder) {
  const lines = ['train', 'validation', 'test'].flatMap((role) =>
    readFileSync(join(folder, `${role}.tsv`), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1),
  );
  return [...new Set(lines.map((line) => line.split('\t')[1]))];
}

async function writeParquet(folder, texts) {
  const { DuckDbEngine } = await loadDist();
  const tables = await DuckDbEngine.open({ threads: 2, memoryBytes: 1e9, temporaryFolder: join(folder, 'tables') });
  const copies = Array.from({ length: COPIES }, (_, copy) => ({ rowCount: texts.length, cells: [texts.map((_text, i) => `${copy}-${i}`), texts] }));
  await tables.writeBatches(join(folder, 'texts.parquet'), COLUMNS, copies);
  await tables.close();
}

async function measureOurs({ bundle, folder }) {
  const args = [join(BENCHMARKS, 'our-scoring.mjs'), '--bundle', bundle, '--texts', join(folder, 'texts.json')];
  const all = await runJson(process.execPath, args);
  const { cpuSeconds: firstTen } = await runJson(process.execPath, [...args, '--first']);
  return { ...all, firstTen };
}

async function measureFiles({ folder, workspace, bundle, texts }) {
  const perSecond = {};
  for (const workers of [1, 2]) {
    const out = join(folder, 'coded');
    rmSync(out, { recursive: true, force: true });
    const file = join(folder, 'texts.parquet');
    const { cpuSeconds, seconds } = await millrace([
      'predict',
      bundle,
      '--in',
      file,
      '--out',
      out,
      '--workers',
      `${workers}`,
      '--workspace',
      workspace,
    ]);
    perSecond[`files${workers}`] = { perCpuSecond: (COPIES * texts.length) / cpuSeconds, perSecond: (COPIES * texts.length) / seconds };
  }
  return perSecond;
}

async function measureFastText({ folder }) {
  if (!existsSync(PEER_PYTHON)) return {};
  const args = ['--data', folder, '--texts', join(folder, 'texts.json'), '--model', join(folder, 'fasttext.bin')];
  return { fastText: await runJson(PEER_PYTHON, [join(BENCHMARKS, 'peers', 'predict_fasttext.py'), ...args]) };
}

async function runJson(command, args) {
  const { exitCode, stdout } = await runMeasured(command, args);
  if (exitCode !== 0) throw new Error(`${args[0]} ended with ${exitCode}: ${stdout}`);
  return jsonLines(stdout).at(-1);
}

/** Runs the command line in a shell that says at last how much CPU its children took. */
async function millrace(args) {
  const script = '"$0" "$@"; code=$?; times; exit $code';
  const ended = await runMeasured('sh', ['-c', script, process.execPath, join(DIST, 'cli/main.js'), ...args, '--json', '--quiet'], { cwd: ROOT });
  if (ended.exitCode !== 0) throw new Error(`millrace ${args[0]} ended with ${ended.exitCode}: ${ended.stdout}`);
  const times = ended.stdout
    .trimEnd()
    .split('\n')
    .at(-1)
    .matchAll(/(\d+)m([\d.]+)s/g);
  const cpuSeconds = [...times].reduce((sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds), 0);
  return { ...ended, cpuSeconds };
}

function describe({ texts, bundleBytes }, runs) {
  const of = (figure) => (runs.every((run) => figure(run) !== undefined) ? formatRepeats(describeNumbers(runs.map(figure))) : 'not installed here');
  const lines = [
    ['in process, batches of 256', of(({ inBatches }) => inBatches)],
    ['in process, one by one', of(({ oneByOne }) => oneByOne)],
    ['predict of a Parquet file, 1 worker, start and files included', of(({ files1 }) => files1.perCpuSecond)],
    ['predict of a Parquet file, 2 workers', of(({ files2 }) => files2.perCpuSecond)],
    ['fastText, all texts in one call', of(({ fastText }) => fastText?.inBatches)],
    ['fastText, one by one', of(({ fastText }) => fastText?.oneByOne)],
  ].map(([what, figure]) => ({ what, figure }));
  const letters = texts.reduce((sum, text) => sum + text.length, 0) / texts.length;
  const facts = [
    `${texts.length} distinct texts of ${letters.toFixed(0)} characters; bundle ${(bundleBytes / 1e6).toFixed(1)} MB`,
    `start of a process until ten texts are coded, every byte verified: ${of(({ firstTen }) => firstTen)} CPU s`,
  ];
  return `## Scoring\n\n${facts.join('; ')}.\n\n${markdownTable({ what: 'what', 'texts a CPU second': 'figure' }, lines)}`;
}
