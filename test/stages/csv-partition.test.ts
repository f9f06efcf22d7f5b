import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestBytes } from '../../src/core/digest.js';
import { prepareStage } from '../../src/stages/prepare/index.js';
import { sourceStage } from '../../src/stages/source/index.js';
import { openWorkbench, textColumns, type Workbench } from '../contract/stage-context.js';

let bench: Workbench;
beforeEach(async () => {
  bench = await openWorkbench();
});
afterEach(() => bench.close());

const context = (data: object) => bench.context({ name: 'x', data: { partitions: 'in/*', ...data } });
const source = (data: object = {}) => sourceStage.run({}, context(data));
const prepare = async (data: object = {}) => prepareStage.run({ source: await source(data) }, context(data));

function write(name: string, content: string | Uint8Array): void {
  const file = join(bench.folder, 'in', name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** The cells of the table that was made of the one CSV file. */
async function cellsOf(columns: readonly string[], data: object = {}): Promise<unknown[][]> {
  const [partition] = (await source(data)).partitions;
  const requests = columns.map((name) => ({ name, as: 'text' as const }));
  const cells: unknown[][] = columns.map(() => []);
  for await (const chunk of bench.tables.scan(partition?.table?.file ?? '', requests, 0, 1e6))
    for (const [i, column] of chunk.columns.entries()) cells[i]?.push(...column);
  return cells;
}

const PLAIN = 'id,text,label\n1,"rye, bread",b\n2,"milk ""fresh""\nand cold",m\n3,wine,\n';

describe('a CSV partition', () => {
  it.each([
    ['commas', 'a.csv', PLAIN],
    ['semicolons', 'a.csv', 'id;text;label\n1;rye, bread;b\n2;"milk ""fresh""\nand cold";m\n3;wine;\n'],
    ['tabs and line ends of Windows', 'a.TSV', '\ufeffid\ttext\tlabel\r\n1\trye, bread\tb\r\n\r\n2\t"milk ""fresh""\nand cold"\tm\r\n3\twine\t\r\n'],
    ['gzip', 'a.csv.gz', gzipSync(PLAIN)],
    ['UTF-16', 'a.csv', Buffer.from(`\ufeff${PLAIN}`, 'utf16le')],
    ['more columns, blanks round their names', 'a.csv', 'id , x,text,x,label\n1,,"rye, bread",,b\n2,,"milk ""fresh""\nand cold",,m\n3,,wine,,""\n'],
  ])('with %s is read as a Parquet file of text would be', async (_, name, content) => {
    write(name, content);
    expect(await cellsOf(['id', 'text', 'label'])).toEqual([
      ['1', '2', '3'],
      ['rye, bread', 'milk "fresh"\nand cold', 'wine'],
      ['b', 'm', null],
    ]);
    const bytes = readFileSync(join(bench.folder, 'in', name));
    expect((await source()).partitions).toMatchObject([{ path: `in/${name}`, digest: digestBytes(bytes), byteCount: bytes.length, rowCount: 3 }]);
  });

  it('keeps every text as it is: zeros in front, blanks, quotes, tabs, NUL and letters of any plane', async () => {
    const texts = ['0111', ' a ', 'a "b" c', '"', 'x\ty', 'N\u0000L', '𝔘é', '# no comment', '\\n', 'NULL', '1.0'];
    write('a.csv', `id,text,label\n${texts.map((text, i) => `${i},"${text.replaceAll('"', '""')}",b`).join('\n')}`);
    expect((await cellsOf(['text']))[0]).toEqual(texts);
  });

  it('makes the same rows as a Parquet file, and is converted once', async () => {
    write('a.csv', PLAIN);
    const ofCsv = await prepare({ maxQuarantineShare: 1 });
    await bench.write(
      'other/a.parquet',
      textColumns({ id: ['1', '2', '3'], text: ['rye, bread', 'milk "fresh"\nand cold', 'wine'], label: ['b', 'm', null] as never }),
    );
    const ofParquet = await prepare({ maxQuarantineShare: 1, partitions: 'other/*' });
    const texts = ({ shards }: typeof ofCsv) => shards.map(({ folder }) => readFileSync(join(folder, 'texts.arrow')).toString('hex'));
    expect(texts(ofCsv)).toEqual(texts(ofParquet));
    expect([ofCsv.codes, ofCsv.quarantine]).toEqual([ofParquet.codes, ofParquet.quarantine]);
    await source();
    const artifacts = (await (context({}).store as unknown as { entries(kind: string): Promise<readonly unknown[]> }).entries('csv-table')).length;
    expect(artifacts).toBe(1);
  });

  it('has numbers where numbers are wanted, and an empty cell is none', async () => {
    write('a.csv', 'id,text,label,price,w\n1,a,b,1.5,1\n2,b,m, -2e1 ,.5\n3,c,m,,2\n');
    const data = { covariates: [{ column: 'price', bins: 2 }], weights: { training: 'w' } };
    expect(await cellsOf(['price', 'w'], data)).toEqual([
      ['1.5', '-20.0', null],
      ['1.0', '0.5', '2.0'],
    ]);
    expect((await source(data)).columns.find(({ name }) => name === 'price')).toMatchObject({ kind: 'number' });
  });

  it.each([
    ['a short row', 'id,text,label\n1,a,b\n2,"b\nc"\n', 'data.unreadable', 'in/a.csv, line 3', '2 cells'],
    ['a long row', 'id,text,label\n\n1,a,b,c\n', 'data.unreadable', 'in/a.csv, line 3', '4 cells'],
    ['a quote that nothing closes', 'id,text,label\n1,a,b\n2,"b,c\n3,d,e\n', 'data.unreadable', 'in/a.csv, line 3', 'a quoted cell that never ends'],
    ['signs after a quote', 'id,text,label\n1,"a"b,c\n', 'data.unreadable', 'in/a.csv, line 2', 'more signs after the closing quote of a cell'],
    ['nothing at all', '', 'data.unreadable', 'in/a.csv', 'no row at all'],
    [
      'bytes that are no UTF-8',
      Buffer.from([...Buffer.from('id,text,label\n1,'), 0xe9, 0x2c, 0x62, 0x0a]),
      'data.unreadable',
      'in/a.csv',
      'bytes that are no UTF-8',
    ],
    ['another header', 'id,texts,label\n1,a,b\n', 'data.missing-column', 'in/a.csv, data.text[0]', 'the columns id, texts, label'],
    ['a column twice', 'id,text,label,text\n1,a,b,c\n', 'data.schema-differs', 'in/a.csv, data.text[0]', 'id, text, label, text'],
  ])('with %s is refused, with the line where there is one', async (_, content, code, where, got) => {
    write('a.csv', content);
    await expect(source()).rejects.toMatchObject({ exitCode: 3, detail: { code, where, got } });
  });

  it('is refused when gzip is cut short, and when a number is none, without a word of its cells', async () => {
    write('a.csv.gz', gzipSync(`id,text,label\n${'1,secret,b\n'.repeat(10_000)}`).subarray(0, 90));
    await expect(source()).rejects.toMatchObject({ exitCode: 3, detail: { code: 'data.unreadable', got: 'a gzip file that is cut short' } });
    write('b.csv', 'id,text,label,w\n1,a,b,1\n2,b,m,"1,5"\n');
    const failed = source({ partitions: 'in/b.csv', weights: { training: 'w' } });
    await expect(failed).rejects.toMatchObject({
      exitCode: 3,
      detail: { code: 'data.wrong-type', where: 'in/b.csv, line 3', hint: expect.stringContaining('decimal point') },
    });
    write('c.csv', 'id,text,label,w\n1,a,b,secret\n');
    await expect(source({ partitions: 'in/c.csv', weights: { training: 'w' } })).rejects.toThrow(/^(?!.*secret)/s);
  });

  it('may lie beside Parquet files, and in folders that name a column', async () => {
    write('label=0111/a.csv', 'id,text\n1,a\n2,b\n');
    await bench.write('in/label=0112/b.parquet', textColumns({ id: ['3'], text: ['c'] }));
    const { codes, rowCount } = await prepare({ partitions: 'in/**/*', folderColumns: ['label'] });
    expect([codes, rowCount]).toEqual([['0111', '0112'], 3]);
  });
});
