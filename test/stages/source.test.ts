import { createHash } from 'node:crypto';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Source } from '../../src/artifacts/source.js';
import { sourceStage } from '../../src/stages/source/index.js';
import { makeCodebook } from '../../src/stages/source/read-codebook.js';
import { openWorkbench, textColumns, type Workbench } from '../contract/stage-context.js';

let bench: Workbench;
beforeEach(async () => {
  bench = await openWorkbench();
});
afterEach(() => bench.close());

const good = textColumns({ id: ['1', '2'], text: ['rye bread', 'milk'], label: ['b', 'm'] });
const run = (data: object): Promise<Source> =>
  sourceStage.run({}, bench.context({ name: 'x', data: { partitions: join(bench.folder, '*.parquet'), ...data } }));

describe('the source stage', () => {
  it('lists partitions in bytewise order of path with digest, bytes and rows', async () => {
    for (const name of ['b', 'a', 'Z', 'ä']) await bench.write(`${name}.parquet`, good);
    const source = await run({});
    const at = (name: string) => `${name}.parquet`;
    expect(source.partitions.map(({ path }) => path)).toEqual(['Z', 'a', 'b', 'ä'].map(at));
    const bytes = readFileSync(join(bench.folder, 'a.parquet'));
    expect(source.partitions[1]).toMatchObject({ digest: createHash('sha256').update(bytes).digest('hex'), byteCount: bytes.length, rowCount: 2 });
    expect(source.rowCount).toBe(8);
    expect(source.codebook).toBeNull();
  });

  it('starts relative paths at the project folder, wherever the program was started', async () => {
    await bench.write('data/a.parquet', good);
    writeFileSync(join(bench.folder, 'codes.csv'), 'code,title,parent\nb,Bread,\nm,Milk,\n');
    const source = await run({ partitions: 'data/*.parquet', codebook: 'codes.csv' });
    expect(source.partitions.map(({ path }) => path)).toEqual(['data/a.parquet']);
    expect(source.codebook?.codes).toHaveLength(2);
  });

  it('names a missing column, the ones that are there, and the nearest', async () => {
    await bench.write('a.parquet', textColumns({ id: ['1'], texts: ['bread'], label: ['b'] }));
    const failure = run({});
    await expect(failure).rejects.toMatchObject({
      detail: { code: 'data.missing-column', what: 'there is no column text', got: 'the columns id, texts, label' },
    });
    await expect(failure).rejects.toMatchObject({
      detail: { where: expect.stringMatching(/a\.parquet, data\.text\[0\]$/), hint: expect.stringContaining('texts') },
    });
  });

  it('reads whole numbers as ids and labels, but no real numbers', async () => {
    await bench.write('a.parquet', [
      { name: 'id', type: 'int64', values: [1, 2] },
      { name: 'text', type: 'text', values: ['a', 'b'] },
      { name: 'label', type: 'int32', values: [10, 20] },
      { name: 'real', type: 'float64', values: [1, 2] },
    ]);
    expect((await run({})).rowCount).toBe(2);
    await expect(run({ label: 'real' })).rejects.toMatchObject({
      detail: { code: 'data.wrong-type', got: 'DOUBLE', what: 'column real has the wrong type' },
    });
    await expect(run({ weights: { training: 'text' } })).rejects.toMatchObject({
      detail: { code: 'data.wrong-type', got: 'VARCHAR', wanted: 'numbers' },
    });
  });

  it('refuses a list where a single value is wanted', async () => {
    await bench.write('a.parquet', [...good, { name: 'shop', type: 'text[]', values: [['x'], ['y']] }]);
    await expect(run({ covariates: ['shop'] })).rejects.toMatchObject({ detail: { code: 'data.wrong-type', got: 'VARCHAR[]' } });
  });

  it('names both files and the columns when a partition has another schema', async () => {
    await bench.write('a.parquet', good);
    await bench.write('b.parquet', [
      { name: 'id', type: 'int32', values: [1] },
      { name: 'text', type: 'text', values: ['a'] },
    ]);
    await expect(run({})).rejects.toMatchObject({
      detail: {
        code: 'data.schema-differs',
        where: expect.stringContaining('b.parquet'),
        got: 'id is INTEGER, not VARCHAR; no column label',
        wanted: expect.stringContaining('a.parquet'),
      },
    });
  });

  it('lets columns that nobody reads differ, and widths of whole numbers', async () => {
    await bench.write('a.parquet', [
      ...good.slice(1),
      { name: 'id', type: 'int32', values: [1, 2] },
      { name: 'extra', type: 'float64', values: [1, 2] },
    ]);
    await bench.write('b.parquet', [...good.slice(1), { name: 'id', type: 'int64', values: [3, 4] }]);
    expect((await run({})).partitions).toHaveLength(2);
  });

  it('stops at a truncated Parquet file and names it', async () => {
    await bench.write('a.parquet', good);
    const cut = await bench.write('b.parquet', good);
    truncateSync(cut, 100);
    await expect(run({})).rejects.toMatchObject({ exitCode: 3, detail: { code: 'data.unreadable', where: cut } });
  });

  it('stops when nothing matches, and tells a folder from a pattern', async () => {
    await expect(run({})).rejects.toMatchObject({ exitCode: 3, detail: { code: 'data.no-match' } });
    await bench.write('in/a.parquet', good);
    await expect(run({ partitions: join(bench.folder, 'in') })).rejects.toMatchObject({
      detail: { hint: expect.stringContaining('in/**/*.parquet') },
    });
    await expect(run({ partitions: [join(bench.folder, 'in/*.parquet'), 'nowhere/*.parquet'] })).rejects.toMatchObject({
      detail: { got: 'nowhere/*.parquet' },
    });
    await expect(run({ partitions: 'hdfs://a/*.parquet' })).rejects.toMatchObject({ detail: { code: 'usage.wrong-value' } });
  });

  it('loads a codebook and digests its bytes', async () => {
    await bench.write('a.parquet', good);
    const codebook = join(bench.folder, 'codes.csv');
    writeFileSync(codebook, 'code,title,parent\nm,"Milk, fresh",food\nfood,Food,\nb,Bread,food\n');
    const source = await run({ codebook });
    expect(source.codebook).toEqual({ codes: ['b', 'food', 'm'], titles: ['Bread', 'Food', 'Milk, fresh'], parents: ['food', null, 'food'] });
    expect(source.codebookDigest).toBe(createHash('sha256').update(readFileSync(codebook)).digest('hex'));
  });

  it('refuses a codebook that is empty, lacks a column, or is not there', async () => {
    await bench.write('a.parquet', good);
    const codebook = join(bench.folder, 'codes.csv');
    await expect(run({ codebook })).rejects.toMatchObject({ exitCode: 2, detail: { code: 'usage.missing-file' } });
    writeFileSync(codebook, 'code,title,parent\n');
    await expect(run({ codebook })).rejects.toMatchObject({ detail: { code: 'data.codebook', what: 'the codebook is empty' } });
    writeFileSync(codebook, 'code,title\na,A\n');
    await expect(run({ codebook })).rejects.toMatchObject({
      detail: { code: 'data.codebook', what: 'there is no column parent', where: expect.stringContaining('line 1') },
    });
    await expect(run({ level: 2 })).rejects.toMatchObject({ exitCode: 2, detail: { where: 'data.level' } });
  });
});

describe('a codebook', () => {
  const entry = (code: string, parent: string | null) => ({ line: 7, code, title: code, parent });

  it.each([
    ['a code twice', [entry('a', null), entry('a', null)], 'code a is there twice'],
    ['an empty code', [entry('a', null), entry('', null)], 'a code is empty'],
    ['an unknown parent', [entry('a', 'b')], 'the parent of code a is not in the codebook'],
    ['a code that is its own parent', [entry('a', 'a')], 'code a is its own ancestor'],
    ['a cycle', [entry('a', 'b'), entry('b', 'c'), entry('c', 'b')], 'code b is its own ancestor'],
  ])('is refused with %s', (_, entries, what) => {
    expect(() => makeCodebook(entries, 'codes.csv')).toThrow(what);
  });

  it('comes in bytewise order of code', () => {
    const codes = ['\uffee', '𝔘', 'b', 'B', 'ä'];
    expect(
      makeCodebook(
        codes.map((code) => entry(code, null)),
        'x',
      ).codes,
    ).toEqual(['B', 'b', 'ä', '\uffee', '𝔘']);
  });
});
