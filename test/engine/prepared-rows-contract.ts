import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RowTables, TableEngine } from '../../src/engine/table-engine.js';
import type { Closable } from './closable.js';
import { readWithParquetJs } from './parquetjs.js';

/** What every table engine must do with prepared rows; an implementation supplies itself. */
export function preparedRowsContract(name: string, open: (temporaryFolder: string) => Promise<Closable<TableEngine>>): void {
  describe(`${name} with prepared rows`, () => {
    let folder: string;
    let tables: Closable<TableEngine>;
    const path = (file: string) => join(folder, file);

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'millrace-tables-'));
      tables = await open(path('spill'));
    });
    afterAll(async () => {
      await tables.close();
      rmSync(folder, { recursive: true, force: true });
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

    describe('with keys in one other role alone', () => {
      const writeSplit = (file: string, rows: readonly (readonly [id: string, code: string, role: string, group: string])[]) =>
        tables.writeTable(
          path(file),
          ['id', 'code', 'role', 'group'].map((name, i) => ({ name, type: 'VARCHAR', values: rows.map((row) => row[i] as string) })),
        );

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
