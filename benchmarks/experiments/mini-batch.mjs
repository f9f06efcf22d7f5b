import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleProgram } from '../../src/build/bundle-program.mjs';
import { describeNumbers } from '../choose.mjs';
import { makeDataset, makeMainDataset } from '../datasets.mjs';
import { CACHE, DIST } from '../paths.mjs';
import { runOurs } from '../run-sides.mjs';
import { formatRepeats, formatScore, markdownTable } from '../table.mjs';

const BATCHES = [1, 16, 64, 256];
const PASSES = 3;
const CONSTANT = /export const BATCH_DOCUMENTS = (\d+);/;

/**
 * What mini-batches cost and save: the same fit with batches of other sizes, batch 1 being the step after every document.
 * The size is a constant of the release, since model bytes depend on it: other sizes run in a copy of `dist` in the cache
 * with that one number changed. The step size is the release's for all of them.
 */
export async function miniBatch({ rows, repeat }, say) {
  const datasets = [await makeMainDataset(rows), await makeDataset('synth-180k', { rows })];
  const measured = [];
  for (const dataset of datasets) {
    for (const batch of BATCHES) {
      const dist = await copyWithBatch(batch);
      try {
        for (const workers of [1, 2]) measured.push(await measure(dataset, batch, workers, dist, repeat));
      } finally {
        rmSync(dist, { recursive: true, force: true });
      }
      say(`${dataset.name}, batch ${batch}: macro F1 ${formatScore(measured.at(-1).macroF1)}`);
    }
  }
  const columns = {
    'data set': 'dataset',
    batch: 'batch',
    workers: 'workers',
    'train s': 'train',
    'validation macro F1, passes 1–3': 'curve',
    'test macro F1': 'test',
  };
  const lines = measured.map((row) => ({
    ...row,
    train: formatRepeats(row.train),
    curve: row.curve.map(formatScore).join(' '),
    test: formatScore(row.macroF1),
  }));
  return { result: measured, markdown: `## Mini-batches against single documents\n\n${PASSES} passes, l2 1e-6.\n\n${markdownTable(columns, lines)}` };
}

async function measure(dataset, batch, workers, dist, repeat) {
  const plain = { l2: 1e-6, passes: PASSES };
  const [traced, ...answers] = await runOurs(dataset.folder, [{ ...plain, trace: true }, ...Array(repeat).fill(plain)], { workers, dist });
  const train = describeNumbers(answers.map(({ trainSeconds }) => trainSeconds));
  const { macroF1, accuracy } = traced;
  return { dataset: dataset.name, batch, workers, train, macroF1, accuracy, curve: traced.passes.map(({ score }) => score) };
}

/** Inside the project, so that the copy finds its packages. */
async function copyWithBatch(batch) {
  const copy = join(CACHE, `dist-batch-${batch}`);
  rmSync(copy, { recursive: true, force: true });
  cpSync(DIST, copy, { recursive: true });
  const file = join(copy, 'kernels', 'linear-layout.js');
  const source = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (!CONSTANT.test(source)) throw new Error(`${file} holds no constant BATCH_DOCUMENTS: experiments/mini-batch.mjs is behind the source`);
  writeFileSync(file, source.replace(CONSTANT, `export const BATCH_DOCUMENTS = ${batch};`));
  // Workers run what is bundled.
  await bundleProgram(copy);
  return copy;
}
