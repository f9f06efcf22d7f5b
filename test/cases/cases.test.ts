import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadPipeline } from '../../src/config/load-pipeline.js';
import { Failure, type FailureDetail } from '../../src/core/failure.js';
import type { Column } from '../../src/engine/table-files.js';
import { prepareStage } from '../../src/stages/prepare/index.js';
import { sourceStage } from '../../src/stages/source/index.js';
import { splitStage } from '../../src/stages/split/index.js';
import { openWorkbench, textColumns, type Workbench } from '../contract/stage-context.js';

// Inputs as other programs and people write them, and what a pipeline makes of them: read, or refused with a message that says what to
// do. A kind that is read as something else without a word is the fault that this table is against.
// What needs a whole model stands elsewhere: covariates in other forms in test/app/predict/contract.test.ts, scores that are not
// calibrated in test/cli/not-calibrated.test.ts.

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

const CODES = ['0111', '1011', '4711', '9602'];
const ROWS = 40;
const numbers = Array.from({ length: ROWS }, (_, i) => i);
const codeOf = (i: number): string => CODES[i % CODES.length] as string;
const PLAIN = { id: numbers.map((i) => `r${i}`), text: numbers.map((i) => `word${i % 4} brand ${i}`), label: numbers.map(codeOf) };

/** The plain rows, some columns in another form. */
function plain(other: readonly Column[] = [], without: readonly string[] = []): Column[] {
  const names = [...without, ...other.map(({ name }) => name)];
  return [...textColumns(PLAIN).filter(({ name }) => !names.includes(name)), ...other];
}

const column = (name: string, type: string, values: readonly unknown[]): Column => ({ name, type, values }) as Column;
/** The plain rows with one column in another form, or one more: its cell of each row. */
const plainWith = (name: string, type: string, cellOf: (i: number) => unknown): Column[] =>
  plain([
    column(
      name,
      type,
      numbers.map((i) => cellOf(i)),
    ),
  ]);
const labels = (form: (code: string, i: number) => string | null): Column[] => plainWith('label', 'text', (i) => form(codeOf(i), i));

/** What a case comes to: facts of what was read, or of the failure. */
interface Outcome {
  readonly failure?: Partial<Record<keyof FailureDetail, unknown>>;
  readonly codes?: readonly string[];
  readonly rowCount?: number;
  /** Parts of warnings and notes; every one must be told. */
  readonly told?: readonly string[];
  readonly quarantine?: Readonly<Record<string, number>>;
}

interface Case {
  /** Files of the case's folder: columns of a Parquet file, or the bytes of any other. */
  readonly files: Readonly<Record<string, readonly Column[] | string | Buffer>>;
  readonly data?: object;
  readonly split?: object;
  readonly expected: Outcome;
  /** What the tables of columns cannot make. */
  readonly also?: (folder: string) => Promise<void> | void;
}

const says = (part: string): unknown => expect.stringContaining(part);
const book = (text: string | Buffer): Case['files'] => ({ 'a.parquet': plain(), 'cb.csv': text });
const BOOK = { codebook: 'cb.csv' };
const lines = (form: (code: string) => string, head = 'code,title,parent'): string => `${[head, ...CODES.map(form)].join('\n')}\n`;
const line = (code: string): string => `${code},Title ${code},`;
const READ: Outcome = { codes: CODES, rowCount: ROWS };

const CASES: Readonly<Record<string, Case>> = {
  'nothing odd': { files: { 'a.parquet': plain() }, expected: READ },

  'codes as whole numbers, their leading zeros lost': {
    files: {
      'a.parquet': plainWith('label', 'int64', (i) => Number(codeOf(i))),
    },
    expected: { codes: ['1011', '111', '4711', '9602'], told: ['as codes that lost their leading zeros do (111 beside 1011)'] },
  },
  'whole numbers with a codebook': {
    files: {
      'a.parquet': plainWith('label', 'int64', (i) => Number(codeOf(i))),
      'cb.csv': lines(line),
    },
    data: BOOK,
    expected: { failure: { code: 'data.contract', got: says('0111') } },
  },
  'labels that pandas turned to floats because of one null': {
    files: {
      'a.parquet': plainWith('label', 'float64', (i) => (i === 3 ? null : Number(codeOf(i)))),
    },
    expected: { failure: { code: 'data.wrong-type', what: says('column label'), got: 'DOUBLE', hint: says('write the column as text') } },
  },
  'ids that are floats': {
    files: { 'a.parquet': plain([column('id', 'float64', numbers)]) },
    expected: { failure: { code: 'data.wrong-type', what: says('column id'), hint: says('pandas') } },
  },
  'a UUID column as id': {
    files: {},
    also: (folder) => copy(folder, table(`uuid() AS id, ${TEXT}, ${LABEL}`)),
    expected: READ,
  },
  'a decimal column without a fraction as id': {
    files: {},
    also: (folder) => copy(folder, table(`i::DECIMAL(9, 0) AS id, ${TEXT}, ${LABEL}`)),
    expected: READ,
  },
  'a label that is only in the names of folders, not asked for': {
    files: inFolders([]),
    expected: { failure: { code: 'data.missing-column', hint: says('data.folderColumns') } },
  },
  'a label that is only in the names of folders, asked for': {
    files: inFolders([]),
    data: { folderColumns: ['label'] },
    expected: { codes: CODES, rowCount: ROWS * CODES.length },
  },
  'a column of the files that lie below a folder of its name': {
    files: { 'label=2023/a.parquet': plain() },
    expected: READ,
  },
  'a column that is all null in one partition': {
    files: {
      'a.parquet': plainWith('note', 'text', () => 'z'),
      'b.parquet': again([
        column(
          'note',
          'int32',
          numbers.map(() => null),
        ),
      ]),
    },
    data: { text: ['text', 'note'] },
    expected: { ...READ, rowCount: 2 * ROWS },
  },
  'a partition without rows, of other types': {
    files: { 'a.parquet': plain(), 'b.parquet': ['id', 'text', 'label'].map((name) => column(name, 'int32', [])) },
    expected: READ,
  },
  'two columns of one name': {
    files: {
      'a.parquet': plainWith('labex', 'text', () => 'x'),
    },
    also: (folder) => rename(join(folder, 'a.parquet'), 'labex', 'label'),
    expected: { failure: { code: 'data.schema-differs', what: 'two columns are called label' } },
  },
  'a column whose name differs by case between partitions': {
    files: { 'a.parquet': plain(), 'b.parquet': again([column('Label', 'text', numbers.map(codeOf))], ['label']) },
    expected: { failure: { code: 'data.schema-differs', got: 'no column label, but Label' } },
  },
  'text inside a structure': {
    files: {},
    data: { text: ['answer.text'] },
    also: (folder) => copy(folder, table(`'r' || i AS id, {'text': 'word ' || i} AS answer, ${LABEL}`)),
    expected: READ,
  },
  'a column name in decomposed Unicode': {
    files: { 'a.parquet': plain([column('Libelle\u0301', 'text', PLAIN.text)], ['text']) },
    data: { text: ['Libell\u00e9'] },
    expected: READ,
  },

  'blanks, no-break spaces, byte order marks, line feeds and decomposed letters around codes': {
    files: {
      'a.parquet': labels(
        (code, i) => [`${code}a\u00e9`, ` ${code}a\u00e9`, `${code}a\u00e9\u00a0`, `\ufeff${code}a\u00e9\n`, `${code}ae\u0301`][i % 5] as string,
      ),
    },
    expected: { codes: CODES.map((code) => `${code}a\u00e9`), told: ['32 '] },
  },
  'codes that differ by case only': {
    files: { 'a.parquet': labels((code, i) => (i % 3 === 0 ? `a${code}` : `A${code}`)) },
    expected: { rowCount: ROWS, told: ['several spellings'] },
  },
  'codes that differ by case from the codebook': {
    files: { 'a.parquet': labels((code, i) => (i % 3 === 0 ? `a${code}` : `A${code}`)), 'cb.csv': lines((code) => line(`A${code}`)) },
    data: { ...BOOK, maxQuarantineShare: 0.9 },
    expected: { codes: CODES.map((code) => `A${code}`), quarantine: { 'code-not-in-codebook': 14 } },
  },
  'texts that mean a missing label': {
    files: { 'a.parquet': labels((code, i) => ['nan', 'NA', 'None', 'null', '<NA>', 'N/A', '-'][i] ?? code) },
    data: { maxQuarantineShare: 0.5 },
    expected: { codes: CODES, quarantine: { 'null-label': 7 } },
  },
  "Spark's _temporary beside the data": {
    files: { 'a.parquet': plain(), '_temporary/0/part-0.parquet': plain() },
    expected: { ...READ, told: ['_temporary'] },
  },
  'a folder reached through a link': {
    files: { 'real/a.parquet': plain() },
    also: async (folder) => {
      mkdirSync(join(folder, '..', 'outside'));
      await bench.write('outside/b.parquet', again());
      symlinkSync('../outside', join(folder, 'linked'));
    },
    expected: { ...READ, rowCount: 2 * ROWS },
  },

  'weights that are all 0': {
    files: {
      'a.parquet': plainWith('w', 'float64', () => 0),
    },
    data: { weights: { training: 'w' } },
    expected: { failure: { code: 'data.contract', what: 'the training weights are all 0' } },
  },
  'weights that are all 1e300': {
    files: {
      'a.parquet': plainWith('w', 'float64', () => 1e300),
    },
    data: { weights: { training: 'w' } },
    expected: { failure: { code: 'data.contract', got: says('bad-weight 40') } },
  },
  'evaluation weights that are all 0': {
    files: {
      'a.parquet': plainWith('w', 'float64', () => 0),
    },
    data: { weights: { evaluation: 'w' } },
    expected: { failure: { code: 'data.contract', what: 'the evaluation weights are all 0' } },
  },
  'infinite numbers in a covariate': {
    files: {
      'a.parquet': plainWith('n', 'float64', (i) => [1 / 0, -1 / 0, i][i % 3] as number),
    },
    data: { covariates: [{ column: 'n', bins: 4 }] },
    expected: { ...READ, told: ['27 infinite numbers in covariates count as missing'] },
  },
  'numbers stored as text in a covariate': {
    files: {
      'a.parquet': plainWith('n', 'text', (i) => (i === 5 ? 'n/a' : `${i}`)),
    },
    data: { covariates: [{ column: 'n', bins: 4 }] },
    expected: { failure: { code: 'data.wrong-type', what: says('column n'), hint: says('null in place of texts such as n/a') } },
  },
  'the label as covariate': {
    files: { 'a.parquet': plain() },
    data: { covariates: ['label'] },
    expected: { failure: { code: 'usage.wrong-value', got: says('data.label') } },
  },
  'the first test month as text for a column of numbers': {
    files: {
      'a.parquet': plainWith('period', 'int64', (i) => (i % 12) + 1),
    },
    split: { test: { column: 'period', from: '9' } },
    expected: READ,
  },
  'dates as day, month, year': {
    files: {
      'a.parquet': plainWith('period', 'text', (i) => `0${(i % 9) + 1}/01/2020`),
    },
    split: { test: { column: 'period', from: '01/01/2024' } },
    expected: { failure: { where: 'split.test.from', wanted: says('ISO 8601') } },
  },

  'a codebook with semicolons and a byte order mark': {
    files: book(`\ufeff${lines((code) => `${code};T;`, 'code;title;parent')}`),
    data: BOOK,
    expected: READ,
  },
  'a codebook in UTF-16': { files: book(Buffer.from(`\ufeff${lines(line)}`, 'utf16le')), data: BOOK, expected: READ },
  'a codebook whose header is in upper case': { files: book(lines(line, 'Code,Title,Parent')), data: BOOK, expected: READ },
  'a codebook with blanks behind its codes': { files: book(lines((code) => `${code} ,T,`)), data: BOOK, expected: READ },
  'a codebook with blank lines': { files: book(lines((code) => `${line(code)}\n`)), data: BOOK, expected: READ },
  'a codebook with quotes in an unquoted cell': {
    files: book(lines((code) => (code === '1011' ? `${code},Bread "fresh", cakes,` : line(code)))),
    data: BOOK,
    expected: { failure: { code: 'data.codebook', where: says('cb.csv, line 3'), wanted: '3 cells, as in the header' } },
  },
  'a codebook with a line break in an unquoted cell': {
    files: book(lines((code) => (code === '1011' ? `${code},Bread\ncakes,` : line(code)))),
    data: BOOK,
    expected: { failure: { code: 'data.codebook', where: says('cb.csv, line 3') } },
  },
  'a codebook with a short last line': {
    files: book(`${lines(line)}9999`),
    data: BOOK,
    expected: { failure: { code: 'data.codebook', where: says('cb.csv, line 6'), got: '1 cells: 9999' } },
  },
  'codes that begin with #': {
    files: { 'a.parquet': labels((code) => `#${code}`), 'cb.csv': lines((code) => line(`#${code}`)) },
    data: BOOK,
    expected: { codes: CODES.map((code) => `#${code}`) },
  },
  'a codebook with a comment above its header': {
    files: book(`# generated\n${lines(line)}`),
    data: BOOK,
    expected: { failure: { code: 'data.codebook', where: says('cb.csv, line 1'), hint: says('# begins no comment') } },
  },

  'an encrypted Parquet file': {
    files: { 'a.parquet': Buffer.from('PARE0123456789abcdefPARE') },
    expected: { failure: { code: 'data.unreadable', got: says('encrypted'), hint: says('without encryption') } },
  },
  'a CSV file that is called .parquet': {
    files: { 'a.parquet': `id,text,label\n${numbers.map((i) => `${i},bread ${i},${codeOf(i)}`).join('\n')}\n` },
    expected: { failure: { code: 'data.unreadable', got: says('CSV'), hint: says('.csv') } },
  },
};

/** More of the plain rows, under other ids. */
function again(other: readonly Column[] = [], without: readonly string[] = []): Column[] {
  return plain(
    [
      column(
        'id',
        'text',
        numbers.map((i) => `more${i}`),
      ),
      column(
        'text',
        'text',
        numbers.map((i) => `more ${i}`),
      ),
      ...other,
    ],
    without,
  );
}

/** A folder a code, the label left out of the files. */
function inFolders(other: readonly Column[]): Case['files'] {
  return Object.fromEntries(
    CODES.map((code) => [
      `label=${code}/a.parquet`,
      plain(
        [
          column(
            'id',
            'text',
            numbers.map((i) => `${code}-${i}`),
          ),
          ...other,
        ],
        ['label'],
      ),
    ]),
  );
}

const TEXT = "'word ' || i AS text";
const LABEL = `([${CODES.map((code) => `'${code}'`).join(', ')}])[i % ${CODES.length} + 1] AS label`;

function table(select: string): string {
  return `SELECT ${select} FROM range(${ROWS}) rows(i)`;
}

/** Renames a column where the file is written, to one of the same length; writers of tables refuse two of one name. */
function rename(file: string, name: string, other: string): void {
  writeFileSync(file, Buffer.from(readFileSync(file).toString('latin1').replaceAll(name, other), 'latin1'));
}

async function copy(folder: string, query: string): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(`COPY (${query}) TO '${join(folder, 'a.parquet')}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
}

let count = 0;

async function outcomeOf({ files, data = {}, split, also }: Case): Promise<unknown> {
  const name = `case-${count++}`;
  const folder = join(bench.folder, name);
  mkdirSync(folder);
  for (const [file, content] of Object.entries(files)) {
    if (typeof content === 'string' || Buffer.isBuffer(content)) {
      mkdirSync(join(folder, file, '..'), { recursive: true });
      writeFileSync(join(folder, file), content);
    } else await bench.write(`${name}/${file}`, content as readonly Column[]);
  }
  await also?.(folder);
  bench.events.length = 0;
  const pipeline = join(folder, 'p.yaml');
  writeFileSync(pipeline, JSON.stringify({ name: 'case', data: { partitions: '**/*.parquet', ...data }, ...(split === undefined ? {} : { split }) }));
  try {
    const config = await loadPipeline(pipeline);
    const placed = { ...bench.context({ name: 'case', data: { partitions: '' } }), config, projectFolder: folder, runFolder: folder };
    const source = await sourceStage.run({}, placed);
    const prepared = await prepareStage.run({ source }, placed);
    if (split !== undefined) await splitStage.run({ source, prepared }, placed);
    const quarantine = Object.fromEntries(prepared.quarantine.map(({ reason, count: rows }) => [reason, rows]));
    return { codes: prepared.codes, rowCount: source.rowCount, quarantine };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { failure: error.detail };
  }
}

const told = (): string[] => bench.events.flatMap((event) => (event.type === 'warning' || event.type === 'note' ? [event.message] : []));

test.each(Object.entries(CASES))('%s', async (_, given) => {
  const { told: wanted = [], ...expected } = given.expected;
  expect(await outcomeOf(given)).toMatchObject(expected);
  for (const part of wanted) expect(told()).toContainEqual(says(part));
});
