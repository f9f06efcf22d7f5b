import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packBundle } from '../../src/model/bundle/archive/pack-bundle.js';
import { unpackBundle } from '../../src/model/bundle/archive/unpack-bundle.js';
import { CARD_FILE } from '../../src/model/bundle/bundle-format.js';
import { verifyBundle } from '../../src/model/bundle/verify-bundle.js';
import { openWorkbench, type Workbench } from '../contract/stage-context.js';
import { centroidFit, finishRun, smallRows, startRun } from './small-flow.js';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

/** One code of a single row, which only trains. */
const ROWS = [...smallRows(600, 6, 0.6, 1), { id: 'rare', text: 'nothing like it', label: 'a_rare|code' }];

async function bundleOf(run: string, options: Parameters<typeof startRun>[2] = {}) {
  const started = await startRun(bench, ROWS, { name: 'card', run, ...options });
  const finished = await finishRun(started, centroidFit(started));
  return { ...finished, card: readFileSync(join(finished.bundle.folder, CARD_FILE), 'utf8') };
}

test('the card says what the figures of the run say, and what they cannot speak for', async () => {
  const { card, evaluation, split, bundle, prepared } = await bundleOf('first');
  const { metrics, intervals } = evaluation;
  const [low, high] = [intervals.accuracy.low.toFixed(3), intervals.accuracy.high.toFixed(3)];
  expect(card).toContain(`| accuracy | ${metrics.accuracy.toFixed(3)} | ${low} to ${high} at 95 %, by group | ${intervals.accuracy.estimand} |`);
  expect(card).toContain(`${split.rowCounts[0]} train, ${split.rowCounts[1]} validation`);
  expect(card).toContain(`Model digest: \`${bundle.modelDigest}\``);
  expect(card).toContain(`601 rows in ${prepared.groupCount} groups with ${prepared.codes.length} codes`);
  expect(evaluation.codeLists.withoutRows).toContain('a_rare|code');
  expect(card).toContain('Codes without a test row, of which nothing was measured: 1 (a\\_rare\\|code).');
  expect(card).toContain('None is stated');
});

test('equal models of equal data have equal cards, and the card changes no model digest', async () => {
  const first = await bundleOf('same');
  const second = await bundleOf('same-again', { bundle: { licence: 'CC BY 4.0; data of the office' } });
  expect(second.card).toBe(
    first.card.replace(/None is stated.*/, 'CC BY 4.0; data of the office').replaceAll('data-card-same/', 'data-card-same-again/'),
  );
  expect(second.bundle.modelDigest).toBe(first.bundle.modelDigest);
});

test('it is checked with the bundle, packed and unpacked with it, and missed', async () => {
  const { bundle, card } = await bundleOf('packed');
  const [archive, target] = [join(bench.folder, 'card.tar'), join(bench.folder, 'unpacked')];
  await packBundle(bundle.folder, archive, null);
  const unpacked = await unpackBundle(archive, target, { checkSplit: async () => {} });
  expect(readFileSync(join(unpacked.bundle, CARD_FILE), 'utf8')).toBe(card);
  writeFileSync(join(unpacked.bundle, CARD_FILE), card.replace('nothing was measured', 'all was measured '));
  await expect(verifyBundle(unpacked.bundle)).rejects.toMatchObject({
    detail: { code: 'artifact.corrupt', where: join(unpacked.bundle, CARD_FILE) },
  });
  writeFileSync(join(unpacked.bundle, CARD_FILE), '');
  await expect(verifyBundle(unpacked.bundle)).rejects.toMatchObject({ detail: { got: '0 bytes' } });
});
