import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeShardTexts } from '../../src/artifacts/files/texts-file.js';
import { MAX_TEXT_LENGTH, NO_GROUP, type Prepared, SHARD_ROWS } from '../../src/artifacts/prepared.js';
import { digestBytes } from '../../src/core/digest.js';
import type { Column } from '../../src/engine/table-files.js';
import { prepareStage } from '../../src/stages/prepare/index.js';
import { makeLabelTable } from '../../src/stages/prepare/label-rules.js';
import { planShards } from '../../src/stages/prepare/plan-shards.js';
import { sourceStage } from '../../src/stages/source/index.js';
import { openWorkbench, textColumns, type Workbench } from '../contract/stage-context.js';
import { readWithParquetJs } from '../engine/parquetjs.js';

let bench: Workbench;
beforeEach(async () => {
  bench = await openWorkbench();
});
afterEach(() => bench.close());

async function prepare(data: object = {}, rest: object = {}): Promise<Prepared> {
  const context = bench.context({ name: 'x', data: { partitions: join(bench.folder, '*.parquet'), maxQuarantineShare: 1, ...data }, ...rest });
  return prepareStage.run({ source: await sourceStage.run({}, context) }, context);
}
const writeRows = (
  name: string,
  rows: readonly (readonly [id: string | null, text: string | null, label: string | null])[],
  more: readonly Column[] = [],
) =>
  bench.write(name, [...textColumns({ id: rows.map((row) => row[0]), text: rows.map((row) => row[1]), label: rows.map((row) => row[2]) }), ...more]);
const quarantine = () => readWithParquetJs(join(bench.context({ name: 'x', data: { partitions: '' } }).runFolder, 'quarantine.parquet'));
const shardFiles = () => {
  const folder = join(bench.folder, 'workspace/store/prepared-shard');
  return (existsSync(folder) ? readdirSync(folder, { recursive: true }) : []).map(String).filter((name) => name.endsWith('rows.parquet'));
};

describe('the prepare stage', () => {
  it('keeps repeated texts as rows of one group, in order of partition and position', async () => {
    await writeRows('b.parquet', [['4', 'MILK!', 'm']]);
    await writeRows('a.parquet', [
      ['1', 'rye bread', 'b'],
      ['2', 'milk', 'm'],
      ['3', 'Rye  Bread', 'c'],
    ]);
    const prepared = await prepare();
    expect(prepared.codes).toEqual(['b', 'c', 'm']);
    expect([...prepared.code]).toEqual([0, 2, 1, 2]);
    expect([...prepared.group]).toEqual([0, 1, 0, 1]);
    expect(prepared.text).toBe(prepared.group);
    expect([prepared.rowCount, prepared.includedCount, prepared.groupCount, prepared.quarantine.length]).toEqual([4, 4, 2, 0]);
    expect(prepared.firstRow).toEqual([0, 3, 4]);
    expect(prepared.group.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('trims and composes labels, says how many, and warns of codes in several spellings', async () => {
    const labels = ['0111', ' 0111', '0111\u00a0', '\ufeff0111\n', '111', 'caf\u00e9', 'cafe\u0301', 'CAF\u00c9'];
    await writeRows(
      'a.parquet',
      labels.map((label, i) => [`${i}`, `text ${i}`, label]),
    );
    expect((await prepare()).codes).toEqual(['0111', '111', 'CAF\u00c9', 'caf\u00e9']);
    const messages = bench.events.flatMap((event) => ('message' in event ? [event.message] : []));
    expect(messages).toContainEqual(expect.stringMatching(/^4 labels of label had blanks or marks/));
    expect(messages).toContainEqual(expect.stringMatching(/^2 codes .*0111 and 111, CAF\u00c9 and caf\u00e9$/));
  });

  it('warns of whole numbers that look like codes without their leading zeros, unless a codebook says which are codes', async () => {
    await bench.write('a.parquet', [
      ...textColumns({ id: ['1', '2'], text: ['bread', 'wine'] }),
      { name: 'label', type: 'int32', values: [111, 2111] },
    ]);
    await prepare();
    const warnings = () => bench.events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
    expect(warnings()).toEqual([expect.stringContaining('lost their leading zeros do (111 beside 2111)')]);
    writeFileSync(join(bench.folder, 'codes.csv'), 'code,title,parent\n0111,Bread,\n2111,Wine,\n111a,Ale,\n');
    await expect(prepare({ codebook: join(bench.folder, 'codes.csv') })).rejects.toMatchObject({ detail: { code: 'data.too-few-codes' } });
    await expect(prepare({ codebook: join(bench.folder, 'codes.csv'), maxQuarantineShare: 0.1 })).rejects.toMatchObject({
      detail: { code: 'data.contract', got: expect.stringContaining('code 111; the nearest code is 0111') },
    });
    expect(await quarantine()).toMatchObject([{ id: '1', reason: 'code-not-in-codebook', detail: '111; the nearest code is 0111' }]);
  });

  it('takes labels of a list for missing, unless the codebook has them', async () => {
    const labels = ['nan', 'NA', 'None', 'null', '<NA>', ' - ', 'b', 'm'];
    await writeRows(
      'a.parquet',
      labels.map((label, i) => [`${i}`, `text ${i}`, label]),
    );
    const reasons = async (data: object) => (await prepare(data)).quarantine.map(({ reason, count }) => [reason, count]);
    expect(await reasons({})).toEqual([['null-label', 6]]);
    expect((await quarantine()).map(({ detail }) => detail)).toEqual(['nan', 'NA', 'None', 'null', '<NA>', '-']);
    expect(await reasons({ missingLabels: ['-'] })).toEqual([['null-label', 1]]);
    writeFileSync(join(bench.folder, 'codes.csv'), 'code,title,parent\nNA,Namibia,\nb,Bread,\nm,Milk,\n');
    expect(await reasons({ codebook: join(bench.folder, 'codes.csv') })).toEqual([['null-label', 5]]);
  });

  it('refuses weights that are all 0, and takes those beyond a 32-bit float for bad', async () => {
    const write = (weights: readonly number[]) =>
      writeRows(
        'a.parquet',
        [
          ['1', 'bread', 'b'],
          ['2', 'milk', 'm'],
          ['3', 'wine', 'w'],
        ],
        [{ name: 'w', type: 'float64', values: weights }],
      );
    for (const use of ['training', 'evaluation']) {
      await write([0, 0, 0]);
      await expect(prepare({ weights: { [use]: 'w' } })).rejects.toMatchObject({
        detail: { code: 'data.contract', where: `data.weights.${use} (w)`, got: '0 in each of 3 rows' },
      });
      await write([1e300, 1, 2]);
      expect((await prepare({ weights: { [use]: 'w' } })).quarantine).toMatchObject([{ reason: 'bad-weight', count: 1, examples: ['1'] }]);
    }
  });

  it('takes infinite numbers of a covariate for missing, and says how many', async () => {
    await writeRows(
      'a.parquet',
      [
        ['1', 'bread', 'b'],
        ['2', 'milk', 'm'],
        ['3', 'wine', 'w'],
      ],
      [{ name: 'age', type: 'float64', values: [Number.POSITIVE_INFINITY, 3, Number.NEGATIVE_INFINITY] }],
    );
    const prepared = await prepare({ covariates: [{ column: 'age', bins: 2 }] });
    const texts = decodeShardTexts(readFileSync(join(prepared.shards[0]?.folder as string, 'texts.arrow')));
    expect([...(texts.numeric[0] as Iterable<number | null>)]).toEqual([null, 3, null]);
    expect(bench.events).toContainEqual(expect.objectContaining({ type: 'warning', message: '2 infinite numbers in covariates count as missing' }));
  });

  it('sends each kind of bad row to quarantine with its reason, and counts it', async () => {
    const partition = await writeRows('a.parquet', [
      ['1', 'rye bread', 'b'],
      ['2', null, 'b'],
      ['3', ' \u200b\u202e -- ', 'b'],
      ['4', 'x'.repeat(1_000_000), 'b'],
      [null, 'milk', 'm'],
      ['', 'milk', 'm'],
      ['6', 'milk', null],
      ['7', 'milk', 'zz'],
      ['8', 'milk', 'm'],
    ]);
    writeFileSync(join(bench.folder, 'codes.csv'), 'code,title,parent\nb,Bread,\nm,Milk,\n');
    const prepared = await prepare({ codebook: join(bench.folder, 'codes.csv') });
    expect(prepared.quarantine.map(({ reason, count, examples }) => [reason, count, examples])).toEqual([
      ['null-id', 2, []],
      ['null-text', 1, ['2']],
      ['empty-text', 1, ['3']],
      ['text-too-long', 1, ['4']],
      ['null-label', 1, ['6']],
      ['code-not-in-codebook', 1, ['7']],
    ]);
    expect(prepared.rowCount).toBe(2);
    const at = { partition: relative(bench.folder, partition) };
    expect(await quarantine()).toEqual([
      { ...at, position: 1, id: '2', reason: 'null-text', detail: '' },
      { ...at, position: 2, id: '3', reason: 'empty-text', detail: expect.any(String) },
      { ...at, position: 3, id: '4', reason: 'text-too-long', detail: `1000000 characters, at most ${MAX_TEXT_LENGTH}` },
      { ...at, position: 4, reason: 'null-id', detail: '' },
      { ...at, position: 5, id: '', reason: 'null-id', detail: '' },
      { ...at, position: 6, id: '6', reason: 'null-label', detail: '' },
      { ...at, position: 7, id: '7', reason: 'code-not-in-codebook', detail: 'zz' },
    ]);
    expect(bench.events).toContainEqual(
      expect.objectContaining({ type: 'warning', message: expect.stringContaining('7 of 9 rows are bad (77.8 %)') }),
    );
  });

  it('leaves texts out of quarantine when examples are private', async () => {
    await writeRows('a.parquet', [
      ['1', 'bread', 'b'],
      ['2', 'milk', 'm'],
      ['3', '¿?¡!', 'm'],
    ]);
    await prepare({}, { privacy: { examples: false } });
    expect((await quarantine())[0]).toMatchObject({ reason: 'empty-text', detail: '' });
    await prepare();
    expect((await quarantine())[0]).toMatchObject({ reason: 'empty-text', detail: '"¿?¡!"' });
  });

  it('leaves a repeated id with equal content out, and trusts no row of an id whose rows differ', async () => {
    await writeRows('a.parquet', [
      ['1', 'bread', 'b'],
      ['2', 'milk', 'm'],
      ['1', 'bread', 'b'],
      ['3', 'rye', 'b'],
    ]);
    await writeRows('b.parquet', [
      ['3', 'rye', 'm'],
      ['1', 'bread', 'b'],
      ['4', 'milk', 'm'],
      ['3', 'rye', 'b'],
    ]);
    const prepared = await prepare();
    expect([...prepared.included]).toEqual([1, 1, 0, 0, 0, 0, 1, 0]);
    expect(prepared.repeatedRowCount).toBe(2);
    expect(prepared.quarantine).toEqual([{ reason: 'repeated-id', count: 3, examples: ['3'] }]);
    expect((await quarantine()).map(({ position, id, reason }) => [position, id, reason])).toEqual([
      [3, '3', 'repeated-id'],
      [0, '3', 'repeated-id'],
      [3, '3', 'repeated-id'],
    ]);
    expect([prepared.code[2], prepared.group[2], prepared.includedCount]).toEqual([-1, NO_GROUP, 3]);
  });

  it('reads the same partition under two names as repeats of every row', async () => {
    const rows = [
      ['1', 'bread', 'b'],
      ['2', 'milk', 'm'],
    ] as const;
    await writeRows('a.parquet', rows);
    await writeRows('b.parquet', rows);
    const prepared = await prepare();
    expect([...prepared.included]).toEqual([1, 1, 0, 0]);
    expect(prepared.repeatedRowCount).toBe(2);
  });

  it('cuts labels to the ancestor at a level; a code above it has none', async () => {
    writeFileSync(join(bench.folder, 'codes.csv'), 'code,title,parent\n0,,\n01,,0\n011,,01\n012,,01\n02,,0\n021,,02\n');
    await writeRows('a.parquet', [
      ['1', 'a', '011'],
      ['2', 'b', '012'],
      ['3', 'c', '02'],
      ['4', 'd', '021'],
      ['5', 'e', '0'],
    ]);
    const prepared = await prepare({ codebook: join(bench.folder, 'codes.csv'), level: 2 });
    expect(prepared.codes).toEqual(['01', '02']);
    expect([...prepared.code]).toEqual([0, 0, 1, 1]);
    expect(prepared.quarantine).toEqual([{ reason: 'no-ancestor-at-level', count: 1, examples: ['5'] }]);
    expect((await quarantine())[0]).toMatchObject({ detail: '0 is at level 1' });
  });

  it('checks weights and keeps them by row', async () => {
    const weights: Column = { name: 'w', type: 'float64', values: [2, 0, -1, Number.NaN, null, Number.POSITIVE_INFINITY, 0.5] };
    await writeRows(
      'a.parquet',
      Array.from({ length: 7 }, (_, i) => [`${i}`, `text ${i}`, `${i % 2}`] as const),
      [weights],
    );
    const prepared = await prepare({ weights: { training: 'w', evaluation: null } });
    expect([...(prepared.trainingWeight ?? [])]).toEqual([2, 0, 0.5]);
    expect(prepared.evaluationWeight).toBeNull();
    expect(prepared.quarantine.map(({ reason, examples }) => [reason, examples])).toEqual([['bad-weight', ['2', '3', '4', '5']]]);
  });

  it('groups by the values of a column, whose null is a bad row, and still knows which texts are the same', async () => {
    const household: Column = { name: 'household', type: 'int32', values: [7, 8, 7, null] };
    await writeRows(
      'a.parquet',
      [
        ['1', 'bread', 'b'],
        ['2', 'Bread', 'm'],
        ['3', 'milk', 'm'],
        ['4', 'oil', 'm'],
      ],
      [household],
    );
    const prepared = await prepare({}, { split: { groupBy: 'household' } });
    expect([...prepared.group]).toEqual([0, 1, 0]);
    expect([...prepared.text]).toEqual([0, 0, 1]);
    expect(prepared.quarantine).toEqual([{ reason: 'null-group', count: 1, examples: ['4'] }]);
    const [file] = shardFiles();
    const [row] = await readWithParquetJs(join(bench.folder, 'workspace/store/prepared-shard', file as string));
    expect(row?.group).toBe(createHash('sha256').update('7').digest('hex'));
  });

  it('keeps texts, covariates and their gaps for the features, characters of every kind unharmed', async () => {
    const texts = ['שלום 𝔘', 'zero\u200bwidth', '\u202ertl\u202c', 'null\u0000byte'];
    await bench.write('a.parquet', [
      ...textColumns({
        id: ['1', '2', '3', '4'],
        text: texts,
        more: ['x', null, 'y', 'z'],
        label: ['a', 'b', 'a', 'b'],
        shop: ['s', null, 't', 's'],
      }),
      { name: 'price', type: 'float64', values: [1.5, null, Number.NaN, 2] },
    ]);
    const prepared = await prepare({ text: ['text', 'more'], covariates: ['shop', { column: 'price', bins: 4 }] });
    const [shard] = prepared.shards;
    expect(decodeShardTexts(readFileSync(join(shard?.folder as string, 'texts.arrow')))).toEqual({
      rowCount: 4,
      texts: [texts, ['x', '', 'y', 'z']],
      categorical: [['s', null, 't', 's']],
      numeric: [[1.5, null, null, 2]],
    });
    expect(prepared.rowCount).toBe(4);
  });

  it('reads partitions of another writer, and names one whose text is not UTF-8', async () => {
    const rows = [
      { id: 7n, text: 'Käse', label: 'k' },
      { id: 8n, text: 'lone \ud800 surrogate', label: 'm' },
      { id: 9n, label: 'm' },
    ];
    await writeWithParquetJs(join(bench.folder, 'a.parquet'), rows);
    const prepared = await prepare();
    expect(prepared.quarantine).toEqual([{ reason: 'null-text', count: 1, examples: ['9'] }]);
    expect(decodeShardTexts(readFileSync(join(prepared.shards[0]?.folder as string, 'texts.arrow'))).texts).toEqual([
      ['Käse', 'lone \ufffd surrogate'],
    ]);
    const file = join(bench.folder, 'b.parquet');
    await writeWithParquetJs(file, [{ id: 1n, text: Buffer.from([0x61, 0xed, 0xa0, 0x80]), label: 'k' }]);
    await expect(prepare()).rejects.toMatchObject({
      exitCode: 3,
      detail: { code: 'data.unreadable', where: file, hint: 'write its text columns in UTF-8' },
    });
  });

  it('writes row files that another implementation reads with equal values', async () => {
    await writeRows('a.parquet', [
      ['ü', 'Käse', 'k'],
      ['2', 'milk', 'm'],
    ]);
    await prepare();
    const [file] = shardFiles();
    const [row] = await readWithParquetJs(join(bench.folder, 'workspace/store/prepared-shard', file as string));
    expect(row).toEqual({
      position: 0,
      id: 'ü',
      code: 'k',
      group: row?.textKey,
      textKey: expect.stringMatching(/^[0-9a-f]{64}$/),
      content: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('stops with counts by reason and at most five examples when too many rows are bad, and still writes them down', async () => {
    await writeRows(
      'a.parquet',
      Array.from({ length: 40 }, (_, i) => [`id-${i}`, i < 20 ? 'ok' : null, `${i % 2}`] as const),
    );
    const failure = prepare({ maxQuarantineShare: 0.49 });
    await expect(failure).rejects.toMatchObject({
      exitCode: 3,
      detail: {
        code: 'data.contract',
        where: expect.stringContaining('quarantine.parquet'),
        got: expect.stringMatching(/^20 of 40 rows are bad \(50\.0 %\): null-text 20; for example (id-\d+ \(null-text\)(, )?){5}$/),
      },
    });
    expect(await quarantine()).toHaveLength(20);
    expect((await prepare({ maxQuarantineShare: 0.5 })).rowCount).toBe(20);
  });

  it('stops when all rows have one code, or when there is no row', async () => {
    await writeRows('a.parquet', [
      ['1', 'bread', 'b'],
      ['2', 'rolls', 'b'],
    ]);
    await expect(prepare()).rejects.toMatchObject({ exitCode: 3, detail: { code: 'data.too-few-codes', got: 'only b' } });
    await writeRows('a.parquet', []);
    await expect(prepare()).rejects.toMatchObject({ detail: { code: 'data.too-few-codes', got: 'no rows at all' } });
  });

  it('prepares only the new partition, and nothing when a partition is renamed', async () => {
    await writeRows('a.parquet', [
      ['1', 'bread', 'b'],
      ['2', 'milk', 'm'],
    ]);
    await prepare();
    await writeRows('b.parquet', [['3', 'oil', 'o']]);
    bench.events.length = 0;
    const prepared = await prepare();
    expect(shardFiles()).toHaveLength(2);
    expect(bench.events.filter((event) => event.type === 'stage-cached')).toHaveLength(1);
    await writeRows('c.parquet', [['3', 'oil', 'o']]);
    await writeRows('b.parquet', [
      ['1', 'bread', 'b'],
      ['2', 'milk', 'm'],
    ]);
    expect((await prepare()).rowCount).toBe(5);
    expect(shardFiles()).toHaveLength(2);
    expect(prepared.codes).toEqual(['b', 'm', 'o']);
  });

  it('stops when a partition changed after it was digested', async () => {
    await writeRows('a.parquet', [
      ['1', 'bread', 'b'],
      ['2', 'milk', 'm'],
    ]);
    const context = bench.context({ name: 'x', data: { partitions: join(bench.folder, '*.parquet') } });
    const source = await sourceStage.run({}, context);
    await writeRows('a.parquet', [
      ['1', 'bread', 'm'],
      ['2', 'milk', 'b'],
    ]);
    await expect(prepareStage.run({ source }, context)).rejects.toMatchObject({ detail: { code: 'data.changed' } });
    expect(shardFiles()).toHaveLength(0);
  });

  it('says so too when it can no longer be read for that', async () => {
    const file = await writeRows('a.parquet', [
      ['1', 'bread', 'b'],
      ['2', 'milk', 'm'],
    ]);
    const context = bench.context({ name: 'x', data: { partitions: join(bench.folder, '*.parquet') } });
    const source = await sourceStage.run({}, context);
    writeFileSync(file, readFileSync(file).subarray(0, 100));
    await expect(prepareStage.run({ source }, context)).rejects.toMatchObject({ detail: { code: 'data.changed', where: file } });
  });

  it('gives the same rows for 1 and 3 workers', async () => {
    await writeRows(
      'a.parquet',
      Array.from({ length: 40_000 }, (_, i) => [`${i}`, `text ${i % 30_000}`, `${i % 7}`] as const),
    );
    const one = await prepare();
    const other = await openWorkbench({ workerCount: 3 });
    try {
      const context = other.context({ name: 'x', data: { partitions: join(bench.folder, '*.parquet') } });
      const three = await prepareStage.run({ source: await sourceStage.run({}, context) }, context);
      expect(three.shards.map(({ key }) => key)).toEqual(one.shards.map(({ key }) => key));
      expect(Buffer.from(three.group.buffer).equals(Buffer.from(one.group.buffer))).toBe(true);
      expect(three.groupCount).toBe(30_000);
    } finally {
      await other.close();
    }
  });
});

async function writeWithParquetJs(file: string, rows: readonly object[]): Promise<void> {
  const { ParquetSchema, ParquetWriter } = createRequire(import.meta.url)('parquetjs-lite') as ParquetJs;
  const schema = new ParquetSchema({ id: { type: 'INT64' }, text: { type: 'UTF8', optional: true, compression: 'GZIP' }, label: { type: 'UTF8' } });
  const writer = await ParquetWriter.openFile(schema, file);
  for (const row of rows) await writer.appendRow(row);
  await writer.close();
}

interface ParquetJs {
  readonly ParquetSchema: new (fields: object) => object;
  readonly ParquetWriter: { openFile(schema: object, file: string): Promise<{ appendRow(row: object): Promise<void>; close(): Promise<void> }> };
}

describe('planning shards', () => {
  const partition = (path: string, rowCount: number) => ({ path, rowCount, digest: 'd' as Prepared['shards'][number]['key'], byteCount: 1 });

  it('cuts inside partitions only, the last shard of each shorter', () => {
    const shards = planShards([partition('a', 5), partition('b', 0), partition('c', 4)], 2);
    expect(shards.flatMap(({ slices }) => slices.map(({ partition: { path }, first, count }) => [path, first, count]))).toEqual([
      ['a', 0, 2],
      ['a', 2, 2],
      ['a', 4, 1],
      ['c', 0, 2],
      ['c', 2, 2],
    ]);
  });
});

describe('grouping small partitions', () => {
  const partition = (name: string, rowCount: number) => ({ path: name, rowCount, digest: digestBytes(name), byteCount: 1 });
  const small = Array.from({ length: 1500 }, (_, i) => partition(`p${i}`, 1 + (i % 7)));
  const namesOf = (partitions: Parameters<typeof planShards>[0]) =>
    planShards(partitions).map(({ slices }) => slices.map(({ partition: { path } }) => path).join(' '));

  it('keeps their order and every row, in few shards of limited rows', () => {
    const shards = planShards(small);
    expect(shards.flatMap(({ slices }) => slices)).toEqual(small.map((each) => ({ partition: each, first: 0, count: each.rowCount })));
    expect(shards.length).toBeLessThan(30);
    const wide = Array.from({ length: 1500 }, (_, i) => partition(`w${i}`, 1000));
    expect(Math.max(...planShards(wide).map(({ count }) => count))).toBeLessThanOrEqual(SHARD_ROWS);
    expect(planShards(wide).length).toBeLessThan(4 * Math.ceil((1500 * 1000) / SHARD_ROWS));
  });

  it('leaves the other groups alone when one in the middle comes, goes or changes', () => {
    const before = namesOf(small);
    const others = {
      comes: small.toSpliced(700, 0, partition('new', 3)),
      goes: small.toSpliced(700, 1),
      changes: small.with(700, partition('p700, changed', 2)),
    };
    for (const [change, partitions] of Object.entries(others)) {
      const after = namesOf(partitions);
      expect(after.filter((name) => !before.includes(name)).length, change).toBeLessThanOrEqual(2);
      expect(before.filter((name) => !after.includes(name)).length, change).toBeLessThanOrEqual(2);
    }
  });

  it('leaves large ones on their own, and few small ones too', () => {
    const few = [...small.slice(0, 32), partition('large', 40_000)];
    expect(planShards(few).map(({ slices }) => slices.length)).toEqual(new Array(35).fill(1));
    const many = [...small.slice(0, 10), partition('large', 40_000), ...small.slice(10, 50)];
    expect(
      planShards(many)
        .filter(({ slices }) => slices.some(({ partition: { path } }) => path === 'large'))
        .map(({ slices }) => slices.length),
    ).toEqual([1, 1, 1]);
  });
});

describe('label rules', () => {
  it('take every label for a code without a codebook', () => {
    expect(makeLabelTable(null, null)).toEqual({ outcomes: [], others: 'valid', missing: [] });
  });
});
