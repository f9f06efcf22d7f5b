import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataset } from '../datasets.mjs';
import { loadDist } from '../load-dist.mjs';
import { jsonLines } from '../measure.mjs';
import { fitOnce } from '../our-fit.mjs';
import { withFlow } from '../our-flow.mjs';
import { BENCHMARKS, CACHE } from '../paths.mjs';
import { formatSeconds, markdownTable } from '../table.mjs';

const MEMORY_BYTES = 4 * 2 ** 30;
const READS = 200_000;
const REPEATS = 5;
/** A pass is what these cost more than one: the first opens rows that nothing was learnt of, in code that is not yet compiled well. */
const PASSES = 4;
const FITS = 3;

const ALL_NGRAMS = { words: [1, 2], chars: [3, 5], minDocumentFrequency: 2, maxFeatures: 262144 };
const FIVE_GRAMS = { ...ALL_NGRAMS, words: null, chars: [5, 5] };
const KINDS = [
  { name: 'full weights, 5-grams alone', features: FIVE_GRAMS, rank: null },
  { name: 'full weights, all n-grams', features: ALL_NGRAMS, rank: null },
  { name: 'rank 64, all n-grams', features: ALL_NGRAMS, rank: 64 },
];

/**
 * CPU seconds of a pass of a fit on one worker beside those that one thread takes to read as many rows of the table that it moves, in
 * random order and once each: what memory allows a pass that reads every row of a text once and does nothing else. A fit by factors
 * reads rows of A. CPU seconds, since others may use the cores too. Without gcc: our figures alone.
 */
export async function passBound({ rows }, say) {
  const dist = await loadDist();
  const dataset = await makeDataset('synth-180k', { rows });
  const readRows = buildReader(say);
  const measured = [];
  for (const { name, features, rank } of KINDS) {
    const config = { ...dataset.config, features };
    measured.push({
      name,
      ...(await withFlow(dist, config, { workers: 1, memoryBytes: MEMORY_BYTES }, (made) => measure(dist, made, rank, readRows))),
    });
    say(`${name}: ${formatSeconds(measured.at(-1).passSeconds)} s a pass`);
  }
  readRows.close();
  const lines = measured.map((one) => ({
    ...one,
    perText: one.entriesPerText.toFixed(1),
    bandwidth: one.bytesPerSecond === null ? '–' : (one.bytesPerSecond / 1e9).toFixed(2),
    bound: formatSeconds(one.boundSeconds),
    pass: formatSeconds(one.passSeconds),
    share: one.boundSeconds === null ? '–' : `${Math.round((100 * one.boundSeconds) / one.passSeconds)} %`,
  }));
  const columns = {
    fit: 'name',
    texts: 'texts',
    'rows a text': 'perText',
    'bytes a row': 'rowBytes',
    'rows of the table': 'features',
    'random rows, GB/s': 'bandwidth',
    'read bound, CPU s': 'bound',
    'our pass, CPU s': 'pass',
    'bound / pass': 'share',
  };
  const facts = `${dataset.name}, one worker: a third of what ${PASSES} passes take more than one, least of ${FITS} fits each; rows read by benchmarks/read-rows.c, one thread, least of ${REPEATS}.`;
  return { result: { dataset: dataset.name, measured }, markdown: `## A pass beside its read bound\n\n${facts}\n\n${markdownTable(columns, lines)}` };
}

async function measure(dist, made, rank, readRows) {
  const cpuOf = { 1: Number.POSITIVE_INFINITY, [PASSES]: Number.POSITIVE_INFINITY };
  let fit;
  for (let i = 0; i < FITS; i++) {
    for (const passes of [1, PASSES]) {
      fit = await fitOnce(dist, made, { ...SETTING, passes, rank });
      cpuOf[passes] = Math.min(cpuOf[passes], fit.trainCpuSeconds);
    }
  }
  const { classCount, train } = fit;
  const passSeconds = (cpuOf[PASSES] - cpuOf[1]) / (PASSES - 1);
  const { featureCount } = made.matrix.table;
  const rowBytes = 4 * (rank ?? Math.ceil(classCount / 4) * 4);
  const entries = countEntries(made, train);
  const bytesPerSecond = readRows.bandwidth(featureCount, rowBytes);
  return {
    texts: train.length,
    entriesPerText: entries / train.length,
    rowBytes,
    features: featureCount,
    bytesPerSecond,
    boundSeconds: bytesPerSecond === null ? null : (entries * rowBytes) / bytesPerSecond,
    passSeconds,
  };
}

const SETTING = { mode: 'fast', l2: 1e-6, l1: 0, classWeight: 'none' };

/** Matrix entries of the given rows. */
function countEntries({ matrix, context }, rows) {
  const { shards, firstRow } = context.training.openMatrix(matrix);
  let shard = 0;
  let entries = 0;
  for (const row of Uint32Array.from(rows).sort()) {
    while (shard + 1 < shards.length && firstRow[shard + 1] <= row) shard++;
    const { offsets } = shards[shard];
    const local = row - firstRow[shard];
    entries += offsets[local + 1] - offsets[local];
  }
  return entries;
}

/** The C loop, compiled; without gcc one that knows nothing. */
function buildReader(say) {
  if (spawnSync('gcc', ['--version']).status !== 0) {
    say('pass-bound: no gcc here, so no read bound');
    return { bandwidth: () => null, close: () => {} };
  }
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'read-rows-'));
  const program = join(folder, 'read-rows');
  const built = spawnSync('gcc', ['-O3', '-march=native', '-o', program, join(BENCHMARKS, 'read-rows.c')], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`gcc: ${built.stderr}`);
  return {
    bandwidth(rows, rowBytes) {
      const { status, stdout, stderr } = spawnSync(program, [rows, rowBytes, READS, REPEATS].map(String), { encoding: 'utf8' });
      if (status !== 0) throw new Error(`read-rows: ${stderr}`);
      return (READS * rowBytes) / jsonLines(stdout)[0].seconds;
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
