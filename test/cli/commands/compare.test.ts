import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VocabularyDrift } from '../../../src/evaluation/consistency/vocabulary-drift.js';
import { type CliResult, lastJson, runCli } from '../run-cli.js';
import { plainRows, writeRows } from '../write-rows.js';

const CODES = ['1.bread', '1.cheese', '2.ink', '1.milk', '2.paper', '2.soap'];
const SMALL = ['--workers', '1', '--memory', '1GiB'];

interface Compared {
  readonly rowCount: number;
  readonly agreement: number;
  readonly shifts: readonly { readonly level: number; readonly shift: number; readonly isAlarm: boolean }[];
  readonly moves: readonly {
    readonly from: string;
    readonly to: string;
    readonly rowCount: number;
    readonly examples: readonly { readonly id: string; readonly text: string }[];
  }[];
  readonly codebook: string | null;
  readonly vocabulary: VocabularyDrift;
}

let folder: string;
const runs: string[] = [];

/** Rows whose paper is called soap by whoever coded them. */
function changedRows(count: number) {
  return plainRows(count, CODES).map((column) =>
    column.name === 'label' ? { ...column, values: Array.from(column.values).map((code) => (code === '2.paper' ? '2.soap' : code)) } : column,
  );
}

/** New rows without codes; every third has a word more that no training text has, and every sixth another. */
function plantedRows() {
  return plainRows(240, CODES, 5000)
    .filter(({ name }) => name !== 'label')
    .map((column) => (column.name === 'text' ? { ...column, values: Array.from(column.values, plantWords) } : column));
}

function plantWords(text: unknown, row: number): string {
  return `${text}${row % 3 === 0 ? ' Quinoa' : ''}${row % 6 === 0 ? ' teff' : ''}`;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-compare-'));
  await writeRows(folder, 'data/a.parquet', plainRows(601, CODES));
  await writeRows(folder, 'changed/a.parquet', changedRows(601));
  await writeRows(
    folder,
    'new/a.parquet',
    plainRows(240, CODES, 5000).filter(({ name }) => name !== 'label'),
  );
  await writeRows(folder, 'planted/a.parquet', plantedRows());
  const tree = ['code,title,parent', '1,food,', '2,other,', ...CODES.map((code) => `${code},${code},${code[0]}`)];
  await writeFile(join(folder, 'codebook.csv'), `${tree.join('\n')}\n`);
  await writeFile(
    join(folder, 'p.yaml'),
    'name: small\ndata: { partitions: data/*.parquet, codebook: codebook.csv }\nsearch: { grid: { l2: [1e-4] } }\n',
  );
  for (const settings of [[], ['data.partitions=changed/*.parquet'], ['data.partitions=changed/*.parquet', 'privacy.examples=false']]) {
    const done = lastJson(await runCli(['run', 'p.yaml', ...settings, '--json', ...SMALL], folder)) as { readonly run: string };
    runs.push(done.run);
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Distinct words, cut by other means than the program's. */
function splitText(text: unknown): string[] {
  return [
    ...new Set(
      String(text)
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u),
    ),
  ];
}

function compare(...args: string[]): Promise<CliResult> {
  return runCli(['compare', ...args, '--json', ...SMALL], folder);
}

describe('two models on rows that nobody has coded', () => {
  test('are told apart where codes have moved, by level, with examples and a page', async () => {
    const result = await compare(...runs.slice(0, 2), '--data', 'new/*.parquet', '--html', 'shift.html');
    expect(result.exitCode, result.stderr).toBe(0);
    const { rowCount, agreement, shifts, moves, codebook } = lastJson(result) as Compared;
    expect({ rowCount, codebook }).toEqual({ rowCount: 240, codebook: 'codebook.csv' });
    expect(agreement).toBeCloseTo(200 / 240, 1);
    expect(shifts.map(({ isAlarm }) => isAlarm)).toEqual([false, true]);
    expect(shifts[1]?.shift).toBeCloseTo(40 / 240, 1);
    expect(moves[0]).toMatchObject({ from: '2.paper', to: '2.soap' });
    expect(moves[0]?.examples[0]?.text).toMatch(/^2\.paper brand \d+/);
    expect(moves[0]?.examples[0]?.id).toMatch(/^r\d+$/);
    expect(await readFile(join(folder, 'shift.html'), 'utf8')).toContain('The distribution of codes has shifted');
  });

  test('agree with themselves', async () => {
    const { agreement, shifts, moves } = lastJson(await compare('small@1', 'small@1', '--data', 'new/*.parquet')) as Compared;
    expect({ agreement, moves }).toEqual({ agreement: 1, moves: [] });
    expect(shifts.every(({ isAlarm, shift }) => !isAlarm && shift === 0)).toBe(true);
  });

  test('show no text of a row where one of them counts its texts as confidential', async () => {
    const result = await compare(runs[0] as string, runs[2] as string, '--data', 'new/*.parquet');
    expect((lastJson(result) as Compared).moves[0]?.examples).toEqual([]);
    expect(result.stdout).not.toContain('brand');
  });

  test('say the same with one worker and with two', async () => {
    const [one, two] = await Promise.all(
      ['1', '2'].map((n) => runCli(['compare', ...runs.slice(0, 2), '--data', 'new/*.parquet', '--json', '--workers', n], folder)),
    );
    expect(lastJson(two as CliResult)).toEqual(lastJson(one as CliResult));
  });

  test('name the words that no text of training has, most frequent first', async () => {
    const result = await compare(...runs.slice(0, 2), '--data', 'planted/*.parquet', '--html', 'words.html');
    const { first, second, overFirst, testRows, words } = (lastJson(result) as Compared).vocabulary;
    const known = new Set(Array.from(plainRows(601, CODES)[1]?.values ?? [], splitText).flat());
    const rows = Array.from(plantedRows()[1]?.values ?? [], splitText);
    const share = rows.reduce((sum, row) => sum + row.filter((word) => !known.has(word)).length / row.length, 0) / rows.length;
    expect(first).toMatchObject({ rowCount: 240, unknownRows: 0 });
    expect(first.unknownWords).toBeCloseTo(share, 12);
    expect(second.unknownWords).toBeCloseTo(share, 12);
    expect({ overFirst, testRows }).toEqual({ overFirst: { excess: 0, floor: 0, isAlarm: false }, testRows: null });
    expect(words.slice(0, 3).map(({ word, rowCount }) => [word, rowCount])).toEqual([
      ['text=quinoa', 80],
      ['text=teff', 40],
      ['text=5000', 1],
    ]);
    expect(words[0]?.examples[1]).toEqual({ id: 'r5003', text: '2.soap brand 5003 2.soap pack Quinoa' });
    const page = await readFile(join(folder, 'words.html'), 'utf8');
    expect(page).toContain('No more words are unknown than chance explains.');
    expect(page).toContain('<bdi>text=quinoa</bdi>');
    const { stdout } = await runCli(['compare', ...runs.slice(0, 2), '--data', 'planted/*.parquet', ...SMALL], folder);
    expect(stdout).toMatch(/text=quinoa +80 {2}2\.ink brand 5000/);
  });

  test('name no unknown word where one of them counts its texts as confidential', async () => {
    const result = await compare(runs[0] as string, runs[2] as string, '--data', 'planted/*.parquet', '--html', 'closed.html');
    expect((lastJson(result) as Compared).vocabulary.words).toEqual([]);
    expect(result.stdout + (await readFile(join(folder, 'closed.html'), 'utf8'))).not.toMatch(/quinoa/i);
  });

  test('are two', async () => {
    const result = await compare('small@1', '--data', 'new/*.parquet');
    expect(result.exitCode).toBe(2);
    expect(lastJson(result)).toMatchObject({ error: { code: 'usage.wrong-value', got: '1 names', wanted: 'two models, the one of today first' } });
  });
});

describe('the gate', () => {
  test('refuses a candidate whose codes shift more than gate.consistency allows', async () => {
    const settings = ['data.partitions=changed/*.parquet', 'split.seed=2', 'gate.margin=1', 'gate.consistency={data: new/*.parquet, maxShift: 0.05}'];
    const { gate } = lastJson(await runCli(['run', 'p.yaml', ...settings, '--json', ...SMALL], folder)) as {
      readonly gate: Readonly<Record<string, unknown>>;
    };
    expect(gate).toMatchObject({
      decision: 'refuse',
      consistency: { isHeld: false, maxShift: 0.05, minAgreement: null, files: [{ path: 'new/a.parquet' }] },
    });
    expect(gate.reason).toMatch(/^the codes shift by 1\d\.\d %, beyond chance/);
  });

  test.each([
    ['new', false],
    ['planted', true],
  ])('is told whether more words of %s rows are unknown than of its own test rows', async (name, isAlarm) => {
    const settings = [`gate.consistency.data=${name}/*.parquet`, 'split.seed=3', 'gate.margin=1'];
    const { run, gate } = lastJson(await runCli(['run', 'p.yaml', ...settings, '--json', ...SMALL], folder)) as {
      readonly run: string;
      readonly gate: { readonly consistency: { readonly found: Compared } };
    };
    const { testRows, second } = gate.consistency.found.vocabulary;
    // Of five words the number alone is new, in rows of either kind.
    expect(testRows?.unknownWords).toBeCloseTo(1 / 5, 12);
    expect(testRows?.excess).toBeCloseTo(second.unknownWords - 1 / 5, 12);
    expect(testRows).toMatchObject({ isAlarm });
    expect(testRows?.rowCount).toBeGreaterThan(30);
    const report = await readFile(join(folder, 'workspace', 'runs', run, 'report.html'), 'utf8');
    expect(report).toContain(
      isAlarm ? 'More words are unknown, beyond chance, than of the test rows.' : 'No more words are unknown than chance explains.',
    );
    expect(report.includes('<bdi>text=quinoa</bdi>')).toBe(isAlarm);
  });

  test('is told beforehand that no file has the name of gate.consistency.data', async () => {
    const result = await runCli(['run', 'p.yaml', 'gate.consistency.data=none/*.parquet', '--json', ...SMALL], folder);
    expect(result.exitCode).toBe(3);
    expect(lastJson(result)).toMatchObject({ error: { code: 'data.no-match', got: 'none/*.parquet' } });
  });
});

describe('runs', () => {
  test('stand side by side with the settings that differ', async () => {
    const { settings, sameData } = lastJson(await compare(...runs.slice(0, 2))) as {
      readonly settings: readonly object[];
      readonly sameData: boolean;
    };
    expect(sameData).toBe(false);
    expect(settings).toEqual([{ path: 'data.partitions', values: ['data/*.parquet', 'changed/*.parquet'] }]);
  });
});
