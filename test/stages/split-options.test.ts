import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Prepared } from '../../src/artifacts/prepared.js';
import { NO_FOLD, ROLES, type Split } from '../../src/artifacts/split.js';
import type { Registry } from '../../src/registry/registry.js';
import { prepareStage } from '../../src/stages/prepare/index.js';
import { sourceStage } from '../../src/stages/source/index.js';
import { groupQuota, partsPerMillion } from '../../src/stages/split/group-quota.js';
import { splitStage } from '../../src/stages/split/index.js';
import { topUpQuota } from '../../src/stages/split/top-up-quota.js';
import { openWorkbench, textColumns, type Workbench } from '../contract/stage-context.js';
import { readWithParquetJs } from '../engine/parquetjs.js';

type Rows = Readonly<Record<string, readonly string[]>>;

let bench: Workbench;
let folderCount = 0;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

async function split(rows: Rows, options: object = {}, registry?: Registry): Promise<{ prepared: Prepared; split: Split }> {
  const folder = `data-${folderCount++}`;
  await bench.write(`${folder}/0.parquet`, textColumns(rows));
  const given = bench.context({ name: 'x', data: { partitions: join(bench.folder, folder, '*.parquet') }, split: options });
  const context = registry === undefined ? given : { ...given, registry };
  const source = await sourceStage.run({}, context);
  const prepared = await prepareStage.run({ source }, context);
  return { prepared, split: await splitStage.run({ source, prepared }, context) };
}

/** Keeps a split as that of a finished run beside the one of the tests. */
function keepAsRun(run: string, { file }: Split): string {
  const folder = join(bench.folder, 'workspace/runs', run);
  mkdirSync(folder, { recursive: true });
  copyFileSync(file, join(folder, 'split.parquet'));
  return folder;
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
const rowsOf = (count: number, textCount = count): Rows => ({
  id: numbers(count).map((i) => `id-${i}`),
  text: numbers(count).map((i) => `text ${i % textCount}`),
  label: numbers(count).map((i) => `c${(i % textCount) % 5}`),
  household: numbers(count).map((i) => `h${i % 17}`),
  period: numbers(count).map((i) => (i < count / 2 ? '2025-12' : `2026-0${1 + (i % 3)}`)),
});
/** A list cell as parquetjs-lite shows it. */
const listItems = (cell: unknown) => (cell as { list: { element: string }[] }).list.map(({ element }) => element);
const read = async (file: string) => new Map((await readWithParquetJs(file)).map((row) => [row.id as string, row]));
const runFile = (name: string) => join(bench.folder, 'workspace/runs/test', name);

describe('groups whose rows disagree', () => {
  it('are listed with their codes, rows and some ids', async () => {
    const rows = rowsOf(60);
    const agreeing = await split({ ...rows, text: rows.text?.map((text, i) => (i % 10 === 3 ? 'the same' : text)) ?? [] });
    expect(agreeing.split.conflictGroupCount).toBe(0);
    expect(await readWithParquetJs(runFile('conflicts.parquet'))).toEqual([]);
    const { split: other } = await split({ ...rows, text: rows.text?.map((text, i) => (i < 7 ? 'the same' : text)) ?? [] });
    const conflicts = await readWithParquetJs(runFile('conflicts.parquet'));
    expect(conflicts.map(({ code, rowCount }) => [code, rowCount])).toEqual([
      ['c0', 2],
      ['c1', 2],
      ['c2', 1],
      ['c3', 1],
      ['c4', 1],
    ]);
    expect(listItems(conflicts[0]?.ids)).toEqual(['id-0', 'id-5']);
    expect([other.conflictGroupCount, other.conflictRowCount]).toEqual([1, 7]);
  });
});

describe('a split by a column', () => {
  it('keeps each value on one side and reports the leak of the text', async () => {
    const rows = rowsOf(400, 100);
    const { split: made } = await split(rows, { groupBy: 'household' });
    const written = await read(made.file);
    const sides = new Map<string, Set<unknown>>();
    rows.id?.forEach((id, i) => {
      const household = rows.household?.[i] as string;
      sides.set(household, (sides.get(household) ?? new Set()).add(written.get(id)?.role));
    });
    expect([...sides.values()].every((roles) => roles.size === 1)).toBe(true);
    const textOf = (id: string) => rows.text?.[Number(id.slice(3))];
    const elsewhere = new Set([...written.values()].filter(({ role }) => role !== 'test').map(({ id }) => textOf(id as string)));
    const leaked = [...written.values()].filter(({ id, role }) => role === 'test' && elsewhere.has(textOf(id as string)));
    expect(leaked.length).toBeGreaterThan(0);
    expect(made.details?.otherLeaks).toEqual([{ by: 'text', leakedTestRowCount: leaked.length }]);
    expect(made.leak.leakedTestRowCount).toBe(0);
  });

  it('reports the leak of a column when rows are grouped by text', async () => {
    const { split: made } = await split(rowsOf(400), { reportLeak: 'household' });
    expect(made.details?.otherLeaks).toEqual([{ by: 'household', leakedTestRowCount: made.rowCounts[3] }]);
    expect(bench.events).toContainEqual(expect.objectContaining({ type: 'warning', message: expect.stringContaining('share their household') }));
  });
});

describe('test rows by time', () => {
  it('are the rows from a value on, those with an old text marked seen; the others share no group', async () => {
    const rows = rowsOf(400, 250);
    const { prepared, split: made } = await split(rows, { test: { column: 'period', from: '2026-02' } });
    const written = [...(await read(made.file)).values()];
    const index = (id: unknown) => Number((id as string).slice(3));
    for (const { id, role } of written) expect(role === 'test').toBe((rows.period?.[index(id)] as string) >= '2026-02');
    const oldTexts = new Set(written.filter(({ role }) => role !== 'test').map(({ id }) => rows.text?.[index(id)]));
    const seen = written.filter((row) => row.seen);
    expect(seen.map(({ id }) => id)).toEqual(
      written.filter(({ id, role }) => role === 'test' && oldTexts.has(rows.text?.[index(id)])).map(({ id }) => id),
    );
    expect(seen.length).toBeGreaterThan(0);
    expect(made.details?.seenTestRowCount).toBe(seen.length);
    expect([...(made.details?.seen ?? [])].reduce((sum, value) => sum + value, 0)).toBe(seen.length);
    const message = `${seen.length} of ${made.leak.testRowCount} test rows are marked seen`;
    expect(bench.events).toContainEqual(expect.objectContaining({ type: 'warning', stage: 'split', message }));
    expect(made.leak.leakedTestRowCount).toBe(0);
    const groupRoles = new Map<number, Set<number>>();
    prepared.group.forEach((group, row) => {
      if (made.role[row] !== 3) groupRoles.set(group, (groupRoles.get(group) ?? new Set()).add(made.role[row] as number));
    });
    expect([...groupRoles.values()].every((roles) => roles.size === 1)).toBe(true);
  });

  it('compare as numbers when the value is one', async () => {
    const folder = `data-${folderCount++}`;
    const file = `${folder}/0.parquet`;
    await bench.write(file, [
      ...textColumns({ id: ['a', 'b', 'c', 'd'], text: ['p', 'q', 'r', 's'], label: ['x', 'y', 'x', 'y'] }),
      { name: 'week', type: 'int32', values: [9, 10, 100, 2] },
    ]);
    const context = bench.context({ name: 'x', data: { partitions: join(bench.folder, file) }, split: { test: { column: 'week', from: 10 } } });
    const source = await sourceStage.run({}, context);
    const made = await splitStage.run({ source, prepared: await prepareStage.run({ source }, context) }, context);
    expect([...made.role].map((role) => role === 3)).toEqual([false, true, true, false]);
    expect(made.details?.times).toEqual([{ from: '2', to: '9' }, null, null, { from: '10', to: '100' }]);
  });

  it('go to quarantine when their text is no time that sorts as it is', async () => {
    const rows = { ...rowsOf(40), period: Array.from({ length: 40 }, (_, i) => (i === 0 ? '31/01/2026' : i < 20 ? '2026-01' : '2026-02')) };
    const { prepared, split: made } = await split(rows, { test: { column: 'period', from: '2026-02' } });
    expect(prepared.quarantine).toMatchObject([{ reason: 'bad-time', count: 1 }]);
    expect(made.details?.times?.[3]).toEqual({ from: '2026-02', to: '2026-02' });
    await expect(split(rows, { test: { column: 'period', from: '01/02/2026' } })).rejects.toMatchObject({
      detail: { code: 'usage.wrong-value', where: 'split.test.from', wanted: expect.stringContaining('ISO 8601') },
    });
  });

  it('stop the run when no row, or every row, is late enough', async () => {
    await expect(split(rowsOf(40), { test: { column: 'period', from: '2027' } })).rejects.toMatchObject({
      detail: { code: 'usage.wrong-value', where: 'split.test.from' },
    });
    await expect(split(rowsOf(40), { test: { column: 'period', from: '2000' } })).rejects.toMatchObject({
      detail: { what: 'every row would be a test row' },
    });
    await expect(split(rowsOf(40), { test: { column: 'perod', from: '2026' } })).rejects.toMatchObject({
      detail: { code: 'data.missing-column', hint: expect.stringContaining('period') },
    });
  });
});

describe('folds', () => {
  it('share out train and validation groups, whole and even in every stratum', async () => {
    const rows = rowsOf(600, 300);
    const { prepared, split: made } = await split(rows, { folds: 4 });
    const fold = made.details?.fold as Uint8Array;
    const foldOf = new Map<number, number>();
    const counts = new Map<string, Set<number>>();
    fold.forEach((value, row) => {
      const [group, role] = [prepared.group[row] as number, made.role[row] as number];
      expect(value === NO_FOLD).toBe(role > 1);
      if (role > 1) return;
      expect(foldOf.get(group) ?? value).toBe(value);
      foldOf.set(group, value);
      const key = `${prepared.code[row]}/${value}`;
      counts.set(key, (counts.get(key) ?? new Set()).add(group));
    });
    const sizes = [...counts.values()].map((groups) => groups.size);
    expect(counts.size).toBe(5 * 4);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    const written = await readWithParquetJs(made.file);
    expect(written.filter((row) => row.fold === undefined || row.fold === null).every(({ role }) => role === 'calibration' || role === 'test')).toBe(
      true,
    );
  });
});

describe('a split that goes on from an earlier one', () => {
  it('keeps the role of every id that is still there, places the others, and lists what is gone or has another code', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 60 }), fc.nat({ max: 80 }), fc.nat({ max: 5 }), async (removed, added, relabelled) => {
        const first = rowsOf(120);
        const before = await split(first);
        keepAsRun('before', before.split);
        const all = rowsOf(120 + added);
        const cut = (cells: readonly string[] | undefined) => (cells ?? []).slice(removed);
        const label = cut(all.label).map((code, i) => (i < relabelled ? 'c9' : code));
        const after = await split({ id: cut(all.id), text: cut(all.text), label }, { from: 'before' });
        const [old, now] = [await read(before.split.file), await read(after.split.file)];
        for (const [id, row] of now) if (old.has(id)) expect(row.role).toBe(old.get(id)?.role);
        expect(after.split.details?.earlier).toMatchObject({
          from: 'before',
          splitDigest: before.split.splitDigest,
          keptRowCount: 120 - removed,
          newRowCount: added,
          removedRowCount: removed,
          relabelledRowCount: relabelled,
          straddlingGroupCount: 0,
        });
        const changes = await readWithParquetJs(runFile('changes.parquet'));
        expect(changes.filter(({ change }) => change === 'removed')).toHaveLength(removed);
        expect(changes.filter(({ change }) => change === 'relabelled').every(({ code }) => code === 'c9')).toBe(true);
        expect(after.split.leak.leakedTestRowCount).toBe(0);
      }),
      { numRuns: 5 },
    );
  });

  it('puts a new row beside the old rows with its text', async () => {
    const before = await split(rowsOf(100));
    keepAsRun('texts', before.split);
    const again = rowsOf(100);
    const after = await split(
      {
        id: [...(again.id ?? []), ...(again.id ?? []).map((id) => `new-${id}`)],
        text: [...(again.text ?? []), ...(again.text ?? []).map((text) => `${text}!`)],
        label: [...(again.label ?? []), ...(again.label ?? [])],
      },
      { from: 'texts' },
    );
    const written = await read(after.split.file);
    for (const id of again.id ?? []) expect(written.get(`new-${id}`)?.role).toBe(written.get(id)?.role);
    expect(after.split.details?.earlier?.newRowCount).toBe(100);
  });

  it('keeps roles even where texts have become the same, and marks the test rows of such groups as seen', async () => {
    const before = await split(rowsOf(100));
    keepAsRun('same', before.split);
    const rows = rowsOf(100);
    const after = await split({ ...rows, text: rows.text?.map((text, i) => (i % 5 === 0 ? 'all alike' : text)) ?? [] }, { from: 'same' });
    expect(after.split.details?.earlier?.straddlingGroupCount).toBe(1);
    const alike = [...(await read(after.split.file)).values()].filter(({ id }) => Number((id as string).slice(3)) % 5 === 0);
    expect(alike.filter((row) => row.seen).map(({ id }) => id)).toEqual(alike.filter(({ role }) => role === 'test').map(({ id }) => id));
    expect(after.split.leak.leakedTestRowCount).toBe(0);
    expect(after.split.details?.seenTestRowCount).toBeGreaterThan(0);
  });

  it('reports how far the roles are from the quotas of a new split', async () => {
    const before = await split(rowsOf(200), { fractions: { train: 0.5, validation: 0.1, calibration: 0.1, test: 0.3 } });
    keepAsRun('drift', before.split);
    const after = await split(rowsOf(300), { from: 'drift' });
    const drift = after.split.details?.earlier?.drift ?? [];
    expect(drift.map(({ role }) => role)).toEqual([...ROLES]);
    expect(drift.reduce((sum, { quotaGroupCount }) => sum + quotaGroupCount, 0)).toBe(300);
    expect(drift[3]?.quotaGroupCount).toBe(30);
    expect(drift[3]?.groupCount).toBe(60);
    expect(drift[0]?.groupCount).toBe(after.split.groupCounts[0]);
  });

  it('follows the champion, and starts anew when there is none', async () => {
    const before = await split(rowsOf(80), { seed: 5 });
    const folder = keepAsRun('champ', before.split);
    const registry = (found: boolean) =>
      ({ byAlias: async () => (found ? { name: 'x', version: 1, bundle: join(folder, 'bundle'), run: 'champ' } : undefined) }) as unknown as Registry;
    const followed = await split(rowsOf(80), { from: 'champion' }, registry(true));
    expect(followed.split.splitDigest).toBe(before.split.splitDigest);
    const anew = await split(rowsOf(80), { from: 'champion', seed: 5 }, registry(false));
    expect(anew.split.splitDigest).toBe(before.split.splitDigest);
    expect(anew.split.details?.earlier).toBeNull();
  });

  it('stops when there is no such run', async () => {
    await expect(split(rowsOf(20), { from: '20260101T000000-abcdef' })).rejects.toMatchObject({
      exitCode: 2,
      detail: { code: 'usage.missing-run', where: 'split.from' },
    });
    expect(readdirSync(join(bench.folder, 'workspace/runs'))).not.toContain('20260101T000000-abcdef');
  });
});

describe('the quota of new groups', () => {
  const parts = partsPerMillion({ validation: 0.1, calibration: 0.1, test: 0.1 });

  it('is that of a new split when no group is kept', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (n) => {
        expect(topUpQuota(n, [0, 0, 0, 0], parts)).toEqual(groupQuota(n, parts));
      }),
    );
  });

  it('fills up to the quota of all groups when no role has too many', () => {
    expect(topUpQuota(20, [10, 1, 1, 0], parts)).toEqual([4, 1, 1, 2]);
  });

  it('goes to the roles that lack most when some role has too many', () => {
    expect(topUpQuota(20, [0, 0, 0, 18], parts)).toEqual([2, 0, 0, 0]);
    expect(topUpQuota(10, [7, 0, 0, 2], parts)).toEqual([0, 1, 0, 0]);
  });

  it('gives out every new group and never takes one back', () => {
    const kept = fc.tuple(fc.nat(40), fc.nat(40), fc.nat(40), fc.nat(40));
    fc.assert(
      fc.property(kept, fc.nat(60), (given, fresh) => {
        const total = given.reduce((sum, count) => sum + count, fresh);
        fc.pre(total > 0);
        const counts = topUpQuota(total, given, parts);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(fresh);
        expect(Math.min(...counts)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
