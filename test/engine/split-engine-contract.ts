import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SplitFiles } from '../../src/artifacts/files/split-files.js';
import { ROLES } from '../../src/artifacts/split.js';
import type { MadeSplit, SplitEngine, SplitPlan } from '../../src/engine/split-engine.js';
import type { TableFiles } from '../../src/engine/table-files.js';
import type { Quota } from '../../src/stages/split/group-quota.js';
import { topUpQuota } from '../../src/stages/split/top-up-quota.js';
import type { Closable } from './closable.js';
import { openFixtureFiles } from './fixture-files.js';
import { readWithParquetJs } from './parquetjs.js';
import { type EarlierRow, restateSplit } from './restate-split.js';
import { type FixtureRow, keyOf, writeRowFile } from './row-files.js';

function quotaOf(parts: Quota): SplitPlan['quota'] {
  return ({ groupCount, kept }) => topUpQuota(groupCount, kept, parts);
}

const PLAIN: SplitPlan = {
  leftOut: new Uint32Array(0),
  salt: 'millrace-split-1:7:',
  quota: quotaOf([700_000, 100_000, 100_000, 100_000]),
  stratify: true,
  earlierSplit: null,
  testFrom: null,
  foldCount: null,
  leakKeys: [],
};

/** What a test changes of the plain plan; whether rows are grouped by a column, and whether there is an earlier split. */
interface Variant extends Partial<Omit<SplitPlan, 'earlierSplit'>> {
  readonly byColumn?: boolean;
  readonly continues?: boolean;
}

const noTest = { quota: quotaOf([800_000, 100_000, 100_000, 0]) };
const VARIANTS: readonly (readonly [name: string, variant: Variant])[] = [
  ['grouped by text', {}],
  ['grouped by a column', { byColumn: true, leakKeys: ['textKey'] }],
  ['with rows left out', { leftOut: Uint32Array.of(0, 3, 59, 60, 61, 119) }],
  ['not stratified', { stratify: false }],
  ['with another salt', { salt: "it's: another" }],
  ['by time, as numbers', { testFrom: 9, ...noTest }],
  ['by time, as text', { testFrom: '9', ...noTest }],
  ['by time, grouped by a column', { testFrom: 9, byColumn: true, leakKeys: ['textKey', 'otherKey'], ...noTest }],
  ['from an earlier split', { continues: true }],
  ['from an earlier split, grouped by a column', { continues: true, byColumn: true }],
  ['from an earlier split, not stratified', { continues: true, stratify: false }],
  ['from an earlier split and by time', { continues: true, testFrom: 9, ...noTest }],
  ['with folds', { foldCount: 3 }],
  ['with folds, by time and from an earlier split', { foldCount: 4, continues: true, testFrom: 8, ...noTest }],
  ['with leaks counted by another key', { leakKeys: ['otherKey'] }],
  [
    'with everything at once',
    {
      byColumn: true,
      continues: true,
      stratify: false,
      testFrom: 9,
      foldCount: 2,
      leakKeys: ['otherKey', 'textKey'],
      leftOut: Uint32Array.of(5, 77),
      ...noTest,
    },
  ],
];

/** 120 rows of 47 texts, 31 households and 4 codes that mostly follow the text, some times absent. */
function someRows({ byColumn = false }: Variant): readonly FixtureRow[] {
  return Array.from({ length: 120 }, (_, i) => {
    const text = `text ${i % 47}`;
    return {
      id: `${['i', 'ü', '\uffee', '𝔘'][i % 4]}${i}`,
      code: `c${i % 11 === 0 ? 3 : (i % 47) % 4}`,
      group: byColumn ? `household ${(i * 7) % 31}` : text,
      text,
      other: i % 5 === 0 ? null : `shop ${i % 29}`,
      time: i % 13 === 0 ? null : String(1 + (i % 12)),
    };
  });
}

/** Earlier roles of every third row, some under another code, and of rows that are gone. */
function earlierRows(rows: readonly FixtureRow[]): readonly EarlierRow[] {
  const stay = rows
    .filter((_, i) => i % 3 === 0)
    .map(({ id, code }, i): EarlierRow => ({ id, code: i % 6 === 0 ? 'old' : code, role: ROLES[i % 4]! }));
  return [...stay, { id: 'gone 1', code: 'c1', role: 'train' }, { id: 'gone 2', code: 'c2', role: 'test' }];
}

/** What everything that splits prepared rows must do; an implementation supplies itself, and how much it has time for. */
export function splitEngineContract(
  name: string,
  open: (temporaryFolder: string) => Promise<Closable<SplitEngine>>,
  { drawnPlans = 15, isBrief = false }: { readonly drawnPlans?: number; readonly isBrief?: boolean } = {},
): void {
  describe(`${name} as a split engine`, () => {
    let folder: string;
    let files: Closable<TableFiles>;
    let engine: Closable<SplitEngine>;
    let next = 0;
    const path = (file: string) => join(folder, file);

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'millrace-split-engine-'));
      files = await openFixtureFiles(path('fixtures'));
      engine = await open(path('spill'));
    });
    afterAll(async () => {
      await engine.close();
      await files.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const newFiles = (): SplitFiles => {
      const number = next++;
      return { split: path(`${number}-split.parquet`), conflicts: path(`${number}-conflicts.parquet`), changes: path(`${number}-changes.parquet`) };
    };
    const writeEarlier = async (rows: readonly EarlierRow[]): Promise<string> => {
      const file = path(`${next++}-earlier.parquet`);
      const column = (column: string, values: readonly string[]) => ({ name: column, type: 'text' as const, values });
      await files.writeTable(file, [
        column(
          'id',
          rows.map(({ id }) => id),
        ),
        column(
          'code',
          rows.map(({ code }) => code),
        ),
        column(
          'role',
          rows.map(({ role }) => role),
        ),
        column(
          'group',
          rows.map(() => 'key of old'),
        ),
      ]);
      return file;
    };
    /** Rows in three files, the second without rows. */
    const writeRows = async (rows: readonly FixtureRow[]): Promise<readonly string[]> => {
      const cut = Math.ceil(rows.length / 2);
      const parts = [rows.slice(0, cut), [], rows.slice(cut)];
      const number = next++;
      return Promise.all(parts.map((part, i) => writeRowFile(files, path(`${number}-rows-${i}.parquet`), part)));
    };
    const make = async (rows: readonly FixtureRow[], changed: Partial<SplitPlan>) => {
      const written = newFiles();
      const outcome = await engine.makeSplit(await writeRows(rows), { ...PLAIN, ...changed }, written);
      return { outcome, written };
    };
    const makeOne = async (rows: readonly FixtureRow[], changed: Partial<SplitPlan>): Promise<MadeSplit & { readonly written: SplitFiles }> => {
      const { outcome, written } = await make(rows, changed);
      if (outcome.kind !== 'made') throw new Error(`no split was made: ${outcome.kind}`);
      return { ...outcome, written };
    };
    const expectAsRestated = async (rows: readonly FixtureRow[], { byColumn: _, continues, ...changed }: Variant): Promise<void> => {
      const earlier = continues === true ? earlierRows(rows) : [];
      const plan = { ...PLAIN, ...changed, earlierSplit: continues === true ? await writeEarlier(earlier) : null };
      const { outcome, written } = await make(rows, plan);
      const wanted = restateSplit(rows, plan, earlier);
      expect(plainArrays(outcome)).toEqual(wanted.outcome);
      expect(await readWithParquetJs(written.split)).toEqual(wanted.split);
      expect((await readWithParquetJs(written.conflicts)).map((row) => ({ ...row, ids: listItems(row.ids) }))).toEqual(wanted.conflicts);
      expect(continues === true ? await readWithParquetJs(written.changes) : existsSync(written.changes)).toEqual(
        continues === true ? wanted.changes : false,
      );
    };

    // The last one needs all that the others need.
    it.each(isBrief ? VARIANTS.slice(-1) : VARIANTS)('splits %s as a plain restatement of the rule does', async (_, variant) => {
      await expectAsRestated(someRows(variant), variant);
    });

    it('splits any rows by any plan as a plain restatement of the rule does', async () => {
      const row = fc.record({
        text: fc.nat(8),
        code: fc.constantFrom('x', 'y', 'ü'),
        household: fc.nat(5),
        time: fc.nat(11),
        other: fc.option(fc.nat(4)),
      });
      const plans = fc.record({
        byColumn: fc.boolean(),
        continues: fc.boolean(),
        stratify: fc.boolean(),
        foldCount: fc.option(fc.integer({ min: 2, max: 5 })),
        testFrom: fc.option(fc.constantFrom<string | number>(10, '3')),
        leakKeys: fc.constant(['textKey', 'otherKey'] as const),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(row, { minLength: 4, maxLength: 30 }), plans, async (drawn, plan) => {
          const rows = drawn.map(({ text, code, household, time, other }, i) => ({
            id: `r${i}`,
            code,
            group: plan.byColumn ? `h${household}` : `t${text}`,
            text: `t${text}`,
            // Rows 0 and 1 are early and late by either comparison, and neither keeps a role.
            time: String([1, 10][i - 1] === undefined ? time : [1, 99][i - 1]),
            other: other === null ? null : `o${other}`,
          }));
          await expectAsRestated(rows, plan);
        }),
        { numRuns: drawnPlans },
      );
    });

    if (isBrief) return;

    it('puts a group into the stratum of its most frequent code, ties to the first in bytewise order', async () => {
      const row = (id: string, code: string, group: string) => ({ id, code, group, text: id });
      const { strata, conflicts } = await makeOne(
        [
          row('1', 'y', 'g1'),
          row('2', 'y', 'g1'),
          row('3', 'x', 'g2'),
          row('4', 'y', 'g2'),
          row('5', 'y', 'g4'),
          row('6', 'x', 'g4'),
          row('7', 'x', 'g5'),
        ],
        {},
      );
      expect(strata).toEqual([
        { code: 'x', groupCount: 3, kept: [0, 0, 0, 0] },
        { code: 'y', groupCount: 1, kept: [0, 0, 0, 0] },
      ]);
      expect(conflicts).toEqual({ groupCount: 2, rowCount: 4 });
    });

    it('gives the roles of three groups by rank of SHA-256 of salt and group key: train, validation, test', async () => {
      const groups = ['g1', 'g2', 'g3'];
      const ranked = [...groups].sort((a, b) => (keyOf(`s:${keyOf(a)}`) < keyOf(`s:${keyOf(b)}`) ? -1 : 1));
      const { role } = await makeOne(
        groups.map((group) => ({ id: group, code: 'x', group, text: group })),
        { salt: 's:' },
      );
      expect(ranked.map((group) => ROLES[role[groups.indexOf(group)]!])).toEqual(['train', 'validation', 'test']);
    });

    describe('with rows that keep roles and later rows', () => {
      /** Groups: g0 = rows 0 1 2 (row 2 is later), g1 = 3 4, g2 = 5, g3 = 6 (later), g4 = 7, g5 = 8. Rows 5 and 6 share a text. */
      const column = {
        group: ['g0', 'g0', 'g0', 'g1', 'g1', 'g2', 'g3', 'g4', 'g5'],
        code: ['x', 'x', 'y', 'x', 'y', 'y', 'x', 'x', 'y'],
        time: ['1', '2', '9', '3', '3', '1', '10', '2', '2'],
        other: ['h0', 'h1', 'h0', 'h2', null, 'h3', null, 'h4', 'h5'],
      };
      const rows = column.group.map((group, i) => ({
        id: `r${i}`,
        code: column.code[i] as string,
        group,
        text: `t${i === 6 ? 5 : i}`,
        time: column.time[i] as string,
        other: column.other[i] as string | null,
      }));
      const earlier: readonly EarlierRow[] = [
        { id: 'r3', code: 'x', role: 'validation' },
        { id: 'r4', code: 'z', role: 'calibration' },
        { id: 'r5', code: 'y', role: 'train' },
        { id: 'gone', code: 'x', role: 'test' },
      ];
      // A salt by which g0 comes before g4.
      const salt = ['a:', 'b:', 'c:', 'd:', 'e:'].find((one) => keyOf(one + keyOf('g0')) < keyOf(one + keyOf('g4'))) as string;
      const plan = { salt, testFrom: 9, foldCount: 2, leakKeys: ['textKey', 'otherKey'] } as const;

      it('keeps roles, ranks only groups that keep none, and counts later rows for no stratum', async () => {
        const { role, strata, laterRowCount, earlier: continued } = await makeOne(rows, { ...plan, earlierSplit: await writeEarlier(earlier) });
        expect(strata).toEqual([
          { code: 'x', groupCount: 3, kept: [0, 1, 0, 0] },
          { code: 'y', groupCount: 2, kept: [1, 0, 0, 0] },
        ]);
        // x lacks train and test (three groups: train, validation, test), y lacks test (two groups: train, test).
        expect([...role]).toEqual([0, 0, 3, 1, 2, 0, 3, 3, 3]);
        expect(laterRowCount).toBe(2);
        expect(continued).toEqual({ keptRowCount: 3, removedRowCount: 1, relabelledRowCount: 1, straddlingGroupCount: 1 });
      });

      it('marks test rows whose text or group is elsewhere, and counts leaks by other keys', async () => {
        const { seen, leakedRowCounts, written } = await makeOne(rows, { ...plan, earlierSplit: await writeEarlier(earlier) });
        expect([...(seen ?? [])]).toEqual([0, 0, 1, 0, 0, 0, 1, 0, 0]);
        expect(leakedRowCounts).toEqual([1, 1]);
        expect((await readWithParquetJs(written.split)).filter((row) => row.seen).map(({ id }) => id)).toEqual(['r2', 'r6']);
      });

      it('deals out folds over train and validation groups in turn, and none to other rows', async () => {
        const { fold } = await makeOne(rows, { ...plan, earlierSplit: await writeEarlier(earlier) });
        const [g0, , later, g1, calibration, g2] = fold ?? [];
        expect([g0, g1].sort()).toEqual([0, 1]);
        expect(g2).toBe(0);
        expect([later, calibration, ...(fold ?? []).slice(6)]).toEqual([255, 255, 255, 255, 255]);
      });

      it('lists groups in conflict, and earlier rows that are gone or have another code', async () => {
        const { written } = await makeOne(rows, { ...plan, earlierSplit: await writeEarlier(earlier) });
        const sorted = [keyOf('g0'), keyOf('g1')].sort((a, b) => (a < b ? -1 : 1));
        expect((await readWithParquetJs(written.conflicts)).map(({ group, code }) => [group, code])).toEqual(
          sorted.flatMap((group) => ['x', 'y'].map((code) => [group, code])),
        );
        expect(await readWithParquetJs(written.changes)).toEqual([
          { id: 'gone', change: 'removed', earlierCode: 'x', earlierRole: 'test' },
          { id: 'r4', change: 'relabelled', earlierCode: 'z', code: 'y', earlierRole: 'calibration', role: 'calibration' },
        ]);
      });

      it.each([
        [9, 2],
        ['9', 1],
      ])('compares times with %j as what it is', async (testFrom, laterRowCount) => {
        expect((await makeOne(rows, { testFrom })).laterRowCount).toBe(laterRowCount);
      });

      it.each([
        ['no row', 11, 0],
        ['every row', 1, 9],
      ])('writes nothing when %s is late enough', async (_, testFrom, laterRowCount) => {
        const { outcome, written } = await make(rows, { testFrom });
        expect(outcome).toEqual({ kind: 'one-sided', laterRowCount });
        expect(Object.values(written).filter((file) => existsSync(file))).toEqual([]);
      });

      it('takes a split for one-sided when every row that is not left out is late enough', async () => {
        const late = Uint32Array.of(0, 1, 3, 4, 5, 7, 8);
        expect((await make(rows, { testFrom: 9, leftOut: late })).outcome).toEqual({ kind: 'one-sided', laterRowCount: 2 });
      });
    });

    it.each(['train', 'validation', 'calibration'] as const)('counts and marks test rows whose text or other key is in %s alone', async (role) => {
      // Rows 0 and 1 share a text, 2 and 1 the other key, each row is a group of its own; row 3 shares nothing.
      const row = (id: string, text: string, other: string) => ({ id, code: 'x', group: id, text, other });
      const rows = [row('r0', 't0', 'o0'), row('r1', 't0', 'o1'), row('r2', 't2', 'o1'), row('r3', 't3', 'o3')];
      const earlier = rows.map(({ id, code }, i): EarlierRow => ({ id, code, role: i === 1 ? role : 'test' }));
      const { seen, leakedRowCounts } = await makeOne(rows, { earlierSplit: await writeEarlier(earlier), leakKeys: ['textKey', 'otherKey'] });
      expect(leakedRowCounts).toEqual([1, 1]);
      expect([...(seen ?? [])]).toEqual([1, 0, 0, 0]);
    });

    it('leaves no file behind when the earlier split cannot be read', async () => {
      const written = newFiles();
      const rowFiles = await writeRows(someRows({}));
      await expect(engine.makeSplit(rowFiles, { ...PLAIN, earlierSplit: path('absent.parquet') }, written)).rejects.toThrow();
      expect(Object.values(written).filter((file) => existsSync(file))).toEqual([]);
    });
  });
}

function plainArrays(outcome: object): object {
  return Object.fromEntries(Object.entries(outcome).map(([key, value]) => [key, value instanceof Uint8Array ? [...value] : value]));
}

/** A list cell as parquetjs-lite shows it. */
function listItems(cell: unknown): readonly string[] {
  return (cell as { list: { element: string }[] }).list.map(({ element }) => element);
}
