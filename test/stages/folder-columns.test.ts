import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareStage } from '../../src/stages/prepare/index.js';
import { sourceStage } from '../../src/stages/source/index.js';
import { openWorkbench, textColumns, type Workbench } from '../contract/stage-context.js';

let bench: Workbench;
beforeEach(async () => {
  bench = await openWorkbench();
});
afterEach(() => bench.close());

const context = (data: object) => bench.context({ name: 'x', data: { partitions: 'in/**/*.parquet', ...data } });
const source = (data: object = {}) => sourceStage.run({}, context(data));
const prepare = async (data: object = {}) => prepareStage.run({ source: await source(data) }, context(data));
const write = (name: string, ids: readonly string[], more: Readonly<Record<string, readonly string[]>> = {}) =>
  bench.write(name, textColumns({ id: ids, text: ids.map((id) => `text ${id}`), ...more }));

describe('columns of folder names', () => {
  it('are read as text where the configuration asks for them', async () => {
    await write('in/label=0111/month=7/a.parquet', ['1', '2']);
    await write('in/label=2%2F3/month=08/b.parquet', ['3']);
    const asked = { folderColumns: ['label', 'month'], covariates: ['month'] };
    expect((await source(asked)).partitions.map(({ folderValues }) => folderValues)).toEqual([
      { label: '0111', month: '7' },
      { label: '2/3', month: '08' },
    ]);
    const { codes, rowCount } = await prepare(asked);
    expect([codes, rowCount]).toEqual([['0111', '2/3'], 3]);
  });

  it('that are not asked for are no columns, and the message says how to ask', async () => {
    await write('in/label=0111/a.parquet', ['1']);
    await expect(source()).rejects.toMatchObject({
      exitCode: 3,
      detail: {
        code: 'data.missing-column',
        what: 'there is no column label',
        hint: expect.stringMatching(/label=….*data\.folderColumns lists label/),
      },
    });
  });

  it('are missing labels where Hive says so', async () => {
    await write('in/label=a/a.parquet', ['1', '2']);
    await write('in/label=b/a.parquet', ['3']);
    await write('in/label=__HIVE_DEFAULT_PARTITION__/a.parquet', ['4']);
    const { quarantine } = await prepare({ folderColumns: ['label'], maxQuarantineShare: 0.5 });
    expect(quarantine).toMatchObject([{ reason: 'null-label', count: 1, examples: ['4'] }]);
  });

  it('are refused where the file has a column of that name too', async () => {
    await write('in/label=0111/a.parquet', ['1'], { label: ['b'] });
    await expect(source({ folderColumns: ['label'] })).rejects.toMatchObject({
      exitCode: 3,
      detail: { code: 'data.schema-differs', where: 'in/label=0111/a.parquet, data.folderColumns', what: expect.stringContaining('label') },
    });
  });

  it('are missing where a path has no such folder, even when another has', async () => {
    await write('in/label=a/a.parquet', ['1']);
    await write('in/b.parquet', ['2'], { label: ['b'] });
    await expect(source({ folderColumns: ['label'] })).rejects.toMatchObject({
      exitCode: 3,
      detail: { code: 'data.missing-column', where: 'in/b.parquet, data.folderColumns' },
    });
  });

  it('count from the project folder on, and only where a key names them', async () => {
    await write('in/label=a/shop=1/a.parquet', ['1'], { label: ['b'] });
    const [partition] = (await source({ folderColumns: ['shop'] })).partitions;
    expect(partition).not.toHaveProperty('folderValues');
    const inside = { ...context({ folderColumns: ['label'], partitions: '**/*.parquet' }), projectFolder: join(bench.folder, 'in/label=a') };
    await expect(sourceStage.run({}, inside)).rejects.toMatchObject({ detail: { code: 'data.missing-column' } });
  });

  it('are no numbers: a covariate with bins needs a column of the file', async () => {
    await write('in/year=2024/a.parquet', ['1'], { label: ['b'] });
    await expect(source({ folderColumns: ['year'], covariates: [{ column: 'year', bins: 2 }] })).rejects.toMatchObject({
      detail: { code: 'data.wrong-type', got: 'folder name' },
    });
  });

  it('make other shards of equal bytes, and leave those of other pipelines as they are', async () => {
    await write('in/label=a/a.parquet', ['1']);
    await write('in/label=b/a.parquet', ['1']);
    const { shards } = await prepare({ folderColumns: ['label'], maxQuarantineShare: 1 }).catch((error: unknown) => {
      // One id with two labels: the shards are made before that is judged.
      expect(error).toMatchObject({ detail: { code: 'data.too-few-codes' } });
      return { shards: [] };
    });
    expect(shards).toEqual([]);
    const made = bench.context({ name: 'x', data: { partitions: 'x' } }).store as unknown as {
      entries(kind: string): Promise<readonly { readonly artifact: { readonly fingerprint: object } }[]>;
    };
    const values = (await made.entries('prepared-shard')).map(({ artifact }) => artifact.fingerprint);
    expect(values).toHaveLength(2);
    expect(values).toEqual(
      expect.arrayContaining([expect.objectContaining({ folderValues: { label: 'a' } }), expect.objectContaining({ folderValues: { label: 'b' } })]),
    );
    await write('plain/a.parquet', ['1', '2'], { label: ['a', 'b'] });
    await prepare({ partitions: 'plain/*.parquet' });
    const plain = (await made.entries('prepared-shard')).map(({ artifact }) => artifact.fingerprint).filter((each) => !('folderValues' in each));
    expect(plain).toHaveLength(1);
  });
});
