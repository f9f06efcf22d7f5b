import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareStage } from '../../src/stages/prepare/index.js';
import { makeLabelTable } from '../../src/stages/prepare/label-rules.js';
import { sourceStage } from '../../src/stages/source/index.js';
import { makeCorrespondence } from '../../src/stages/source/read-correspondence.js';
import { OpenLabels } from '../../src/tasks/prepare/label-table.js';
import { openWorkbench, textColumns, type Workbench } from '../contract/stage-context.js';
import { readWithParquetJs } from '../engine/parquetjs.js';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

const line = (old: string, next: string, weight = '') => ({ line: 7, old, new: next, weight });
const codebook = { codes: ['0', '01', '02', '021', '022'], titles: ['', '', '', '', ''], parents: [null, '0', '0', '02', '02'] };

describe('a correspondence', () => {
  const lines = [
    line('a', '01'),
    line('b', '02'),
    line('c', '02'),
    line('d', '022', '0.3'),
    line('d', '021', '0.7'),
    line('e', ''),
    line('02', '02'),
    line('x', '021'),
  ];
  const made = makeCorrespondence(lines, 'file.csv', codebook);
  const labels = new OpenLabels(makeLabelTable(codebook, null, made));

  it('applies 1:1 and n:1', () => {
    expect(labels.resolve('a')).toEqual({ kind: 'code', code: '01', recoded: '1:1' });
    expect(labels.resolve('x')).toEqual({ kind: 'code', code: '021', recoded: '1:1' });
    expect(labels.resolve('b')).toEqual({ kind: 'code', code: '02', recoded: 'n:1' });
    expect(labels.resolve('c')).toEqual({ kind: 'code', code: '02', recoded: 'n:1' });
  });

  it('sends a divided code to quarantine with its candidates, and a dropped one', () => {
    expect(labels.resolve('d')).toEqual({ kind: 'bad', reason: 'several-new-codes', detail: 'd → 021 (0.7), 022 (0.3)' });
    expect(labels.resolve('e')).toEqual({ kind: 'bad', reason: 'code-not-in-codebook', detail: 'e was dropped' });
  });

  it('leaves labels that it does not name to the codebook', () => {
    expect(labels.resolve('01')).toEqual({ kind: 'code', code: '01', recoded: 'no' });
    expect(labels.resolve('zz')).toMatchObject({ kind: 'bad', reason: 'code-not-in-codebook', detail: 'zz' });
    expect(new OpenLabels(makeLabelTable(null, null, made)).resolve('zz')).toEqual({ kind: 'code', code: 'zz', recoded: 'no' });
  });

  it('comes before the cut to a level', () => {
    const cut = new OpenLabels(makeLabelTable(codebook, 2, made));
    expect(cut.resolve('x')).toEqual({ kind: 'code', code: '02', recoded: '1:1' });
    expect(new OpenLabels(makeLabelTable(codebook, 3, made)).resolve('a')).toMatchObject({ kind: 'bad', reason: 'no-ancestor-at-level' });
  });

  it('is refused with an empty old code, a pair twice, or a new code that the codebook does not have', () => {
    expect(() => makeCorrespondence([line('', '01')], 'file.csv', null)).toThrow('an old code is empty');
    expect(() => makeCorrespondence([line('a', '01'), line('a', '01')], 'file.csv', null)).toThrow('a → 01 is there twice');
    expect(() => makeCorrespondence([line('a', '99')], 'file.csv', codebook)).toThrow('the new code 99 is not in the codebook');
    expect(() => makeCorrespondence([line('a', '01', '0,3')], 'file.csv', codebook)).toThrow(/a weight is no number[\s\S]*file\.csv, line 7/);
  });

  it('recodes rows, counts them, and keeps divided ones with their candidates', async () => {
    const labels = ['a', 'b', 'c', 'd', '01', 'a'];
    await bench.write('rows.parquet', textColumns({ id: labels.map((_, i) => `${i}`), text: labels.map((_, i) => `text ${i}`), label: labels }));
    writeFileSync(join(bench.folder, 'map.csv'), 'old,new,weight\na,01,1\nb,02,1\nc,02,1\nd,021,0.7\nd,022,0.3\n');
    writeFileSync(join(bench.folder, 'codes.csv'), 'code,title,parent\n0,,\n01,,0\n02,,0\n021,,02\n022,,02\n');
    const at = (name: string) => join(bench.folder, name);
    const context = bench.context({
      name: 'x',
      data: { partitions: at('*.parquet'), codebook: at('codes.csv'), correspondence: at('map.csv'), maxQuarantineShare: 0.5 },
    });
    const prepared = await prepareStage.run({ source: await sourceStage.run({}, context) }, context);
    expect([...prepared.code].map((index) => prepared.codes[index])).toEqual(['01', '02', '02', '01', '01']);
    expect(prepared.recoded).toEqual({ oneToOne: 2, manyToOne: 2 });
    expect(await readWithParquetJs(join(context.runFolder, 'quarantine.parquet'))).toEqual([
      { partition: expect.any(String), position: 3, id: '3', reason: 'several-new-codes', detail: 'd → 021 (0.7), 022 (0.3)' },
    ]);
    expect(bench.events).toContainEqual(
      expect.objectContaining({ type: 'note', message: 'the correspondence gave 2 rows a new code one to one and 2 a merged one' }),
    );
  });

  it('that is not there stops the run', async () => {
    const context = bench.context({ name: 'x', data: { partitions: join(bench.folder, '*.parquet'), correspondence: 'no.csv' } });
    await expect(sourceStage.run({}, context)).rejects.toMatchObject({
      exitCode: 2,
      detail: { code: 'usage.missing-file', where: 'data.correspondence' },
    });
  });
});
