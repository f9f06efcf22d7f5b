import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Column, TableFiles } from '../../src/engine/table-files.js';
import type { Closable } from './closable.js';
import { parquet, readWithParquetJs } from './parquetjs.js';

/** What everything that keeps tables as files must do; an implementation supplies itself. */
export function tableFilesContract(name: string, open: (temporaryFolder: string) => Promise<Closable<TableFiles>>): void {
  describe(`${name} as table files`, () => {
    let folder: string;
    let tables: Closable<TableFiles>;
    const path = (file: string) => join(folder, file);

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'millrace-tables-'));
      tables = await open(path('spill'));
    });
    afterAll(async () => {
      await tables.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it('writes tables that another implementation reads with equal values and types', async () => {
      const columns: Column[] = [
        { name: 'text', type: 'text', values: ['Käse', null, '𝔘 \u202eيمين\u200b "quoted" \\ \n'] },
        { name: 'small', type: 'int32', values: [1, -2147483648, null] },
        { name: 'large', type: 'int64', values: [2 ** 53 - 1, null, -5] },
        { name: 'real', type: 'float64', values: [0.1, null, Number.MIN_VALUE] },
        { name: 'flag', type: 'boolean', values: [true, false, null] },
        { name: 'words', type: 'text[]', values: [['a', 'b'], ['c'], ['']] },
      ];
      await tables.writeTable(path('types.parquet'), columns);
      const rows = await readWithParquetJs(path('types.parquet'));
      expect(rows.map((row) => row.text ?? null)).toEqual(columns[0]?.values);
      expect(rows.map((row) => row.small ?? null)).toEqual(columns[1]?.values);
      expect(rows.map((row) => (row.large === undefined ? null : Number(row.large)))).toEqual(columns[2]?.values);
      expect(rows.map((row) => row.real ?? null)).toEqual(columns[3]?.values);
      expect(rows.map((row) => row.flag ?? null)).toEqual(columns[4]?.values);
      expect(rows.map((row) => (row.words as { list: { element: string }[] }).list.map((item) => item.element))).toEqual(columns[5]?.values);
      const described = await tables.describe(path('types.parquet'));
      expect(described.columns.map(({ name: column, kind }) => [column, kind])).toEqual([
        ['text', 'text'],
        ['small', 'whole number'],
        ['large', 'whole number'],
        ['real', 'number'],
        ['flag', 'boolean'],
        ['words', 'list'],
      ]);
      expect(described.rowCount).toBe(3);
    });

    it('tells the kind of every column that another implementation wrote, and which are stored alike', async () => {
      const { ParquetSchema, ParquetWriter } = parquet;
      const kinds = {
        utf8: [{ type: 'UTF8' }, 'a', 'text'],
        int8: [{ type: 'INT_8' }, 1, 'whole number'],
        uint32: [{ type: 'UINT_32' }, 1, 'whole number'],
        int64: [{ type: 'INT64' }, 1, 'whole number'],
        float: [{ type: 'FLOAT' }, 1.5, 'number'],
        double: [{ type: 'DOUBLE' }, 1.5, 'number'],
        flag: [{ type: 'BOOLEAN' }, true, 'boolean'],
        date: [{ type: 'DATE' }, new Date(0), 'time'],
        stamp: [{ type: 'TIMESTAMP_MILLIS' }, new Date(0), 'time'],
        bytes: [{ type: 'BYTE_ARRAY' }, Buffer.from([1, 2]), 'bytes'],
        list: [{ type: 'DOUBLE', repeated: true }, [1.5, 2], 'list'],
        structure: [{ fields: { inner: { type: 'UTF8' } } }, { inner: 'x' }, 'structure'],
        structures: [{ repeated: true, fields: { inner: { type: 'UTF8' } } }, [{ inner: 'x' }], 'list'],
      } as const;
      const schema = new ParquetSchema(Object.fromEntries(Object.entries(kinds).map(([column, [definition]]) => [column, definition])));
      const writer = await ParquetWriter.openFile(schema, path('kinds.parquet'));
      await writer.appendRow(Object.fromEntries(Object.entries(kinds).map(([column, [, value]]) => [column, value])));
      await writer.close();

      const { columns } = await tables.describe(path('kinds.parquet'));
      const own = columns.filter(({ name: column }) => column !== 'structure.inner');
      expect(own.map(({ name: column, kind }) => [column, kind])).toEqual(Object.entries(kinds).map(([column, [, , kind]]) => [column, kind]));
      const typeOf = (wanted: string) => columns.find((column) => column.name === wanted)?.type;
      expect(typeOf('date')).not.toBe(typeOf('stamp'));
      expect(typeOf('int8')).not.toBe(typeOf('int64'));
    });

    it('writes Snappy and nothing newer', async () => {
      await tables.writeTable(path('codec.parquet'), [{ name: 'text', type: 'text', values: Array.from({ length: 5000 }, (_, i) => `t${i % 7}`) }]);
      const reader = await parquet.ParquetReader.openFile(path('codec.parquet'));
      const codecs = reader.metadata.row_groups.flatMap((group) => group.columns.map((column) => column.meta_data.codec));
      await reader.close();
      expect(new Set(codecs)).toEqual(new Set([1]));
      expect((await readWithParquetJs(path('codec.parquet'))).length).toBe(5000);
    });

    it('writes a table without rows that still has its columns', async () => {
      await tables.writeTable(path('empty.parquet'), [{ name: 'id', type: 'text', values: [] }]);
      expect(await tables.describe(path('empty.parquet'))).toMatchObject({ columns: [{ name: 'id', kind: 'nothing' }], rowCount: 0 });
    });

    it('writes columns that share one array of cells as if each had its own', async () => {
      const [shared, nulls] = [
        ['a', null, 'b'],
        [null, null, null],
      ];
      const columns = (copy: typeof shared, others: typeof nulls) =>
        [
          { name: 'first', type: 'text', values: shared },
          { name: 'none', type: 'text', values: nulls },
          { name: 'again', type: 'text', values: copy },
          { name: 'empty', type: 'text', values: others },
        ] as const;
      await tables.writeTable(path('shared.parquet'), columns(shared, nulls));
      await tables.writeTable(path('own.parquet'), columns([...shared], [...nulls]));
      expect(readFileSync(path('shared.parquet')).equals(readFileSync(path('own.parquet')))).toBe(true);
      expect(await scanAll(tables, path('shared.parquet'), 'again', 0, 3)).toEqual(shared);
    });

    it('tells columns of nulls from columns with values, and reads them as anything', async () => {
      await tables.writeTable(path('nulls.parquet'), [
        { name: 'none', type: 'int32', values: [null, null] },
        { name: 'words', type: 'text', values: [null, null] },
        { name: 'some', type: 'int32', values: [null, 1] },
      ]);
      const { columns } = await tables.describe(path('nulls.parquet'));
      expect(columns.map(({ name: column, kind }) => [column, kind])).toEqual([
        ['none', 'nothing'],
        ['words', 'nothing'],
        ['some', 'whole number'],
      ]);
      expect(await scanAll(tables, path('nulls.parquet'), 'words', 0, 2, 'number')).toEqual([null, null]);
    });

    it('adds nothing from the names of folders, and replaces nothing', async () => {
      mkdirSync(path('label=2023/month=7'), { recursive: true });
      const file = path('label=2023/month=7/a.parquet');
      await tables.writeTable(file, [{ name: 'label', type: 'text', values: ['0111'] }]);
      expect((await tables.describe(file)).columns.map((column) => column.name)).toEqual(['label']);
      expect(await scanAll(tables, file, 'label', 0, 1)).toEqual(['0111']);
    });

    it('knows columns by their exact names: case, composed form, names that an engine takes for its own, fields of structures', async () => {
      const names = ['Label', 'label', 'Libelle\u0301', 'file_row_number', 'filename', 'with "quotes"'];
      const { ParquetSchema, ParquetWriter } = parquet;
      const fields = Object.fromEntries(names.map((column) => [column, { type: 'UTF8' }]));
      const schema = new ParquetSchema({ ...fields, answer: { fields: { text: { type: 'UTF8' }, Text: { type: 'UTF8' } } } });
      const writer = await ParquetWriter.openFile(schema, path('names.parquet'));
      for (const row of [0, 1, 2]) {
        const cells = Object.fromEntries(names.map((column, i) => [column, `${i}-${row}`]));
        await writer.appendRow({ ...cells, answer: { text: `lower ${row}`, Text: `upper ${row}` } });
      }
      await writer.close();

      const described = (await tables.describe(path('names.parquet'))).columns.map((column) => column.name);
      expect(described).toEqual([...names.map((column) => column.normalize('NFC')), 'answer', 'answer.text', 'answer.Text']);
      for (const [i, column] of names.entries()) expect(await scanAll(tables, path('names.parquet'), column, 1, 2)).toEqual([`${i}-1`, `${i}-2`]);
      expect(await scanAll(tables, path('names.parquet'), 'Libell\u00e9', 0, 1)).toEqual(['2-0']);
      expect(await scanAll(tables, path('names.parquet'), 'answer.text', 2, 1)).toEqual(['lower 2']);
    });

    it('leaves neither file nor temporary file when it cannot write', async () => {
      const before = readdirSync(folder);
      await expect(tables.writeTable(path('no/such/folder.parquet'), [{ name: 'id', type: 'text', values: ['a'] }])).rejects.toThrow();
      expect(readdirSync(folder)).toEqual(before);
    });

    it('writes the same file of rows that come in batches of any size, with a column that all rows share', async () => {
      const ids = Array.from({ length: 125_000 }, (_, i) => (i % 3 === 0 ? null : `id-${i}`));
      const words = ids.map((_, i) => ['a', `w${i % 5}`]);
      const write = async (name: string, sizes: readonly number[]): Promise<Buffer> => {
        const columns = [
          { name: 'id', type: 'text' },
          { name: 'model', type: 'text', same: "it's m" },
          { name: 'words', type: 'text[]' },
        ] as const;
        await tables.writeBatches(path(name), columns, batchesOf(ids, words, sizes));
        return readFileSync(path(name));
      };
      const whole = await write('whole-batch.parquet', [ids.length]);
      expect((await write('small-batches.parquet', [1, 700, 2048, 5001, 30_000])).equals(whole)).toBe(true);
      expect(await scanAll(tables, path('whole-batch.parquet'), 'id', 122_870, 20)).toEqual(ids.slice(122_870, 122_890));
      expect(await scanAll(tables, path('whole-batch.parquet'), 'model', 124_999, 1)).toEqual(["it's m"]);
      expect((await tables.describe(path('whole-batch.parquet'))).columns.map(({ name }) => name)).toEqual(['id', 'model', 'words']);
    });

    it('writes a file without rows when there is no batch, and none when the batches fail', async () => {
      const columns = [{ name: 'id', type: 'text' }] as const;
      await tables.writeBatches(path('no-batch.parquet'), columns, batchesOf([], [], []));
      expect(await scanAll(tables, path('no-batch.parquet'), 'id', 0, 10)).toEqual([]);
      const failing = (async function* () {
        yield { rowCount: 1, cells: [['a']] };
        throw new RangeError('the second batch');
      })();
      await expect(tables.writeBatches(path('failing.parquet'), columns, failing)).rejects.toThrow('the second batch');
      expect(existsSync(path('failing.parquet'))).toBe(false);
    });

    it('refuses columns of unequal length', async () => {
      const columns: Column[] = [
        { name: 'a', type: 'int32', values: [1] },
        { name: 'b', type: 'int32', values: [1, 2] },
      ];
      await expect(tables.writeTable(path('unequal.parquet'), columns)).rejects.toThrow(/2 rows/);
      expect(existsSync(path('unequal.parquet'))).toBe(false);
    });

    it('names the file when a Parquet file is cut short, empty, or none', async () => {
      await tables.writeTable(path('whole.parquet'), [{ name: 'id', type: 'text', values: Array.from({ length: 1000 }, (_, i) => `id-${i}`) }]);
      const whole = readFileSync(path('whole.parquet'));
      writeFileSync(path('cut.parquet'), whole);
      truncateSync(path('cut.parquet'), Math.floor(whole.length / 2));
      writeFileSync(path('zero.parquet'), '');
      writeFileSync(path('text.parquet'), 'id,text\n1,bread\n');
      for (const file of ['cut.parquet', 'zero.parquet', 'text.parquet', 'absent.parquet']) {
        await expect(tables.describe(path(file))).rejects.toMatchObject({ detail: { code: 'data.unreadable', where: path(file) } });
      }
    });

    it('names the file when a data page is damaged under a whole footer', async () => {
      await tables.writeTable(path('page.parquet'), [{ name: 'id', type: 'text', values: Array.from({ length: 1000 }, (_, i) => `id-${i * 7919}`) }]);
      const bytes = readFileSync(path('page.parquet'));
      bytes.fill(0xff, 40, 200);
      writeFileSync(path('page.parquet'), bytes);
      await expect(scanAll(tables, path('page.parquet'), 'id', 0, 1000)).rejects.toMatchObject({
        detail: { code: 'data.unreadable', where: path('page.parquet') },
      });
    });

    it('scans any range of rows in file order, whole numbers as their decimal text', async () => {
      const rowCount = 300_000;
      await tables.writeTable(path('long.parquet'), [{ name: 'n', type: 'int32', values: Int32Array.from({ length: rowCount }, (_, i) => i) }]);
      for (const [first, count] of [
        [0, 5],
        [122_870, 20],
        [299_990, 100],
        [16_384, 16_384],
      ] as const) {
        const expected = Array.from({ length: Math.min(count, rowCount - first) }, (_, i) => String(first + i));
        expect(await scanAll(tables, path('long.parquet'), 'n', first, count)).toEqual(expected);
      }
    });

    it('scans two files at once without mixing them up', async () => {
      for (const name of ['a', 'b']) {
        await tables.writeTable(path(`${name}.parquet`), [
          { name: 'x', type: 'text', values: Array.from({ length: 10_000 }, (_, i) => `${name}${i}`) },
        ]);
      }
      const [a, b] = await Promise.all(['a', 'b'].map((name) => scanAll(tables, path(`${name}.parquet`), 'x', 0, 10_000)));
      expect(a?.every((cell, i) => cell === `a${i}`)).toBe(true);
      expect(b?.every((cell, i) => cell === `b${i}`)).toBe(true);
    });

    it('describes and scans many files as it does each, whatever differs between them', async () => {
      const tablesOf: readonly (readonly Column[])[] = [
        [text('x', 'a0', null), text('y', 'b', 'd')],
        [text('x', 'a1', 'c'), text('y', 'b', 'd')],
        // Another order, another type, nothing but nulls, no rows.
        [text('y', 'b'), text('x', 'a2')],
        [{ name: 'x', type: 'int32', values: [3] }, text('y', 'b')],
        [text('x', 'a4', 'c'), text('y', null, null)],
        [text('x'), text('y')],
        [text('x', 'a6', 'c'), text('y', 'b', 'd')],
        // Names that an engine takes for its own.
        [text('x', 'a7'), text('y', 'b'), text('file_index', 'i'), text('file_row_number', 'n')],
        [text('x', 'a8'), text('y', 'b'), text('file_index', 'i'), text('file_row_number', 'n')],
      ];
      const files = tablesOf.map((_, i) => path(`many [${i}] it's.parquet`));
      for (const [i, columns] of tablesOf.entries()) await tables.writeTable(files[i] as string, columns);

      const single = await Promise.all(files.map((file) => tables.describe(file)));
      expect(await tables.describeAll(files)).toEqual(single);
      const rows: unknown[] = [];
      const request = ['y', 'x'].map((name) => ({ name, as: 'text' }) as const);
      for await (const { fileIndex, rowCount, columns } of tables.scanAll(files, request)) {
        for (let row = 0; row < rowCount; row++) rows.push([fileIndex, ...columns.map((cells) => cells[row])]);
      }
      const expected: unknown[] = [];
      for (const [i, file] of files.entries()) {
        const [y, x] = await Promise.all(['y', 'x'].map((name) => scanAll(tables, file, name, 0, 10)));
        for (const row of (x ?? []).keys()) expected.push([i, y?.[row], x?.[row]]);
      }
      expect(rows).toEqual(expected);
      expect(rows.length).toBe(12);
    });

    it('names the file among many that cannot be described, or whose page is damaged', async () => {
      const files = [0, 1, 2, 3].map((i) => path(`among-${i}.parquet`));
      for (const file of files) await tables.writeTable(file, [text('x', ...Array.from({ length: 1000 }, (_, i) => `id-${i * 7919}`))]);
      const bytes = readFileSync(files[2] as string);
      const read = async () => {
        for await (const _ of tables.scanAll(files, [{ name: 'x', as: 'text' }]));
      };
      const damage = { detail: { code: 'data.unreadable', where: files[2] } };
      writeFileSync(files[2] as string, Buffer.from(bytes).fill(0xff, 40, 200));
      await expect(read()).rejects.toMatchObject(damage);
      writeFileSync(files[2] as string, bytes.subarray(0, 500));
      await expect(read()).rejects.toMatchObject(damage);
      await expect(tables.describeAll(files)).rejects.toMatchObject(damage);
    });

    it('takes a path with pattern characters, quotes and spaces for what it is', async () => {
      for (const name of ["it's [1] *.parquet", 'plain 1.parquet']) {
        await tables.writeTable(path(name), [{ name: 'x', type: 'text', values: [name] }]);
      }
      expect(await scanAll(tables, path("it's [1] *.parquet"), 'x', 0, 10)).toEqual(["it's [1] *.parquet"]);
      const copy = path("it's [2] *.parquet");
      await tables.writeTable(copy, [{ name: 'n', type: 'int32', values: [0] }]);
      await tables.concatenate([{ file: copy, stretches: [{ label: "l'abel", first: 0 }] }], { label: 'from', position: 'n' }, path('c.parquet'));
      expect(await readWithParquetJs(path('c.parquet'))).toEqual([{ from: "l'abel", n: 0 }]);
    });

    it('concatenates files in order with their labels, the same file twice too', async () => {
      await tables.writeTable(path('one.parquet'), [{ name: 'x', type: 'int32', values: [3, 1] }]);
      await tables.writeTable(path('two.parquet'), [{ name: 'x', type: 'int32', values: [2] }]);
      const parts = ['two', 'one', 'two'].map((name, i) => ({ file: path(`${name}.parquet`), stretches: [{ label: `${i}`, first: 0 }] }));
      await tables.concatenate(parts, { label: 'part', position: 'x' }, path('all.parquet'));
      expect(await readWithParquetJs(path('all.parquet'))).toEqual([
        { part: '0', x: 2 },
        { part: '1', x: 3 },
        { part: '1', x: 1 },
        { part: '2', x: 2 },
      ]);
    });

    it('labels the stretches of a file, in which positions count from their first', async () => {
      const columns: Column[] = [
        { name: 'at', type: 'int32', values: [0, 6, 5, 9] },
        { name: 'x', type: 'text', values: ['p', 'q', 'r', 's'] },
      ];
      await tables.writeTable(path('stretched.parquet'), columns);
      const stretches = ['a', 'none', 'b', 'c'].map((label, i) => ({ label, first: [0, 5, 5, 9][i] as number }));
      await tables.concatenate([{ file: path('stretched.parquet'), stretches }], { label: 'part', position: 'at' }, path('labelled.parquet'));
      expect(await readWithParquetJs(path('labelled.parquet'))).toEqual([
        { part: 'a', at: 0, x: 'p' },
        { part: 'b', at: 1, x: 'q' },
        { part: 'b', at: 0, x: 'r' },
        { part: 'c', at: 0, x: 's' },
      ]);
    });
  });
}

function text(name: string, ...values: readonly (string | null)[]): Column {
  return { name, type: 'text', values };
}

async function scanAll(
  tables: TableFiles,
  file: string,
  column: string,
  first: number,
  count: number,
  as: 'text' | 'number' = 'text',
): Promise<unknown[]> {
  const cells: unknown[] = [];
  for await (const chunk of tables.scan(file, [{ name: column, as }], first, count)) cells.push(...(chunk.columns[0] ?? []));
  return cells;
}

/** Two columns cut into batches of these sizes in turn. */
async function* batchesOf(ids: readonly (string | null)[], words: readonly (readonly string[])[], sizes: readonly number[]) {
  for (let first = 0, turn = 0; first < ids.length; turn++) {
    const rowCount = Math.min(sizes[turn % sizes.length] as number, ids.length - first);
    yield { rowCount, cells: [ids.slice(first, first + rowCount), words.slice(first, first + rowCount)] };
    first += rowCount;
  }
}
