import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadPipeline } from '../../../src/config/load-pipeline.js';
import { type CliResult, lastJson, runCli } from '../../cli/run-cli.js';
import { plainRows, writeRows } from '../../cli/write-rows.js';

interface Init {
  readonly pipeline: string;
  readonly id: { readonly value: string } | null;
  readonly text: { readonly value: readonly string[] } | null;
  readonly label: { readonly value: string } | null;
  readonly missing: readonly string[];
  readonly next: string;
}

const CODES = ['0111', '0112', '0121', '0122', '0211'];
const WORDS = ['rye bread', 'wheat flour', 'fresh milk', 'hard cheese', 'soap bar'];

/** A table of 100 rows; each cell is made of its row number. */
function table(delimiter: string, columns: Readonly<Record<string, (row: number) => string>>): string {
  const lines = Array.from({ length: 100 }, (_, row) =>
    Object.values(columns)
      .map((cell) => cell(row))
      .join(delimiter),
  );
  return `${[Object.keys(columns).join(delimiter), ...lines].join('\n')}\n`;
}

const id = (row: number): string => `r${row}`;
const code = (row: number): string => CODES[row % 5] as string;
const text = (row: number): string => `${WORDS[row % 5]} ${row} g`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-init-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function init(name: string, content: string | Uint8Array | undefined, ...args: string[]): Promise<CliResult> {
  if (content !== undefined) writeFileSync(join(folder, name), content);
  return runCli(['init', name, '--json', ...args], folder, { npm_command: '' });
}

const guessOf = (result: CliResult): unknown => {
  const { id: foundId, text: foundText, label } = lastJson(result) as Init;
  return [foundId?.value ?? null, foundText?.value ?? null, label?.value ?? null];
};

describe('the columns of a table are guessed', () => {
  test.each([
    ['by their names', ',', { id, description: text, code }, ['id', ['description'], 'code']],
    ['by what is in them', ';', { nr: id, Beschreibung: text, x: code }, ['nr', ['Beschreibung'], 'x']],
    ['with oddly named columns', '\t', { 'Lauf-Nr.': id, 'Text (kurz): 1': text, '#Kode': code }, ['Lauf-Nr.', ['Text (kurz): 1'], '#Kode']],
    [
      'with two texts, the longer first',
      '|',
      { id, title: (row: number) => `item ${row}`, description: text, label: code },
      ['id', ['description', 'title'], 'label'],
    ],
    [
      'beside numbers and regions',
      ',',
      { id, price: (row: number) => `${row}.5`, region: (row: number) => `r${row % 3}`, text, nace: code },
      ['id', ['text'], 'nace'],
    ],
    ['with an index that has no name', ',', { '': (row: number) => String(row), text, label: code }, ['', ['text'], 'label']],
  ])('%s', async (_, delimiter, columns, guess) => {
    rmSync(join(folder, 'odd.yaml'), { force: true });
    const result = await init('odd.csv', `\ufeff${table(delimiter, columns as Readonly<Record<string, (row: number) => string>>)}`);
    expect(result).toMatchObject({ exitCode: 0 });
    expect(guessOf(result)).toEqual(guess);
    const [idName, texts, label] = guess;
    expect((await loadPipeline('odd.yaml', [], { folder })).data).toMatchObject({ id: idName, text: texts, label, partitions: 'odd.csv' });
  });

  test('of Parquet and packed files too', async () => {
    await writeRows(folder, 'rows.parquet', plainRows(100));
    expect(guessOf(await init('rows.parquet', undefined))).toEqual(['id', ['text'], 'label']);
    expect(guessOf(await init('packed.csv.gz', gzipSync(table(',', { id, text, code }))))).toEqual(['id', ['text'], 'code']);
    expect(readFileSync(join(folder, 'packed.yaml'), 'utf8')).toContain('name: packed\n');
  });

  test('and what nothing looks like has to be given', async () => {
    const result = await init('bare.csv', table(',', { text, label: code }));
    expect(lastJson(result)).toMatchObject({ id: null, missing: ['id'], next: 'millrace run bare.yaml data.id=COLUMN' });
    const run = await runCli(['config', 'show', 'bare.yaml', '--json'], folder);
    expect(lastJson(run)).toMatchObject({ error: { what: 'a value has to be given', where: expect.stringContaining('data.id') } });
  });
});

describe('a first pipeline', () => {
  test('runs as it is', async () => {
    await init('first.csv', table(',', { id, text, code }));
    const run = await runCli(['run', 'first.yaml', '--json', '--workers', '1', '--memory', '1GiB'], folder);
    expect(run.exitCode).toBe(0);
    expect(lastJson(run)).toMatchObject({ status: 'done', model: 'first@1' });
  });

  test('is never written over one that is there', async () => {
    writeFileSync(join(folder, 'taken.yaml'), 'name: mine\n');
    const result = await init('taken.csv', table(',', { id, text, code }));
    expect(result.exitCode).toBe(2);
    expect(lastJson(result)).toMatchObject({ error: { where: 'taken.yaml', hint: 'give another one: --out other-taken.yaml' } });
    expect(readFileSync(join(folder, 'taken.yaml'), 'utf8')).toBe('name: mine\n');
    const started = await runCli(['init', 'taken.csv', '--out', 'other.yaml'], folder, { npm_command: 'exec' });
    expect(started.stdout).toMatch(/\nnpx millrace run other\.yaml\n$/);
  });

  test.each([
    ['latin.csv', Uint8Array.from([...Buffer.from('id,text,label\n1,B'), 0xe4, ...Buffer.from('cker,x\n')]), 'save it as UTF-8'],
    ['short.csv', 'id,text,label\n1,a,x\n2,b\n', 'put a cell that holds the separator in double quotes'],
    ['empty.csv', 'id,text,label\n', undefined],
    ['no.parquet', 'id,text\n', undefined],
  ])('of %s is refused, and no file is left', async (name, content, hint) => {
    const result = await init(name, content);
    expect(result.exitCode).toBe(3);
    expect(lastJson(result)).toMatchObject({ error: { code: 'data.unreadable', ...(hint === undefined ? {} : { hint }) } });
    expect(await runCli(['config', 'show', name.replace(/\.\w+$/, '.yaml')], folder)).toMatchObject({ exitCode: 2 });
  });

  test('of a file that is not there is refused', async () => {
    expect(await runCli(['init', 'none.csv'], folder)).toMatchObject({ exitCode: 3 });
  });
});
