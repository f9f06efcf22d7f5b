import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { DuckDbEngine } from '../../../src/engine/duckdb/duckdb-engine.js';
import type { Column } from '../../../src/engine/table-files.js';
import { lastJson, runCli } from '../../cli/run-cli.js';
import { writeRows } from '../../cli/write-rows.js';
import { makeFolder } from '../../integration/make-folder.js';

const folder = makeFolder('millrace-contract-');
const ROWS = 400;
const REGIONS = 4;
const SMALL = ['--workers', '1', '--memory', '1GiB', '--json'];

/** Texts of words that say nothing; the region decides the code. `first` tells these rows from others. */
function rows(first: number, region: Omit<Column, 'name'> | null, others: readonly Column[] = [], text = wordsOf): Column[] {
  const numbers = Array.from({ length: ROWS }, (_, i) => first + i);
  return [
    { name: 'id', type: 'text', values: numbers.map((number) => `r${number}`) },
    { name: 'text', type: 'text', values: numbers.map(text) },
    { name: 'label', type: 'text', values: numbers.map((number) => `code-${regionOf(number)}`) },
    ...(region === null ? [] : [{ name: 'region', ...region }]),
    ...others,
  ];
}

const wordsOf = (number: number): string => `word${number % 7} word${number % 11} word${number % 13}`;
const regionOf = (number: number): number => (number * 7 + Math.floor(number / 5)) % REGIONS;
const regions = <T>(first: number, form: (region: number, i: number) => T): T[] =>
  Array.from({ length: ROWS }, (_, i) => form(regionOf(first + i), i));

interface Coded {
  readonly exitCode: number | null;
  readonly json: {
    readonly codedCount: number;
    readonly reviewCount: number;
    readonly doubts: Record<string, number>;
    readonly doubtShares: readonly { readonly column: string | null; readonly rowCount: number; readonly share: number; readonly limit: number }[];
    readonly metrics: Record<string, number>;
    readonly error: { readonly code: string; readonly what: string; readonly hint?: string };
  };
}

async function millrace(...args: string[]): Promise<Coded> {
  const result = await runCli([...args, ...SMALL], folder);
  return { exitCode: result.exitCode, json: lastJson(result) as Coded['json'] };
}
const predict = (name: string, ...args: string[]) =>
  millrace('predict', 'v01@champion', '--in', `new/${name}.parquet`, '--out', `out-${name}`, ...args);
const evaluate = (name: string, ...args: string[]) => millrace('evaluate', 'v01@champion', '--data', `new/${name}.parquet`, '--force', ...args);

async function columnsOf(file: string, names: readonly string[]): Promise<unknown[][]> {
  const tables = await DuckDbEngine.open({ threads: 1, memoryBytes: 2 ** 27, temporaryFolder: join(folder, 'spill') });
  try {
    const found: unknown[][] = names.map(() => []);
    const requests = names.map((name) => ({ name, as: 'text' }) as const);
    for await (const chunk of tables.scan(join(folder, file), requests, 0, ROWS))
      chunk.columns.forEach((cells, c) => {
        found[c]?.push(...cells);
      });
    return found;
  } finally {
    await tables.close();
  }
}

const NEW: Record<string, Column[]> = {
  int: rows(1000, { type: 'int64', values: regions(1000, (region) => region) }),
  float: rows(1000, { type: 'float64', values: regions(1000, (region, i) => (i === 0 ? null : region)) }),
  padded: rows(1000, { type: 'text', values: regions(1000, (region) => ` ${region} `) }),
  zeros: rows(1000, { type: 'text', values: regions(1000, (region) => `0${region}`) }),
  some: rows(1000, { type: 'int64', values: regions(1000, (region, i) => (i < 20 ? 99 : region)) }),
  lacking: rows(1000, null),
  foreign: rows(1000, { type: 'int64', values: regions(1000, (region) => region) }, [], () => 'שלום עולם'),
  floatids: rows(1000, { type: 'int64', values: regions(1000, (region) => region) }, [
    { name: 'key', type: 'float64', values: regions(1000, (_, i) => i + 0.5) },
  ]),
  one: rows(1000, { type: 'int64', values: regions(1000, (region) => region) }).map((column) =>
    column.name === 'label' ? { ...column, values: regions(1000, () => 'code-1') } : column,
  ),
  unlabelled: rows(1000, { type: 'int64', values: regions(1000, (region) => region) }).map((column) =>
    column.name === 'label' ? { ...column, values: regions(1000, (region, i) => (i % 2 === 0 ? null : `code-${region}`)) } : column,
  ),
};

beforeAll(async () => {
  await writeRows(folder, 'data/a.parquet', rows(0, { type: 'int64', values: regions(0, (region) => region) }));
  for (const [name, columns] of Object.entries(NEW)) await writeRows(folder, `new/${name}.parquet`, columns);
  await writeFile(
    join(folder, 'p.yaml'),
    'name: v01\ndata: { partitions: data/*.parquet, covariates: [region] }\nfeatures: { minDocumentFrequency: 1 }\nsearch: { grid: { l2: [1e-4] } }\nreview: { budget: 0 }\n',
  );
  const run = await millrace('run', 'p.yaml');
  expect(run.exitCode, JSON.stringify(run.json)).toBe(0);
}, 120_000);

describe('a covariate that was whole numbers in training', () => {
  test.each(['float', 'padded'])('counts the same from a column that is %s', async (name) => {
    expect(await predict('int')).toMatchObject({ exitCode: 0, json: { codedCount: ROWS, doubts: { 'unseen-value': 0, 'no-known-ngram': 0 } } });
    expect(await predict(name)).toMatchObject({ exitCode: 0, json: { codedCount: ROWS, doubts: { 'unseen-value': 0, 'no-known-ngram': 0 } } });
    const [int, other] = [
      await columnsOf('out-int/int.parquet', ['code', 'score']),
      await columnsOf(`out-${name}/${name}.parquet`, ['code', 'score']),
    ];
    // The first row of the floats is null.
    expect(other.map((cells) => cells.slice(1))).toEqual(int.map((cells) => cells.slice(1)));
  });

  test('is refused by predict and evaluate where too many values are unseen, and nothing is written', async () => {
    const refused = { exitCode: 3, json: { status: 'failed', error: { code: 'data.contract', what: expect.stringContaining('region') as string } } };
    expect(await predict('zeros')).toMatchObject(refused);
    expect(readdirSync(join(folder, 'out-zeros'))).toEqual([]);
    expect(await evaluate('zeros')).toMatchObject(refused);
  });

  test('has its unseen values counted, marked and for review where they are few, or allowed', async () => {
    const { exitCode, json } = await predict('some');
    expect([exitCode, json.doubts['unseen-value'], json.reviewCount]).toEqual([0, 20, 20]);
    expect(json.doubtShares).toContainEqual({ column: 'region', rowCount: 20, share: 0.05, limit: 0.2 });
    const [code, reason, review] = await columnsOf('out-some/some.parquet', ['code', 'reason', 'review']);
    expect(reason).toEqual(Array.from({ length: ROWS }, (_, i) => (i < 20 ? 'unseen-value' : null)));
    expect(review).toEqual(Array.from({ length: ROWS }, (_, i) => String(i < 20)));
    expect(code?.every((cell) => cell !== null)).toBe(true);
    expect((await predict('some', '--max-unseen-share', '0.04')).exitCode).toBe(3);
    expect((await predict('zeros', '--max-unseen-share', '1')).json.doubts['unseen-value']).toBe(ROWS);
    expect((await evaluate('some')).json.doubts).toEqual({ 'unseen-value': 20, 'no-known-ngram': 0 });
  });

  test.each([predict, evaluate])('may be missing only where that is allowed', async (command) => {
    expect(await command('lacking')).toMatchObject({
      exitCode: 3,
      json: { error: { code: 'data.missing-column', hint: expect.stringContaining('--allow-missing') as string } },
    });
    expect((await command('lacking', '--allow-missing')).exitCode).toBe(0);
  });
});

test('rows without any known n-gram are marked, and refused when they are many', async () => {
  expect(await predict('foreign')).toMatchObject({
    exitCode: 3,
    json: { error: { code: 'data.contract', what: 'too many rows have no n-gram that the model knows' } },
  });
  expect((await predict('foreign', '--max-unseen-share', '1')).json.doubts).toEqual({ 'no-known-ngram': ROWS, 'unseen-value': 0 });
  expect(new Set((await columnsOf('out-foreign/foreign.parquet', ['reason']))[0])).toEqual(new Set(['no-known-ngram']));
});

test('a threshold of the caller takes the place of the one that the model has', async () => {
  await predict('int');
  const scores = (await columnsOf('out-int/int.parquet', ['score']))[0]!.map(Number);
  const below = scores.toSorted((a, b) => a - b)[ROWS / 2]!;
  const asked = ['--review-below', String(below), '--queue', 'queue/review.csv', '--queue-codes', '2'];
  const { json } = await predict('padded', ...asked, '--replace');
  const [score, decision, reason] = await columnsOf('out-padded/padded.parquet', ['score', 'decision', 'reason']);
  const isLow = score!.map((cell) => Number(cell) < below);
  expect(decision).toEqual(isLow.map((low) => (low ? 'review' : 'automatic')));
  expect(reason).toEqual(isLow.map((low) => (low ? 'low-score' : null)));
  expect(json).toMatchObject({ reviewThreshold: below, reviewCount: isLow.filter(Boolean).length });

  // What is for review is a file to work on: with the codes filled in it is a partition like the others.
  const queue = readFileSync(join(folder, 'queue/review.csv'), 'utf8').split('\r\n').slice(0, -1);
  expect(queue[0]).toBe(
    `id,text,region,label,source,source_model,review_reason,${[1, 2].map((i) => `suggested_code_${i},suggested_title_${i},suggested_score_${i}`).join()}`,
  );
  const [ids, codes] = await columnsOf('out-padded/padded.parquet', ['id', 'code']);
  expect(queue.length).toBeGreaterThan(ROWS / 4);
  const low = [...isLow.keys()].filter((row) => isLow[row]);
  expect(queue.slice(1).map((line) => line.split(',')[0])).toEqual(low.map((row) => ids?.[row]));
  expect(queue.slice(1).map((line) => line.split(',')[7])).toEqual(low.map((row) => codes?.[row]));
  const decided = queue.map((line, i) => (i === 0 ? line : line.replace(/^((?:[^,]|"[^"]*")*,(?:[^,]*,){2}),/, '$1code-1,')));
  writeFileSync(join(folder, 'decided.csv'), decided.join('\n'));
  const judged = await millrace('evaluate', 'v01@champion', '--data', 'decided.csv', '--force');
  expect(judged.exitCode, JSON.stringify(judged.json)).toBe(0);
  expect([judged.exitCode, judged.json.metrics.rowCount]).toEqual([0, low.length]);
  const again = await predict('padded', ...asked);
  expect([again.exitCode, again.json.error.code]).toEqual([2, 'usage.wrong-value']);
});

test('ids that are floats are refused by predict, as by a run', async () => {
  expect(await predict('floatids', '--id', 'key')).toMatchObject({ exitCode: 3, json: { error: { code: 'data.wrong-type' } } });
});

describe('evaluate', () => {
  test('judges a file of one single code', async () => {
    const { exitCode, json } = await evaluate('one');
    expect([exitCode, json.metrics.rowCount, json.metrics.codeCount]).toEqual([0, ROWS, 1]);
  });

  test('leaves rows without a code out where it is told so, and says how many and what the log loss is over', async () => {
    expect(await evaluate('unlabelled')).toMatchObject({ exitCode: 3, json: { error: { code: 'data.contract' } } });
    const { exitCode, json } = await evaluate('unlabelled', '--unlabelled', 'skip');
    expect([exitCode, json]).toMatchObject([0, { rowCount: ROWS / 2, unlabelledRowCount: ROWS / 2, logLossRowCount: ROWS / 2 }]);
    expect((await evaluate('unlabelled', '--unlabelled', 'maybe')).exitCode).toBe(2);
  });
});
