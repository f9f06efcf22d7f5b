import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBundle, runPipeline } from '../../../src/app/index.js';
import { runJson } from '../../../src/app/run/run-summary.js';
import type { SuiteResult } from '../../../src/artifacts/suite.js';
import { parsePipeline } from '../../../src/config/load-pipeline.js';
import type { RunEvent } from '../../../src/core/events.js';
import { DuckDbEngine } from '../../../src/engine/duckdb/duckdb-engine.js';
import type { Column } from '../../../src/engine/table-files.js';
import { writeRows } from '../../cli/write-rows.js';
import { smallRows } from '../../stages/small-flow.js';

interface SuitesJson {
  readonly metrics: Readonly<Record<string, object>>;
  readonly suites?: readonly { readonly suite: string }[];
}

interface Row {
  readonly id: string;
  readonly text: string;
  readonly label: string;
  readonly month: string | null;
  readonly shop: string;
}

/** Of the later months every fifth text has been there before, and a third of the rows is of a shop that was not. */
const ROWS: readonly Row[] = smallRows(1200, 6, 0.6, 3).map((row, i, all) => {
  const month = i % 20 === 7 ? null : `2026-0${1 + Math.floor(i / 200)}`;
  const isLate = i >= 800;
  const earlier = all[i - 700]!;
  return {
    ...row,
    ...(isLate && i % 5 === 0 ? { text: earlier.text, label: earlier.label } : {}),
    month,
    shop: isLate && i % 3 === 0 ? 's-new' : `s${i % 4}`,
  };
});
const DATED = ROWS.filter(({ month }) => month !== null);

/** Hard cases: words of two codes; half of these rows, under other ids, are rows of the data. */
const PANEL = smallRows(120, 6, 0.3, 9).map((row, i) => (i % 2 === 0 ? { ...row, id: `p${i}` } : { ...ROWS[i]!, id: `p${i}` }));
const EXPERTS = smallRows(60, 6, 0.4, 11).map((row, i) => ({ key: `e${i}`, words: `${row.text} expert`, given: i % 4 === 0 ? null : row.label }));

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-suites-'));
  await writeRows(folder, 'all.parquet', columnsOf(ROWS, ['id', 'text', 'label', 'month', 'shop']));
  await writeRows(folder, 'dated.parquet', columnsOf(DATED, ['id', 'text', 'label', 'month', 'shop']));
  await writeRows(folder, 'panel.parquet', columnsOf(PANEL, ['id', 'text', 'label']));
  await writeRows(
    folder,
    'few.parquet',
    columnsOf(
      smallRows(20, 6, 0.4, 21).map((row) => ({ ...row, id: `few-${row.id}` })),
      ['id', 'text', 'label'],
    ),
  );
  await writeRows(folder, 'experts.parquet', columnsOf(EXPERTS, ['key', 'words', 'given']));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function columnsOf<T extends object>(rows: readonly T[], names: readonly (keyof T & string)[]): Column[] {
  return names.map((name) => ({ name, type: 'text', values: rows.map((row) => row[name] as string | null) }));
}

const PIPELINE = `name: suites
data: { partitions: all.parquet }
features: { minDocumentFrequency: 1, words: [1, 1], chars: null }
search: { metric: accuracy, maxPasses: 3, grid: { l2: [1e-4] } }
calibration: { method: slope, rows: role }
resources: { workers: 2, memory: 1GiB }
`;
const LATER = ['data.partitions=dated.parquet', 'split.test={ column: month, from: 2026-05 }'];
const SUITES = `evaluate.suites={
  new: { kind: new-texts },
  june: { kind: latest, column: month, from: 2026-06 },
  shops: { kind: unseen-values, column: shop },
  panel: { kind: file, data: panel.parquet },
  experts: { kind: file, data: experts.parquet, id: key, text: [words], label: given, unlabelled: skip } }`;

async function run(workspace: string, ...settings: string[]) {
  const events: RunEvent[] = [];
  const config = parsePipeline(PIPELINE, 'p.yaml', settings);
  const done = await runPipeline({ config, workspace: join(folder, workspace), projectFolder: folder, emit: (event) => events.push(event) });
  const warnings = events.flatMap((event) => (event.type === 'warning' && event.stage === 'suites' ? [event.message] : []));
  return {
    ...done,
    warnings,
    runFolder: join(folder, workspace, 'runs', done.facts.run),
    json: runJson(done.facts, done.made) as unknown as SuitesJson,
  };
}

type Done = Awaited<ReturnType<typeof run>>;

/** Id → role, as the run wrote it. */
async function rolesOf({ runFolder }: Done): Promise<ReadonlyMap<string, string>> {
  const tables = await DuckDbEngine.open({ threads: 1, memoryBytes: 2 ** 27, temporaryFolder: join(folder, 'spill') });
  try {
    const roles = new Map<string, string>();
    const wanted = ['id', 'role'].map((name) => ({ name, as: 'text' as const }));
    for await (const { columns } of tables.scan(join(runFolder, 'split.parquet'), wanted, 0, 10_000))
      columns[0]!.forEach((id, i) => {
        roles.set(id as string, columns[1]![i] as string);
      });
    return roles;
  } finally {
    await tables.close();
  }
}

function suite({ facts }: Done, name: string): SuiteResult {
  return facts.suites!.find((each) => each.suite === name)!;
}

/** The share of rows that the bundle, opened by itself, gives their label. */
async function shareRight({ made }: Done, rows: readonly { readonly text: string; readonly label: string }[]): Promise<number> {
  const model = await openBundle(made.bundle.folder);
  const codes = model.predict(rows.map(({ text }) => text));
  return rows.filter(({ label }, i) => codes[i]!.code === label).length / rows.length;
}

describe('with later rows as test rows', () => {
  let done: Done;
  let tests: readonly Row[];
  let others: readonly Row[];
  beforeAll(async () => {
    done = await run('later', ...LATER, SUITES);
    const roles = await rolesOf(done);
    tests = DATED.filter(({ id }) => roles.get(id) === 'test');
    others = DATED.filter(({ id }) => roles.get(id) !== 'test');
  });

  test('each selection has the test rows that its name promises, and the share right of its figures is that of the bundle', async () => {
    const [oldTexts, oldShops] = [new Set(others.map(({ text }) => text)), new Set(others.map(({ shop }) => shop))];
    const wanted = {
      new: tests.filter(({ text }) => !oldTexts.has(text)),
      june: tests.filter(({ month }) => month! >= '2026-06'),
      shops: tests.filter(({ shop }) => !oldShops.has(shop)),
    };
    for (const [name, rows] of Object.entries(wanted)) {
      expect(rows.length).toBeGreaterThan(50);
      expect(rows.length).toBeLessThan(tests.length);
      const { rowCount, figures } = suite(done, name);
      expect([name, rowCount, figures!.metrics.accuracy]).toEqual([name, rows.length, await shareRight(done, rows)]);
    }
  });

  test('rows that are marked seen are judged with the others, and without them', () => {
    const june = suite(done, 'june').figures!;
    expect(june.unseen!.metrics.rowCount).toBeLessThan(june.metrics.rowCount);
    expect(suite(done, 'new').figures!.unseen).toBeUndefined();
    expect(june.asTheyCome).toMatchObject({ kind: 'none', reason: expect.stringContaining('latest') });
  });

  test('rows of files that trained the model are left out, with a warning of all that matters', async () => {
    const trained = new Set(others.map(({ text }) => text));
    const rows = PANEL.filter(({ text }) => !trained.has(text));
    const { rowCount, trainedRowCount, figures } = suite(done, 'panel');
    expect([rowCount, trainedRowCount]).toEqual([rows.length, PANEL.length - rows.length]);
    expect(figures!.metrics.accuracy).toBe(await shareRight(done, rows));
    expect(done.warnings).toContainEqual(
      `rows of a suite have trained the model: evaluate.suites.panel.data, got ${trainedRowCount} of ${PANEL.length} rows are train, validation or calibration rows, by id or by text, wanted rows that it has not seen; they are left out`,
    );
  });

  test('a file with columns of its own is read by its names, rows without a code left out', async () => {
    const rows = EXPERTS.flatMap(({ words, given }) => (given === null ? [] : [{ text: words, label: given }]));
    const { rowCount, figures } = suite(done, 'experts');
    expect([rowCount, figures!.metrics.accuracy]).toEqual([rows.length, await shareRight(done, rows)]);
  });

  test('figures are in the JSON, in the manifest with the digests of the files, and in metrics.parquet', async () => {
    expect(Object.keys(done.json.metrics)).toEqual(['test', 'new', 'june', 'shops', 'panel', 'experts']);
    expect(done.json.suites!.map(({ suite: name }) => name)).toEqual(['new', 'june', 'shops', 'panel', 'experts']);
    expect(done.manifest.inputs.map(({ role, path }) => [role, path])).toEqual([
      ['partition', 'dated.parquet'],
      ['suite', 'panel.parquet'],
      ['suite', 'experts.parquet'],
    ]);
    const tables = await DuckDbEngine.open({ threads: 1, memoryBytes: 2 ** 27, temporaryFolder: join(folder, 'spill') });
    const named = new Set<unknown>();
    for await (const { columns } of tables.scan(join(done.runFolder, 'metrics.parquet'), [{ name: 'suite', as: 'text' }], 0, 10_000))
      for (const name of columns[0]!) named.add(name);
    await tables.close();
    expect([...named]).toEqual(['test', 'test-unseen', 'new', 'june', 'june-unseen', 'shops', 'shops-unseen', 'panel', 'experts']);
  });

  test('model and split are those of the run without suites', async () => {
    const { made } = await run('later', ...LATER);
    expect([made.bundle.modelDigest, made.split.splitDigest]).toEqual([done.made.bundle.modelDigest, done.made.split.splitDigest]);
  });

  test('figures are the same bytes for 1 and 4 workers', async () => {
    for (const workers of [1, 4]) {
      const other = await run(`workers-${workers}`, ...LATER, SUITES, `resources.workers=${workers}`);
      expect(JSON.stringify(other.facts.suites)).toBe(JSON.stringify(done.facts.suites));
      expect(readFileSync(join(other.runFolder, 'metrics.parquet'))).toEqual(readFileSync(join(done.runFolder, 'metrics.parquet')));
    }
  });
});

test('a period of a random sample of the data stands for the period as it comes; rows without a time are told of', async () => {
  const done = await run('random', 'evaluate.suites={ late: { kind: latest, column: month, from: 2026-04 }, new: { kind: new-texts } }');
  const { asTheyCome, metrics } = suite(done, 'late').figures!;
  expect(asTheyCome).toMatchObject({ kind: 'weighted', metrics: { rowCount: metrics.rowCount } });
  expect(suite(done, 'new').rowCount).toBe(done.made.evaluation.metrics.rowCount);
  const roles = await rolesOf(done);
  const empty = ROWS.filter(({ id, month }) => roles.get(id) === 'test' && month === null).length;
  expect(empty).toBeGreaterThan(0);
  expect(done.warnings).toEqual([`suite late: ${empty} test rows have nothing in column month, and are in no suite by it`]);
});

test('a suite without rows has no figures, and says so', async () => {
  const done = await run('random', 'evaluate.suites={ later: { kind: latest, column: month, from: 2027-01 } }');
  expect(suite(done, 'later')).toMatchObject({ rowCount: 0, figures: null });
  expect(Object.keys(done.json.metrics)).toEqual(['test']);
  expect(done.warnings).toContainEqual(
    'a suite has no rows: evaluate.suites.later (latest), got no test row of this kind, wanted at least one row; it has no figures',
  );
});

describe('a suite that the gate requires', () => {
  const files = 'evaluate.suites={ panel: { kind: file, data: panel.parquet }, few: { kind: file, data: few.parquet } }';
  const worse = ['search.grid.l2=[10]', 'gate.margin=1'];

  test('refuses a candidate that is worse on it, whatever the test rows say, by a margin of its own', async () => {
    await run('gate', files);
    const passing = await run('gate', files, ...worse);
    expect(passing.made.comparison).toMatchObject({ decision: 'promote', champion: 'suites@1' });
    expect(passing.made.comparison.suites).toBeUndefined();

    const { made } = await run('gate', files, ...worse, 'gate.suites={ panel: { margin: 0.05 } }');
    const { decision, reason, suites } = made.comparison;
    const [check] = suites!;
    expect(decision).toBe('refuse');
    expect(reason).toMatch(
      /^suite panel: worse by more than the margin: accuracy differs by −0\.\d+, lower bound −0\.\d+ \(95 %\), margin −0\.0500; besides: /,
    );
    expect(check).toMatchObject({ suite: 'panel', decision: 'refuse', margin: 0.05 });
    expect(check!.candidate! - check!.championValue!).toBeCloseTo(check!.difference!, 12);
    expect(check!.lowerBound!).toBeLessThan(check!.difference!);
  });

  test('holds a candidate back where it is too small to tell, and says so', async () => {
    const { made } = await run('gate', files, ...worse, 'gate.suites={ few: {}, panel: {} }');
    expect(made.comparison).toMatchObject({ decision: 'cannot-tell' });
    expect(made.comparison.reason).toMatch(/^suite few: too small to tell: 20 groups that neither model was made with, fewer than 30; besides: /);
    expect(made.comparison.suites!.map(({ suite: name, decision, margin }) => [name, decision, margin])).toEqual([
      ['few', 'cannot-tell', 1],
      ['panel', 'promote', 1],
    ]);
  });
});
