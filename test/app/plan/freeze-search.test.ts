import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freezeSearch } from '../../../src/app/plan/freeze-search.js';
import { loadPipeline } from '../../../src/config/load-pipeline.js';
import { jsonOf, openPartialRuns, type PartialRuns } from '../../cli/partial-runs.js';
import { lastJson } from '../../cli/run-cli.js';
import { plainRows, writeRows } from '../../cli/write-rows.js';

/** Two variants of features and two penalties: trial 3 of 4 is the last of both. */
const GRID = 'search.grid={ l2: [1e-4, 1e-5], chars: [[3, 3], [2, 4]] }';

let partial: PartialRuns;

beforeAll(async () => {
  partial = await openPartialRuns();
});

afterAll(() => partial.close());

test('settings of a run that is named are those that it chose, and give the digests of naming them oneself', async () => {
  const tuned = jsonOf(await partial.run('frozen', GRID, 'search.maxPasses=3')) as unknown as { run: string; trial: { chosen: number } };
  const { chosen } = tuned.trial;
  const [l2, chars] = [
    [1e-4, 1e-5][chosen % 2],
    [
      [3, 3],
      [2, 4],
    ][Math.floor(chosen / 2)],
  ];
  // The next quarter: rows that the tuning has not seen.
  await writeRows(partial.folder, 'data/b.parquet', plainRows(200, ['bread', 'cheese', 'ink', 'milk', 'paper', 'soap'], 300));

  const frozen = jsonOf(await partial.run('frozen', 'search.from=latest'));
  const named = jsonOf(await partial.run('named', `search.grid={ l2: [${l2}] }`, 'search.maxPasses=3', `features.chars=[${chars}]`));

  expect(frozen).toMatchObject({ modelDigest: named.modelDigest, splitDigest: named.splitDigest });
  const config = await loadPipeline('p.yaml', [`search.from=${tuned.run}`], { folder: partial.folder });
  expect((await freezeSearch(config, `${partial.folder}/frozen`)).search).toMatchObject({
    estimators: [{ kind: 'logistic-regression', maxPasses: 3, grid: { l2: [l2] } }],
    halving: false,
  });
});

test.each([
  ['search.from=champion', 'usage.missing-run', 'there is no champion yet'],
  ['search.from=20200101T000000-000000', 'usage.missing-run', 'there is no such run'],
])('%s in a workspace without it', async (setting, code, what) => {
  const result = await partial.run('nothing', setting);
  expect(result.exitCode).toBe(2);
  expect(lastJson(result)).toMatchObject({ error: { code, what: expect.stringContaining(what) } });
});

test('settings of a run on other columns are refused', async () => {
  const result = await partial.run('whole', 'search.from=latest', 'data.text=[text, id2]');
  expect(lastJson(result)).toMatchObject({ error: { code: 'usage.wrong-value', what: 'settings are taken from a run on other columns' } });
});

test('settings of a run that learnt from titles are refused without a codebook', async () => {
  const codes = ['bread', 'cheese', 'ink', 'milk', 'paper', 'soap'];
  writeFileSync(join(partial.folder, 'codes.csv'), `code,title,parent\n${codes.map((code) => `${code},fine ${code},`).join('\n')}\n`);
  jsonOf(await partial.run('titles', 'data.codebook=codes.csv', 'features.titles=true'));
  const result = await partial.run('titles', 'search.from=latest');
  expect(lastJson(result)).toMatchObject({ error: { code: 'usage.wrong-value', wanted: 'a codebook with titles' } });
  jsonOf(await partial.run('titles', 'search.from=latest', 'data.codebook=codes.csv'));
});
