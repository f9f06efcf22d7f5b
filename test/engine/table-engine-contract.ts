import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Column, RowTables, TableEngine } from '../../src/engine/table-engine.js';

const parquet = createRequire(import.meta.url)('parquetjs-lite') as {
  ParquetReader: { openFile(file: string): Promise<ParquetReader> };
  ParquetSchema: new (definition: Readonly<Record<string, object>>) => object;
  ParquetWriter: { openFile(schema: object, file: string): Promise<ParquetWriter> };
};

interface ParquetWriter {
  appendRow(row: Readonly<Record<string, unknown>>): Promise<void>;
  close(): Promise<void>;
}

interface ParquetReader {
  getCursor(): { next(): Promise<Record<string, unknown> | null> };
  close(): Promise<void>;
  readonly metadata: { readonly row_groups: readonly { readonly columns: readonly { readonly meta_data: { readonly codec: number } }[] }[] };
}

/** Every row of a Parquet file as another implementation reads it. */
export async function readWithParquetJs(file: string): Promise<Record<string, unknown>[]> {
  const reader = await parquet.ParquetReader.openFile(file);
  try {
    const cursor = reader.getCursor();
    const rows: Record<string, unknown>[] = [];
    for (let row = await cursor.next(); row !== null; row = await cursor.next()) rows.push(row);
    return rows;
  } finally {
    await reader.close();
  }
}

/** What every table engine must do; an implementation supplies itself. */
export function tableEngineContract(name: string, open: (temporaryFolder: string) => Promise<TableEngine>): void {
  describe(`${name} as a table engine`, () => {
    let folder: string;
    let tables: TableEngine;
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
        { name: 'text', type: 'VARCHAR', values: ['Käse', null, '𝔘 \u202eيمين\u200b "quoted" \\ \n'] },
        { name: 'small', type: 'INTEGER', values: [1, -2147483648, null] },
        { name: 'large', type: 'BIGINT', values: [2 ** 53 - 1, null, -5] },
        { name: 'real', type: 'DOUBLE', values: [0.1, null, Number.MIN_VALUE] },
        { name: 'flag', type: 'BOOLEAN', values: [true, false, null] },
        { name: 'words', type: 'VARCHAR[]', values: [['a', 'b'], ['c'], ['']] },
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
      expect(columns.map(({ name: column, kind }) => [column, kind])).toEqual(Object.entries(kinds).map(([column, [, , kind]]) => [column, kind]));
      const typeOf = (wanted: string) => columns.find((column) => column.name === wanted)?.type;
      expect(typeOf('date')).not.toBe(typeOf('stamp'));
      expect(typeOf('int8')).not.toBe(typeOf('int64'));
    });

    it('writes Snappy and nothing newer', async () => {
      await tables.writeTable(path('codec.parquet'), [
        { name: 'text', type: 'VARCHAR', values: Array.from({ length: 5000 }, (_, i) => `t${i % 7}`) },
      ]);
      const reader = await parquet.ParquetReader.openFile(path('codec.parquet'));
      const codecs = reader.metadata.row_groups.flatMap((group) => group.columns.map((column) => column.meta_data.codec));
      await reader.close();
      expect(new Set(codecs)).toEqual(new Set([1]));
      expect((await readWithParquetJs(path('codec.parquet'))).length).toBe(5000);
    });

    it('writes a table without rows that still has its columns', async () => {
      await tables.writeTable(path('empty.parquet'), [{ name: 'id', type: 'VARCHAR', values: [] }]);
      expect(await tables.describe(path('empty.parquet'))).toMatchObject({ columns: [{ name: 'id', kind: 'text' }], rowCount: 0 });
    });

    it('leaves neither file nor temporary file when it cannot write', async () => {
      const before = readdirSync(folder);
      await expect(tables.writeTable(path('no/such/folder.parquet'), [{ name: 'id', type: 'VARCHAR', values: ['a'] }])).rejects.toThrow();
      expect(readdirSync(folder)).toEqual(before);
    });

    it('refuses columns of unequal length', async () => {
      const columns: Column[] = [
        { name: 'a', type: 'INTEGER', values: [1] },
        { name: 'b', type: 'INTEGER', values: [1, 2] },
      ];
      await expect(tables.writeTable(path('unequal.parquet'), columns)).rejects.toThrow(/2 rows/);
      expect(existsSync(path('unequal.parquet'))).toBe(false);
    });

    it('names the file when a Parquet file is cut short, empty, or none', async () => {
      await tables.writeTable(path('whole.parquet'), [{ name: 'id', type: 'VARCHAR', values: Array.from({ length: 1000 }, (_, i) => `id-${i}`) }]);
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
      await tables.writeTable(path('page.parquet'), [
        { name: 'id', type: 'VARCHAR', values: Array.from({ length: 1000 }, (_, i) => `id-${i * 7919}`) },
      ]);
      const bytes = readFileSync(path('page.parquet'));
      bytes.fill(0xff, 40, 200);
      writeFileSync(path('page.parquet'), bytes);
      await expect(scanAll(tables, path('page.parquet'), 'id', 0, 1000)).rejects.toMatchObject({
        detail: { code: 'data.unreadable', where: path('page.parquet') },
      });
    });

    it('scans any range of rows in file order, whole numbers as their decimal text', async () => {
      const rowCount = 300_000;
      await tables.writeTable(path('long.parquet'), [{ name: 'n', type: 'INTEGER', values: Int32Array.from({ length: rowCount }, (_, i) => i) }]);
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
          { name: 'x', type: 'VARCHAR', values: Array.from({ length: 10_000 }, (_, i) => `${name}${i}`) },
        ]);
      }
      const [a, b] = await Promise.all(['a', 'b'].map((name) => scanAll(tables, path(`${name}.parquet`), 'x', 0, 10_000)));
      expect(a?.every((cell, i) => cell === `a${i}`)).toBe(true);
      expect(b?.every((cell, i) => cell === `b${i}`)).toBe(true);
    });

    it('takes a path with pattern characters, quotes and spaces for what it is', async () => {
      for (const name of ["it's [1] *.parquet", 'plain 1.parquet']) {
        await tables.writeTable(path(name), [{ name: 'x', type: 'VARCHAR', values: [name] }]);
      }
      expect(await scanAll(tables, path("it's [1] *.parquet"), 'x', 0, 10)).toEqual(["it's [1] *.parquet"]);
      await tables.concatenate([{ file: path("it's [1] *.parquet"), label: "l'abel" }], 'from', path('c.parquet'));
      expect(await readWithParquetJs(path('c.parquet'))).toEqual([{ from: "l'abel", x: "it's [1] *.parquet" }]);
    });

    it('reads CSV with quoted commas, quotes and line breaks, every cell as text', async () => {
      writeFileSync(path('book.csv'), 'code,title,parent\n01,"Bread, and ""cereals""",\n01.1,"two\nlines",01\n007,Käse,01\n');
      expect(await tables.readCsv(path('book.csv'))).toEqual([
        { code: '01', title: 'Bread, and "cereals"', parent: '' },
        { code: '01.1', title: 'two\nlines', parent: '01' },
        { code: '007', title: 'Käse', parent: '01' },
      ]);
      await expect(tables.readCsv(path('absent.csv'))).rejects.toMatchObject({ detail: { code: 'data.unreadable' } });
    });

    it('concatenates files in order with their labels, the same file twice too', async () => {
      await tables.writeTable(path('one.parquet'), [{ name: 'x', type: 'INTEGER', values: [3, 1] }]);
      await tables.writeTable(path('two.parquet'), [{ name: 'x', type: 'INTEGER', values: [2] }]);
      const parts = ['two', 'one', 'two'].map((name, i) => ({ file: path(`${name}.parquet`), label: `${i}` }));
      await tables.concatenate(parts, 'part', path('all.parquet'));
      expect(await readWithParquetJs(path('all.parquet'))).toEqual([
        { part: '0', x: 2 },
        { part: '1', x: 3 },
        { part: '1', x: 1 },
        { part: '2', x: 2 },
      ]);
    });

    describe('with prepared rows', () => {
      /** Rows in two shards: ids, codes, group names, and contents. */
      const ids = ['b', 'a', 'c', 'a', 'd', 'e', 'd', 'ü', '𝔘', '\uffee'];
      const codes = ['y', 'x', 'y', 'x', 'z', 'y', 'z', 'x', 'y', 'x'];
      const groups = ['g1', 'g2', 'g1', 'g2', 'g3', 'g2', 'g3', 'g4', 'g4', 'g5'];
      const contents = ['1', '2', '3', '2', '4', '5', '6', '7', '8', '9'];
      const key = (text: string) => createHash('sha256').update(text).digest('hex');
      let rows: RowTables;

      beforeAll(async () => {
        const shards = [
          [0, 4],
          [4, 4],
          [4, 10],
        ] as const;
        for (const [index, [first, end]] of shards.entries()) {
          const cut = <T>(cells: readonly T[]) => cells.slice(first, end);
          await tables.writeTable(path(`shard-${index}.parquet`), [
            { name: 'position', type: 'INTEGER', values: cut(ids.map((_, row) => 100 + row)) },
            { name: 'id', type: 'VARCHAR', values: cut(ids) },
            { name: 'code', type: 'VARCHAR', values: cut(codes) },
            { name: 'group', type: 'VARCHAR', values: cut(groups.map(key)) },
            { name: 'textKey', type: 'VARCHAR', values: cut(ids.map(key)) },
            { name: 'content', type: 'VARCHAR', values: cut(contents.map(key)) },
            { name: 'trainingWeight', type: 'DOUBLE', values: cut(ids.map((_, row) => (row === 0 ? null : row / 4))) },
            { name: 'evaluationWeight', type: 'DOUBLE', values: cut(ids.map(() => null)) },
          ]);
        }
        rows = await tables.openRows(shards.map((_, index) => path(`shard-${index}.parquet`)));
      });
      afterAll(() => rows.close());

      it('counts rows over all shards, an empty one too', () => {
        expect(rows.rowCount).toBe(10);
      });

      it('tells repeats with equal content from ids whose rows differ', async () => {
        const { repeated, ambiguous } = await rows.repeatedIds();
        expect([...repeated]).toEqual([3]);
        expect([...ambiguous]).toEqual([4, 6]);
        expect(await rows.describeRows(ambiguous)).toEqual([
          { id: 'd', position: 104 },
          { id: 'd', position: 106 },
        ]);
        await rows.exclude(repeated);
        await rows.exclude(ambiguous);
      });

      it('counts codes of the rows that are left, in bytewise order', async () => {
        expect(await rows.codes()).toEqual([
          { code: 'x', rowCount: 3 },
          { code: 'y', rowCount: 4 },
        ]);
      });

      it('gives each row its code and the lowest row of its group and text, -1 when left out', async () => {
        const { code, groupRow, textRow } = await rows.indexes();
        expect([...code]).toEqual([1, 0, 1, -1, -1, 1, -1, 0, 1, 0]);
        expect([...groupRow]).toEqual([0, 1, 0, -1, -1, 1, -1, 7, 7, 9]);
        expect([...textRow]).toEqual([0, 1, 2, -1, -1, 5, -1, 7, 8, 9]);
      });

      it('reads weights: null is 1, a row left out 0', async () => {
        expect([...(await rows.weights('trainingWeight'))]).toEqual([1, 0.25, 0.5, 0, 0, 1.25, 0, 1.75, 2, 2.25]);
      });

      it('puts a group into the stratum of its most frequent code, ties to the first in bytewise order', async () => {
        // g1: y y; g2: x y, a tie; g4: x y, a tie; g5: x.
        expect(await rows.strata()).toEqual([
          { code: 'x', groupCount: 3, kept: [0, 0, 0, 0] },
          { code: 'y', groupCount: 1, kept: [0, 0, 0, 0] },
        ]);
        expect(await rows.conflicts()).toEqual({ groupCount: 2, rowCount: 4 });
      });

      it('gives out roles by rank of SHA-256 of salt and group key, and writes them in bytewise order of id', async () => {
        const ranked = ['g2', 'g4', 'g5'].map((group) => ({ group, rank: key(`salt:${key(group)}`) })).sort((a, b) => (a.rank < b.rank ? -1 : 1));
        const roleNames = ['train', 'train', 'test'];
        const roleOf = new Map(ranked.map(({ group }, i) => [group, roleNames[i] as string]));
        roleOf.set('g1', 'validation');
        const roles = await rows.assignRoles('salt:', [
          { code: 'x', counts: [2, 0, 0, 1] },
          { code: 'y', counts: [0, 1, 0, 0] },
        ]);
        const numbers = new Map([
          ['train', 0],
          ['validation', 1],
          ['calibration', 2],
          ['test', 3],
        ]);
        const included = [0, 1, 2, 5, 7, 8, 9];
        expect([...roles]).toEqual(ids.map((_, row) => (included.includes(row) ? numbers.get(roleOf.get(groups[row] as string) as string) : 255)));
        await rows.writeSplit(path('split.parquet'));
        const written = included.map((row) => ({
          id: ids[row],
          code: codes[row],
          role: roleOf.get(groups[row] as string),
          group: key(groups[row] as string),
        }));
        written.sort((a, b) => Buffer.compare(Buffer.from(a.id as string), Buffer.from(b.id as string)));
        expect(await readWithParquetJs(path('split.parquet'))).toEqual(written);
      });
    });

    describe('with rows that keep roles, later rows, and folds', () => {
      /** Groups: g0 = rows 0 1 2 (row 2 is later), g1 = 3 4, g2 = 5, g3 = 6 (later), g4 = 7, g5 = 8. Every text is its own. */
      const groups = ['g0', 'g0', 'g0', 'g1', 'g1', 'g2', 'g3', 'g4', 'g5'];
      const codes = ['x', 'x', 'y', 'x', 'y', 'y', 'x', 'x', 'y'];
      const times = ['1', '2', '9', '3', '3', '1', '10', '2', '2'];
      const others = ['h0', 'h1', 'h0', 'h2', null, 'h3', null, 'h4', 'h5'];
      const key = (text: string) => createHash('sha256').update(text).digest('hex');
      let rows: RowTables;

      beforeAll(async () => {
        await tables.writeTable(path('kept-rows.parquet'), [
          { name: 'position', type: 'INTEGER', values: groups.map((_, row) => row) },
          { name: 'id', type: 'VARCHAR', values: groups.map((_, row) => `r${row}`) },
          { name: 'code', type: 'VARCHAR', values: codes },
          { name: 'group', type: 'VARCHAR', values: groups.map(key) },
          { name: 'textKey', type: 'VARCHAR', values: groups.map((_, row) => key(`t${row === 6 ? 5 : row}`)) },
          { name: 'content', type: 'VARCHAR', values: groups },
          { name: 'otherKey', type: 'VARCHAR', values: others.map((other) => (other === null ? null : key(other))) },
          { name: 'time', type: 'VARCHAR', values: times },
          { name: 'trainingWeight', type: 'DOUBLE', values: groups.map(() => null) },
          { name: 'evaluationWeight', type: 'DOUBLE', values: groups.map(() => null) },
        ]);
        const earlier = [
          ['r3', 'x', 'validation', 'old'],
          ['r4', 'z', 'calibration', 'old'],
          ['r5', 'y', 'train', 'old'],
          ['gone', 'x', 'test', 'old'],
        ] as const;
        await tables.writeTable(
          path('earlier.parquet'),
          ['id', 'code', 'role', 'group'].map((column, i) => ({ name: column, type: 'VARCHAR', values: earlier.map((row) => row[i] as string) })),
        );
        rows = await tables.openRows([path('kept-rows.parquet')]);
      });
      afterAll(() => rows.close());

      it('keeps earlier roles and takes later rows as numbers or as text', async () => {
        expect(await rows.keepRoles(path('earlier.parquet'))).toBe(3);
        expect(await rows.takeLaterRows(9)).toBe(2);
        const asText = await tables.openRows([path('kept-rows.parquet')]);
        expect(await asText.takeLaterRows('9')).toBe(1);
        await asText.close();
      });

      it('counts groups to share out without later rows, and those that keep a role by the first they keep', async () => {
        expect(await rows.strata()).toEqual([
          { code: 'x', groupCount: 3, kept: [0, 1, 0, 0] },
          { code: 'y', groupCount: 2, kept: [1, 0, 0, 0] },
        ]);
      });

      it('ranks only groups that keep no role, and leaves kept and later rows as they are', async () => {
        const roles = await rows.assignRoles('s:', [
          { code: 'x', counts: [1, 0, 1, 0] },
          { code: 'y', counts: [0, 0, 0, 1] },
        ]);
        const [first] = ['g0', 'g4'].sort((a, b) => (key(`s:${key(a)}`) < key(`s:${key(b)}`) ? -1 : 1));
        const [g0, g4] = first === 'g0' ? [0, 2] : [2, 0];
        expect([...roles]).toEqual([g0, g0, 3, 1, 2, 0, 3, g4, 3]);
        expect(await rows.straddling()).toEqual({ groupCount: 1, rowCount: 2 });
      });

      it('marks test rows whose text or group is elsewhere, and counts leaks by another key', async () => {
        expect([...(await rows.markSeen())]).toEqual([0, 0, 1, 0, 0, 0, 1, 0, 0]);
        expect(await rows.countLeak('textKey')).toBe(1);
        expect(await rows.countLeak('otherKey')).toBe(1);
      });

      it('deals out folds over train and validation groups in turn', async () => {
        const folds = await rows.assignFolds(2);
        const [x0, x1] = [...folds].filter((_, row) => [0, 3, 7].includes(row) && folds[row] !== 255);
        expect([x0, x1].sort()).toEqual([0, 1]);
        expect(folds[0]).toBe(folds[1]);
        expect([2, 4, 6, 8].map((row) => folds[row])).toEqual([255, 255, 255, 255]);
      });

      it('writes seen and fold beside the roles, groups in conflict, and what changed', async () => {
        await rows.writeSplit(path('kept-split.parquet'));
        const written = await readWithParquetJs(path('kept-split.parquet'));
        expect(written.map(({ id, seen }) => [id, seen])).toEqual(groups.map((_, row) => [`r${row}`, row === 2 || row === 6]));
        expect(await tables.countLeakedRows(path('kept-split.parquet'))).toBe(0);
        await rows.writeConflicts(path('conflicts.parquet'));
        const sorted = [key('g0'), key('g1')].sort((a, b) => (a < b ? -1 : 1));
        expect((await readWithParquetJs(path('conflicts.parquet'))).map(({ group, code }) => [group, code])).toEqual(
          sorted.flatMap((group) => [
            [group, 'x'],
            [group, 'y'],
          ]),
        );
        expect(await rows.writeChanges(path('earlier.parquet'), path('changes.parquet'))).toEqual({ removed: 1, relabelled: 1 });
        expect(await readWithParquetJs(path('changes.parquet'))).toEqual([
          { id: 'gone', change: 'removed', earlierCode: 'x', earlierRole: 'test' },
          { id: 'r4', change: 'relabelled', earlierCode: 'z', code: 'y', earlierRole: 'calibration', role: 'calibration' },
        ]);
      });
    });

    describe('with a split file', () => {
      const writeSplit = (file: string, rows: readonly (readonly [id: string, code: string, role: string, group: string])[]) =>
        tables.writeTable(
          path(file),
          ['id', 'code', 'role', 'group'].map((name, i) => ({ name, type: 'VARCHAR', values: rows.map((row) => row[i] as string) })),
        );

      it('digests the content as lines of JSON, whatever characters an id holds', async () => {
        const text = fc.string({
          unit: fc.oneof(
            fc.integer({ min: 0, max: 0x7f }).map((c) => String.fromCharCode(c)),
            fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
          ),
          maxLength: 6,
        });
        await fc.assert(
          fc.asyncProperty(fc.uniqueArray(text, { minLength: 1, maxLength: 30 }), text, async (ids, code) => {
            const sorted = ids.map(wellFormed).filter((id, i, all) => all.indexOf(id) === i);
            sorted.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
            const rows = sorted.map((id, i) => [id, wellFormed(code), i % 2 === 0 ? 'train' : 'test', 'ab'.repeat(32)] as const);
            await writeSplit('digest.parquet', rows);
            const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
            const { splitDigest, rowCounts } = await tables.digestSplit(path('digest.parquet'));
            expect(splitDigest).toBe(createHash('sha256').update(lines).digest('hex'));
            expect(rowCounts.get('train')).toBe(Math.ceil(rows.length / 2));
          }),
          { numRuns: 40 },
        );
      });

      it('escapes every control character as JSON.stringify does', async () => {
        const ids = Array.from({ length: 0x80 }, (_, code) => `${String.fromCharCode(code)}\\u000B"`);
        const rows = ids.map((id) => [id, id, 'train', 'g'] as const);
        await writeSplit('control.parquet', rows);
        const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
        expect((await tables.digestSplit(path('control.parquet'))).splitDigest).toBe(createHash('sha256').update(lines).digest('hex'));
      });

      it('refuses a file whose ids are out of order over its blocks, or repeated', async () => {
        const many = Array.from({ length: 140_000 }, (_, i) => [String(1_000_000 + i), 'c', 'train', 'g'] as const);
        await writeSplit('order.parquet', [...many.slice(70_000), ...many.slice(0, 70_000)]);
        await expect(tables.digestSplit(path('order.parquet'))).rejects.toThrow(/ascending/);
        await writeSplit('twice.parquet', [
          ['a', 'c', 'train', 'g'],
          ['a', 'c', 'test', 'h'],
        ]);
        await expect(tables.digestSplit(path('twice.parquet'))).rejects.toThrow(/ascending/);
      });

      it('counts the test rows whose group is elsewhere too', async () => {
        await writeSplit('leak.parquet', [
          ['1', 'c', 'test', 'g'],
          ['2', 'c', 'test', 'g'],
          ['3', 'c', 'train', 'g'],
          ['4', 'c', 'test', 'h'],
          ['5', 'c', 'train', 'i'],
        ]);
        expect(await tables.countLeakedRows(path('leak.parquet'))).toBe(2);
      });

      it.each(['train', 'validation', 'calibration'])('counts a test row whose group has a row in %s alone', async (role) => {
        await writeSplit(`leak-${role}.parquet`, [
          ['1', 'c', 'test', 'g'],
          ['2', 'c', role, 'g'],
          ['3', 'c', 'test', 'h'],
          ['4', 'c', role, 'i'],
        ]);
        expect(await tables.countLeakedRows(path(`leak-${role}.parquet`))).toBe(1);
      });

      it.each(['train', 'validation', 'calibration'])('counts and marks test rows whose text or other key is in %s alone', async (role) => {
        const key = (text: string) => createHash('sha256').update(text).digest('hex');
        const column = (name: string, values: readonly (string | null)[]) => ({ name, type: 'VARCHAR' as const, values });
        // Rows 0 and 1 share a text, 2 and 1 the other key, each row is a group of its own; row 3 shares nothing.
        await tables.writeTable(path(`keys-${role}.parquet`), [
          { name: 'position', type: 'INTEGER', values: [0, 1, 2, 3] },
          column('id', ['r0', 'r1', 'r2', 'r3']),
          column('code', ['x', 'x', 'x', 'x']),
          column('group', ['g0', 'g1', 'g2', 'g3'].map(key)),
          column('textKey', ['t0', 't0', 't2', 't3'].map(key)),
          column('content', ['a', 'b', 'c', 'd']),
          column('otherKey', ['o0', 'o1', 'o1', 'o3'].map(key)),
          column('time', ['1', '1', '1', '1']),
          { name: 'trainingWeight', type: 'DOUBLE', values: [null, null, null, null] },
          { name: 'evaluationWeight', type: 'DOUBLE', values: [null, null, null, null] },
        ]);
        await writeSplit(`roles-${role}.parquet`, [
          ['r0', 'x', 'test', 'g0'],
          ['r1', 'x', role, 'g1'],
          ['r2', 'x', 'test', 'g2'],
          ['r3', 'x', 'test', 'g3'],
        ]);
        const rows = await tables.openRows([path(`keys-${role}.parquet`)]);
        await rows.keepRoles(path(`roles-${role}.parquet`));
        await rows.assignRoles('s:', []);

        expect(await rows.countLeak('textKey')).toBe(1);
        expect(await rows.countLeak('otherKey')).toBe(1);
        expect([...(await rows.markSeen())]).toEqual([1, 0, 0, 0]);
        await rows.close();
      });
    });
  });
}

async function scanAll(tables: TableEngine, file: string, column: string, first: number, count: number): Promise<unknown[]> {
  const cells: unknown[] = [];
  for await (const chunk of tables.scan(file, [{ name: column, as: 'text' }], first, count)) cells.push(...(chunk.columns[0] ?? []));
  return cells;
}

/** Lone surrogates become U+FFFD, as they do on the way into UTF-8. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
