import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Bool, Dictionary, Field, Int32, Int64, List, makeVector, Table, tableFromIPC, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TableFormat } from '../../../src/app/formats/table-format.js';
import type { KeepRule } from '../../../src/app/predict/kept-columns.js';
import { type PredictCounts, predictFiles } from '../../../src/app/predict/predict-files.js';
import { loadBundle } from '../../../src/model/bundle/open-bundle.js';
import { Predictor, type PredictorParts } from '../../../src/model/predictor.js';
import { openWorkbench, type Workbench } from '../../contract/stage-context.js';
import { readWithParquetJs } from '../../engine/parquetjs.js';
import { TEXTS, writeToyBundle } from '../../model/toy-model.js';

/** Rows that are hard on a format: nothing, an empty text, quotes, separators, line ends, other scripts, and ids that no double holds. */
const AWKWARD: readonly (string | null)[] = [null, '', 'rye, "bread"\tand\nmilk', '白パン и хлеб', 'خبز 🍞', ' wheat bread '];
const ALL_TEXTS = [...TEXTS, ...AWKWARD];
const IDS = ALL_TEXTS.map((_, row) => 9007199254740993n + BigInt(row));
const KEPT = ALL_TEXTS.map((_, row) => (row % 5 === 0 ? null : row % 2 === 0));

let bench: Workbench;
let parts: PredictorParts;
let turn = 0;
beforeAll(async () => {
  bench = await openWorkbench();
  parts = await loadBundle((await writeToyBundle(bench.folder)).target);
});
afterAll(() => bench.close());

interface Coded extends PredictCounts {
  readonly folder: string;
}

async function code(file: string, options: { keep?: KeepRule; format?: TableFormat; k?: number } = {}): Promise<Coded> {
  const folder = join(bench.folder, `out-${turn++}`);
  const fixed = {
    parts,
    files: [file],
    projectFolder: bench.folder,
    outFolder: folder,
    idColumn: 'id',
    allowMissing: false,
    maxUnseenShare: 1,
    replace: false,
  };
  const context = bench.context({ name: 'x', data: { partitions: '' } });
  return { ...(await predictFiles({ ...fixed, k: 1, keep: [], ...options }, { ...context, memoryBytes: 2 ** 30 })), folder };
}

const jsonLines = (): string =>
  ALL_TEXTS.map((text, row) => `{"id":${IDS[row]},"text":${JSON.stringify(text)},"flag":${KEPT[row]},"n":${IDS[row]}}`).join('\n');

const csvCell = (cell: unknown): string => (cell === null ? '' : `"${String(cell).replaceAll('"', '""')}"`);
const delimited = (delimiter: string): string =>
  [
    `id${delimiter}text${delimiter}flag${delimiter}n`,
    ...ALL_TEXTS.map((text, row) => [IDS[row], text, KEPT[row], IDS[row]].map(csvCell).join(delimiter)),
  ].join('\n');

function arrowTable(): Table {
  return new Table({
    id: vectorFromArray(IDS, new Int64()),
    text: vectorFromArray(ALL_TEXTS, new Dictionary(new Utf8(), new Int32())),
    flag: vectorFromArray(KEPT, new Bool()),
    n: vectorFromArray(IDS, new Int64()),
  });
}

const writeAs: Readonly<Record<string, () => string | Uint8Array>> = {
  'in.jsonl': jsonLines,
  'in.ndjson.gz': () => gzipSync(jsonLines()),
  'in.csv': () => delimited(','),
  'in.tsv': () => delimited('\t'),
  'in.tsv.gz': () => gzipSync(delimited('\t')),
  'in.feather': () => tableToIPC(arrowTable(), 'file'),
  'in.arrows': () => tableToIPC(arrowTable(), 'stream'),
};

interface ReadRow {
  readonly id: string;
  readonly code: string | null;
  readonly score: number | null;
  readonly [column: string]: unknown;
}

/** Rows of an output as other readers see them: parquetjs, the package of Arrow, `JSON.parse`. */
async function rowsOf({ outputs }: Coded): Promise<readonly ReadRow[]> {
  const [file] = outputs as [string];
  if (file.endsWith('.parquet')) return (await readWithParquetJs(file)).map((row) => ({ code: null, score: null, ...row })) as unknown as ReadRow[];
  const bytes = readFileSync(file);
  if (/\.(feather|arrows?)$/.test(file))
    return tableFromIPC(bytes)
      .toArray()
      .map((row) => ({ ...row.toJSON() })) as unknown as ReadRow[];
  if (/\.(jsonl|ndjson)$/.test(file))
    return String(bytes)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  const [head, ...lines] = String(bytes)
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(file.endsWith('.tsv') ? '\t' : ',')) as [string[], ...string[][]];
  return lines.map((cells) => {
    const row = Object.fromEntries(head.map((name, i) => [name, cells[i] === '' ? null : cells[i]]));
    return { ...row, score: row.score === null ? null : Number(row.score) } as unknown as ReadRow;
  });
}

/** What the model says, with no file in between. A CSV file has no empty text that is there. */
const said = (): (readonly [string, string | null, number | null])[] =>
  new Predictor(parts).predict(ALL_TEXTS.map((text) => ({ text }))).map(({ code, score }, row) => [String(IDS[row]), code, score]);

describe('files of every format', () => {
  test.each(Object.keys(writeAs))('%s: every row in its order, ids to the last digit, the scores of the model to the bit', async (name) => {
    writeFileSync(join(bench.folder, name), (writeAs[name] as () => string | Uint8Array)());
    const coded = await code(name);
    expect(coded.rowCount).toBe(ALL_TEXTS.length);
    expect(readdirSync(coded.folder).sort()).toEqual([name.replace('.gz', ''), 'predict.json']);
    expect((await rowsOf(coded)).map(({ id, code: given, score }) => [id, given, score])).toEqual(said());
  });

  test.each(['parquet', 'arrow', 'jsonl', 'csv', 'tsv'] as const)('are written as %s when they are asked for so', async (format) => {
    writeFileSync(join(bench.folder, 'in.jsonl'), jsonLines());
    const coded = await code('in.jsonl', { format });
    expect(coded.outputs).toEqual([join(coded.folder, `in.${format}`)]);
    expect((await rowsOf(coded)).map(({ id, code: given, score }) => [id, given, score])).toEqual(said());
  });

  test.each(['in.jsonl', 'in.feather'])('keep columns of %s with their types, big numbers and nulls included', async (name) => {
    writeFileSync(join(bench.folder, name), (writeAs[name] as () => string | Uint8Array)());
    const { outputs } = await code(name, { keep: ['n', 'flag', 'text'], format: 'arrow', k: 2 });
    const table = tableFromIPC(readFileSync(outputs[0] as string));
    expect(table.schema.fields.slice(-5).map(({ name: column, type }) => [column, String(type)])).toEqual([
      ['topCodes', 'List<Utf8>'],
      ['topScores', 'List<Float64>'],
      ['n', 'Int64'],
      ['flag', 'Bool'],
      ['text', 'Utf8'],
    ]);
    expect([...(table.getChild('n') ?? [])]).toEqual(IDS);
    expect([...(table.getChild('flag') ?? [])]).toEqual(KEPT);
    expect([...(table.getChild('text') ?? [])]).toEqual(ALL_TEXTS);
  });

  test('keep all columns, in JSON Lines with whole numbers that no double holds', async () => {
    writeFileSync(join(bench.folder, 'in.jsonl'), jsonLines());
    const { outputs } = await code('in.jsonl', { keep: 'all' });
    const lines = readFileSync(outputs[0] as string, 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines[1]).toMatch(/,"text":"wheat bread","flag":false,"n":9007199254740994\}$/);
    expect(lines).toHaveLength(ALL_TEXTS.length);
  });

  test('a Parquet file keeps its whole numbers and booleans in CSV too', async () => {
    await bench.write('in.parquet', [
      { name: 'id', type: 'text', values: ['a', 'b'] },
      { name: 'text', type: 'text', values: ['rye bread', 'milk'] },
      { name: 'n', type: 'int64', values: [1, null] },
      { name: 'flag', type: 'boolean', values: [true, false] },
    ]);
    const coded = await code('in.parquet', { keep: 'all', format: 'csv' });
    expect((await rowsOf(coded)).map(({ n, flag, text }) => [n, flag, text])).toEqual([
      ['1', 'true', 'rye bread'],
      [null, 'false', 'milk'],
    ]);
  });

  test('a column of a name that predictions have is refused before any row is coded', async () => {
    writeFileSync(join(bench.folder, 'taken.jsonl'), '{"id":"1","text":"milk","Code":"x"}\n');
    await expect(code('taken.jsonl', { keep: 'all' })).rejects.toMatchObject({ detail: { code: 'usage.wrong-value', got: 'Code' } });
    await expect(code('taken.jsonl', { keep: ['wave'] })).rejects.toMatchObject({ detail: { code: 'data.missing-column' } });
  });
});

const row = '{"id":"1","text":"milk"}\n';
const arrowBytes = (): Uint8Array => tableToIPC(arrowTable(), 'file');
const HOSTILE: readonly (readonly [name: string, bytes: () => string | Uint8Array, failure: object])[] = [
  ['cut.jsonl', () => `${row}{"id":"2","te`, { code: 'data.unreadable', where: 'cut.jsonl, line 2', got: expect.stringContaining('cut short') }],
  ['list.jsonl', () => '[\n{"id":"1","text":"milk"}]', { code: 'data.unreadable', where: 'list.jsonl, line 1', hint: expect.stringContaining('jq') }],
  ['text.jsonl', () => 'milk\n', { code: 'data.unreadable', got: 'no JSON' }],
  ['csv.jsonl', () => 'id,text\n1,milk\n', { code: 'data.unreadable', got: 'a text file such as CSV' }],
  ['nested.jsonl', () => '{"id":"1","text":{"a":1}}', { code: 'data.wrong-type', where: 'nested.jsonl, line 1', got: 'a structure' }],
  ['mixed.jsonl', () => `${row}{"id":[2],"text":"x"}`, { code: 'data.wrong-type', where: 'mixed.jsonl, line 2', got: 'a list' }],
  ['empty.jsonl', () => '', { code: 'data.missing-column' }],
  ['latin.jsonl', () => Buffer.from(`{"id":"1","text":"caf\xe9"}`, 'latin1'), { code: 'data.unreadable', got: 'bytes that are no UTF-8' }],
  ['gzip.jsonl', () => gzipSync(row), { code: 'data.unreadable', got: 'a file compressed by gzip' }],
  ['cut.jsonl.gz', () => gzipSync(row.repeat(100)).subarray(0, 30), { code: 'data.unreadable', got: 'a gzip file that is cut short' }],
  ['long.jsonl', () => `{"id":"1","text":"${'x'.repeat(5e6)}`, { code: 'data.unreadable', got: expect.stringContaining('a line of more than') }],
  ['case.jsonl', () => '{"id":"1","ID":"2","text":"a"}', { code: 'data.schema-differs' }],
  ['cut.arrow', () => arrowBytes().subarray(0, 900), { code: 'data.unreadable' }],
  ['text.arrow', () => 'id,text\n1,milk\n', { code: 'data.unreadable', got: 'a text file such as CSV' }],
  ['empty.arrow', () => '', { code: 'data.unreadable', got: 'an empty file' }],
  ['latin.arrow', latinArrow, { code: 'data.unreadable', got: 'bytes that are no UTF-8', where: 'latin.arrow, column text, rows from 1 on' }],
  [
    'list.arrow',
    () => tableToIPC(new Table({ id: vectorFromArray(['1']), text: vectorFromArray([['a']], new List(Field.new('item', new Utf8()))) })),
    { code: 'data.wrong-type' },
  ],
  ['arrow.csv', arrowBytes, { code: 'data.unreadable' }],
];

function latinArrow(): Uint8Array {
  const data = Buffer.from('caf\xe9', 'latin1');
  return tableToIPC(
    new Table({
      id: vectorFromArray(['1']),
      text: makeVector({ type: new Utf8(), data, valueOffsets: Int32Array.of(0, 4), length: 1 } as never) as never,
    }),
  );
}

describe('files that are not what they seem', () => {
  test.each(HOSTILE)('%s is told of in four parts', async (name, bytes, failure) => {
    writeFileSync(join(bench.folder, name), bytes());
    const keep = name.startsWith('case') ? ('all' as const) : [];
    const error = await code(name, { keep }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({
      detail: { what: expect.any(String), where: expect.any(String), got: expect.any(String), wanted: expect.any(String), ...failure },
    });
  });
});
