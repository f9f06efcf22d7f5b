import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Prepared } from '../../src/artifacts/prepared.js';
import { featuresStage } from '../../src/stages/features/index.js';
import { prepareStage } from '../../src/stages/prepare/index.js';
import { searchStage } from '../../src/stages/search/index.js';
import { sourceStage } from '../../src/stages/source/index.js';
import { splitStage } from '../../src/stages/split/index.js';
import { trainStage } from '../../src/stages/train/index.js';
import { openWorkbench, textColumns, type Workbench } from '../contract/stage-context.js';
import { readWithParquetJs } from '../engine/parquetjs.js';
import { type SmallRow, smallRows } from './small-flow.js';

const FILES = 40;
const ROWS = smallRows(6 * FILES, 4, 0.6, 5);

let bench: Workbench;
beforeEach(async () => {
  bench = await openWorkbench();
});
afterEach(() => bench.close());

function write(on: Workbench, name: string, rows: readonly SmallRow[]): Promise<string> {
  return on.write(name, textColumns({ id: rows.map(({ id }) => id), text: rows.map(({ text }) => text), label: rows.map(({ label }) => label) }));
}

function nameOf(index: number): string {
  return `p${String(index).padStart(2, '0')}.parquet`;
}

/** The rows in files of six; a file has other rows where they are given. */
async function writeFiles(on: Workbench, others: Readonly<Record<number, readonly SmallRow[]>> = {}): Promise<void> {
  for (let index = 0; index < FILES; index++) await write(on, `many/${nameOf(index)}`, others[index] ?? ROWS.slice(6 * index, 6 * index + 6));
}

function contextOf(on: Workbench, folder: string, data: object = {}) {
  const search = { maxPasses: 3, patience: 1, grid: { l2: [1e-3] } };
  const features = { words: [1, 1] as [number, number], chars: null };
  return on.context({ name: 'x', data: { partitions: `${folder}/**/*.parquet`, maxQuarantineShare: 1, ...data }, features, search });
}

async function prepare(data: object = {}): Promise<Prepared> {
  const context = contextOf(bench, 'many', data);
  return prepareStage.run({ source: await sourceStage.run({}, context) }, context);
}

const quarantine = () => readWithParquetJs(join(contextOf(bench, 'many').runFolder, 'quarantine.parquet'));

/** The split and the model that a flow comes to. */
async function digestsOf(on: Workbench, folder: string) {
  const context = contextOf(on, folder);
  const source = await sourceStage.run({}, context);
  const prepared = await prepareStage.run({ source }, context);
  const split = await splitStage.run({ source, prepared }, context);
  const features = await featuresStage.run({ source, prepared, split }, context);
  const trials = await searchStage.run({ source, prepared, split, features }, context);
  const fit = await trainStage.run({ source, prepared, split, features, trials }, context);
  return { shardCount: prepared.shards.length, digests: [split.splitDigest, fit.modelDigest] };
}

describe('many small partitions', () => {
  it('come to the split and the model of one partition with their rows, on 1, 2 and 4 workers', async () => {
    await write(bench, 'one/all.parquet', ROWS);
    const one = await digestsOf(bench, 'one');
    await writeFiles(bench);
    const expectSame = async (on: Workbench) => {
      const many = await digestsOf(on, 'many');
      expect(many.shardCount).toBeLessThan(FILES / 8);
      expect(many.digests).toEqual(one.digests);
    };
    await expectSame(bench);
    for (const workerCount of [2, 4]) {
      const other = await openWorkbench({ workerCount });
      try {
        await writeFiles(other);
        await expectSame(other);
      } finally {
        await other.close();
      }
    }
  });

  it('name the partition and the position in it of each bad row and each ambiguous id', async () => {
    const [bad, twice] = [ROWS.slice(18, 24), ROWS.slice(60, 66)];
    await writeFiles(bench, {
      3: bad.map((row, i) => (i === 2 ? { ...row, text: '!' } : row)),
      10: [...twice, { id: ROWS[0]?.id as string, text: 'another text', label: 'code-00' }],
    });
    await prepare();
    const rows = (await quarantine()).map(({ partition, position, id, reason }) => [partition, position, id, reason]);
    expect(rows.sort()).toEqual([
      ['many/p00.parquet', 0, 'r00000', 'repeated-id'],
      ['many/p03.parquet', 2, 'r00020', 'empty-text'],
      ['many/p10.parquet', 6, 'r00000', 'repeated-id'],
    ]);
  });

  it('read what the folders of each say, and files whose columns are stored in other ways', async () => {
    for (let index = 0; index < FILES; index++) {
      const id = { name: 'id', type: index % 2 === 0 ? 'int32' : 'int64', values: [index] } as const;
      const text = { name: 'text', type: 'text', values: [`text ${index}`] } as const;
      await bench.write(`many/label=f${index % 3}/${nameOf(index)}`, index % 5 === 0 ? [id, text] : [text, id]);
    }
    const prepared = await prepare({ folderColumns: ['label'] });
    expect([prepared.codes, prepared.rowCount]).toEqual([['f0', 'f1', 'f2'], FILES]);
    const order = [0, 1, 2].flatMap((code) => Array.from({ length: FILES }, (_, index) => index % 3).filter((own) => own === code));
    expect([...prepared.code]).toEqual(order);
  });

  it('are named by the shards that they share, so that a plan can tell which are new', async () => {
    await writeFiles(bench);
    const context = contextOf(bench, 'many');
    const work = prepareStage.pieces({ source: await sourceStage.run({}, context) }, context);
    const asked = await work.next();
    await work.return(undefined as never);
    const named = asked.done === true ? [] : asked.value.pieces.map(({ partitions = [] }) => partitions);
    expect(named.length).toBeLessThan(FILES / 8);
    expect(named.flat()).toEqual(Array.from({ length: FILES }, (_, index) => `many/${nameOf(index)}`));
  });

  it('leave the shards of the others alone when one in the middle is added', async () => {
    // Too large to share a shard, so that there are groups before and after it.
    await writeFiles(bench, { 20: smallRows(1100, 4, 0.6, 7).map((row) => ({ ...row, id: `large ${row.id}` })) });
    const before = (await prepare()).shards.map(({ key }) => key);
    expect(before.length).toBeGreaterThanOrEqual(3);
    await write(
      bench,
      'many/p30b.parquet',
      smallRows(3, 4, 0.6, 9).map((row) => ({ ...row, id: `new ${row.id}` })),
    );
    const after = (await prepare()).shards.map(({ key }) => key);
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
    expect(after.filter((key) => !before.includes(key)).length).toBeLessThanOrEqual(2);
    expect(after).not.toEqual(before);
  });

  it('stop when one of them changes after it was read first', async () => {
    await writeFiles(bench);
    const context = contextOf(bench, 'many');
    const source = await sourceStage.run({}, context);
    await write(bench, `many/${nameOf(17)}`, ROWS.slice(0, 3));
    const where = join(bench.folder, 'many', nameOf(17));
    await expect(prepareStage.run({ source }, context)).rejects.toMatchObject({ detail: { code: 'data.changed', where } });
    writeFileSync(where, 'no longer a table');
    await expect(prepareStage.run({ source }, context)).rejects.toMatchObject({ detail: { code: 'data.changed', where } });
    await expect(sourceStage.run({}, context)).rejects.toMatchObject({ detail: { code: 'data.unreadable', where } });
  });
});
