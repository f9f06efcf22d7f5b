import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reviewLabels } from '../../../src/app/labels/review-labels.js';
import { readOutOfFold } from '../../../src/app/read-out-of-fold.js';
import { DuckDbEngine } from '../../../src/engine/duckdb/duckdb-engine.js';
import { openFinishedRun } from '../../../src/runner/run-store.js';
import { lastJson, runCli } from '../../cli/run-cli.js';

const ROWS = '20000';

let folder: string;
let tables: DuckDbEngine;
/** Rows whose code is not the true one, by id. */
const planted = new Set<string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-labels-'));
  await runCli(['synth', 'coicop', '--rows', ROWS, '--out', 'data', '--quiet'], folder);
  const settings = ['search.grid.l2=[1e-4]', 'calibration.heldOut=all'];
  const done = await runCli(['run', 'data/pipeline.yaml', ...settings, '--json', '--workers', '2'], folder);
  expect(done.exitCode, done.stderr).toBe(0);
  tables = await DuckDbEngine.open({ threads: 1, memoryBytes: 2 ** 28, temporaryFolder: join(folder, 'spill') });
  const columns = ['id', 'trueCode'].map((name) => ({ name, as: 'text' as const }));
  const truth = new Map<string, string>();
  for await (const chunk of tables.scan(join(folder, 'data/truth.parquet'), columns, 0, 1e6))
    chunk.columns[0]?.forEach((id, row) => {
      truth.set(id as string, chunk.columns[1]?.[row] as string);
    });
  for (const { id, code } of await readOutOfFold(latest().folder, tables)) if (truth.get(id) !== code) planted.add(id);
});

afterAll(async () => {
  await tables.close();
  await rm(folder, { recursive: true, force: true });
});

const latest = () => openFinishedRun(join(folder, 'workspace'), 'latest');

describe('labels of synthetic rows with planted noise', () => {
  test('precision among as many suspects as were planted is three times the planted share or more', async () => {
    const { suspects, rowCount } = await reviewLabels(latest(), tables);
    const hits = suspects.slice(0, planted.size).filter(({ id }) => planted.has(id)).length;
    const share = planted.size / rowCount;
    console.log(`labels: ${planted.size} planted of ${rowCount}, ${suspects.length} suspects, precision at ${planted.size}: ${hits / planted.size}`);
    expect(planted.size).toBeGreaterThan(500);
    expect(hits / planted.size).toBeGreaterThanOrEqual(3 * share);
  });

  test.each([
    [2, 3],
    [4, 9],
    [10, 33],
  ])('of the clean rows of codes with %i to %i rows at most 5 in 100 are suspected', async (least, most) => {
    const { suspects } = await reviewLabels(latest(), tables);
    const rows = await readOutOfFold(latest().folder, tables);
    const count = new Map<string, number>();
    for (const { code } of rows) count.set(code, (count.get(code) ?? 0) + 1);
    const clean = rows.filter(({ id, code }) => !planted.has(id) && (count.get(code) as number) >= least && (count.get(code) as number) <= most);
    const named = new Set(suspects.map(({ id }) => id));
    expect(clean.length).toBeGreaterThan(20);
    expect(clean.filter(({ id }) => named.has(id)).length / clean.length).toBeLessThanOrEqual(0.05);
  });

  test('the sheet has the texts, an empty column for the code, and what is suggested', async () => {
    const result = await runCli(['labels', 'latest', '--out', 'sheet.csv', '--json'], folder);
    expect(result.exitCode, result.stderr).toBe(0);
    const { suspectCount, suspects } = lastJson(result) as {
      readonly suspectCount: number;
      readonly suspects: readonly { readonly id: string; readonly given: string }[];
    };
    const lines = (await readFile(join(folder, 'sheet.csv'), 'utf8')).trim().split('\r\n');
    expect(lines[0]).toBe('id,text,label,source,present_code,present_title,suggested_code,suggested_title,suggested_score,present_score,evidence');
    expect(lines).toHaveLength(1 + suspectCount);
    expect(lines[1]).toMatch(new RegExp(`^${suspects[0]?.id},.+,,label-review,.*,${suspects[0]?.given},`));
  });
});
