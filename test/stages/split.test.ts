import { createHash } from 'node:crypto';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Prepared } from '../../src/artifacts/prepared.js';
import { ROLES, type Split } from '../../src/artifacts/split.js';
import { prepareStage } from '../../src/stages/prepare/index.js';
import { sourceStage } from '../../src/stages/source/index.js';
import { groupQuota, partsPerMillion } from '../../src/stages/split/group-quota.js';
import { splitStage } from '../../src/stages/split/index.js';
import { groupKey } from '../../src/text/group-key.js';
import { openWorkbench, textColumns, type Workbench } from '../contract/stage-context.js';
import { readWithParquetJs } from '../engine/parquetjs.js';

interface Row {
  readonly id: string;
  readonly text: string;
  readonly label: string;
}

let bench: Workbench;
let folderCount = 0;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

/** Splits rows that lie in the given partitions. */
async function split(partitions: readonly (readonly Row[])[], options: object = {}, on = bench): Promise<{ prepared: Prepared; split: Split }> {
  const folder = `data-${folderCount++}`;
  for (const [index, rows] of partitions.entries()) {
    const columns = textColumns({ id: rows.map(({ id }) => id), text: rows.map(({ text }) => text), label: rows.map(({ label }) => label) });
    await on.write(`${folder}/${index}.parquet`, columns);
  }
  const context = on.context({ name: 'x', data: { partitions: join(on.folder, folder, '*.parquet'), maxQuarantineShare: 0.2 }, split: options });
  const source = await sourceStage.run({}, context);
  const prepared = await prepareStage.run({ source }, context);
  return { prepared, split: await splitStage.run({ source, prepared }, context) };
}

const rowsOf = (count: number, textCount: number, codeCount: number): Row[] =>
  Array.from({ length: count }, (_, i) => ({ id: `id-${i}`, text: `text ${i % textCount}`, label: `c${(i % textCount) % codeCount}` }));

const someRows = fc
  .array(fc.record({ text: fc.constantFrom('rye', 'Rye!', 'milk', 'oil', 'fish', 'salt', 'tea', 'ham'), label: fc.constantFrom('a', 'b', 'c') }), {
    minLength: 2,
    maxLength: 25,
  })
  .filter((rows) => new Set(rows.map(({ label }) => label)).size > 1)
  .map((rows) => rows.map((row, i) => ({ id: `${'iü\uffee'[i % 3]}${i}`, ...row })));

describe('the split stage', () => {
  it('follows, for any rows, a plain restatement of the rule', async () => {
    await fc.assert(
      fc.asyncProperty(someRows, fc.integer({ min: 0, max: 9 }), async (rows, seed) => {
        const { split: made } = await split([rows], { seed });
        const written = await readWithParquetJs(made.file);
        expect(written).toEqual(restate(rows, seed));
        const lines = written.map(({ id, code, role, group }) => `${JSON.stringify([id, code, role, group])}\n`).join('');
        expect(made.splitDigest).toBe(createHash('sha256').update(lines).digest('hex'));
        expect(made.leak.leakedTestRowCount).toBe(0);
        expect(made.rowCounts.reduce((sum, count) => sum + count, 0)).toBe(rows.length);
      }),
      { numRuns: 12 },
    );
  });

  it('gives the same digest whatever the order of rows and the cut into partitions', async () => {
    await fc.assert(
      fc.asyncProperty(someRows, fc.nat(), async (rows, pick) => {
        const shuffled = [...rows].sort((a, b) =>
          createHash('md5').update(`${pick}${a.id}`).digest('hex') < createHash('md5').update(`${pick}${b.id}`).digest('hex') ? -1 : 1,
        );
        const cut = pick % rows.length;
        const [one, other] = [await split([rows]), await split([shuffled.slice(0, cut), shuffled.slice(cut)])];
        expect(other.split.splitDigest).toBe(one.split.splitDigest);
      }),
      { numRuns: 8 },
    );
  });

  it('never puts a group on two sides, and every row has one role', async () => {
    const { prepared, split: made } = await split([rowsOf(3000, 900, 11)]);
    const roleOf = new Map<number, number>();
    prepared.group.forEach((group, row) => {
      expect(roleOf.get(group) ?? made.role[row]).toBe(made.role[row]);
      roleOf.set(group, made.role[row] as number);
    });
    expect(made.groupCounts.reduce((sum, count) => sum + count, 0)).toBe(900);
    expect(made.groupCounts).toEqual(ROLES.map((_, role) => [...roleOf.values()].filter((value) => value === role).length));
    expect(made.leak).toEqual({ testRowCount: made.rowCounts[3], leakedTestRowCount: 0 });
  });

  it('reaches the quota of every stratum', async () => {
    const { prepared, split: made } = await split([rowsOf(2000, 2000, 13)]);
    const parts = partsPerMillion({ validation: 0.1, calibration: 0.1, test: 0.1 });
    prepared.codes.forEach((_, code) => {
      const roles = [...made.role].filter((_, row) => prepared.code[row] === code);
      expect(ROLES.map((_, role) => roles.filter((value) => value === role).length)).toEqual(groupQuota(roles.length, parts));
    });
  });

  it('gives the same digest for 1, 2 and 4 workers', async () => {
    const partitions = [rowsOf(20_000, 9000, 40), rowsOf(20_000, 9000, 40).map((row) => ({ ...row, id: `x${row.id}` }))];
    const digests: string[] = [];
    for (const workerCount of [1, 2, 4]) {
      const other = await openWorkbench({ workerCount });
      digests.push((await split(partitions, {}, other)).split.splitDigest);
      await other.close();
    }
    expect(new Set(digests).size).toBe(1);
  });

  it('changes with the seed and counts groups whose rows disagree', async () => {
    const rows = [...rowsOf(400, 200, 5), { id: 'x', text: 'TEXT 7', label: 'c1' }, { id: 'y', text: 'text 7.', label: 'c1' }];
    const [one, other] = [await split([rows], { seed: 1 }), await split([rows], { seed: 2 })];
    expect(one.split.splitDigest).not.toBe(other.split.splitDigest);
    expect([one.split.conflictGroupCount, one.split.conflictRowCount]).toEqual([1, 4]);
  });

  it('is found again without work, and written again when a row is added', async () => {
    const rows = rowsOf(50, 50, 3);
    await split([rows]);
    bench.events.length = 0;
    await split([rows]);
    expect(bench.events.filter((event) => event.type === 'stage-cached' && event.stage === 'split')).toHaveLength(1);
    bench.events.length = 0;
    await split([[...rows, { id: 'new', text: 'new', label: 'c0' }]]);
    expect(bench.events.filter((event) => event.type === 'stage-cached' && event.stage === 'split')).toHaveLength(0);
  });

  it('leaves rows without a part out of the file', async () => {
    const rows = rowsOf(20, 20, 2);
    const { split: made } = await split([[...rows, rows[0] as Row, { ...(rows[1] as Row), text: 'other' }]]);
    const ids = (await readWithParquetJs(made.file)).map(({ id }) => id);
    expect(ids).toHaveLength(19);
    expect(ids).not.toContain('id-1');
    expect([made.role[0], made.role[1], made.role[20], made.role[21]]).toEqual([expect.any(Number), 255, 255, 255]);
  });
});

/** Design §6 in plain code over arrays: what the split file must hold. */
function restate(rows: readonly Row[], seed: number): { id: string; code: string; role: string; group: string }[] {
  const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = groupKey([row.text]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const strata = new Map<string, string[]>();
  for (const [key, members] of groups) {
    const counts = new Map<string, number>();
    for (const { label } of members) counts.set(label, (counts.get(label) ?? 0) + 1);
    const [[code] = ['']] = [...counts].sort((a, b) => b[1] - a[1] || byBytes(a[0], b[0]));
    strata.set(code, [...(strata.get(code) ?? []), key]);
  }
  const roleOf = new Map<string, string>();
  const parts = partsPerMillion({ validation: 0.1, calibration: 0.1, test: 0.1 });
  for (const keys of strata.values()) {
    const rank = (key: string) => createHash('sha256').update(`millrace-split-1:${seed}:${key}`).digest('hex');
    const ranked = keys.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
    const roles = groupQuota(keys.length, parts).flatMap((count, role) => Array.from({ length: count }, () => ROLES[role] as string));
    ranked.forEach((key, i) => {
      roleOf.set(key, roles[i] as string);
    });
  }
  return rows
    .map(({ id, text, label }) => ({ id, code: label, role: roleOf.get(groupKey([text])) as string, group: groupKey([text]) }))
    .sort((a, b) => byBytes(a.id, b.id));
}
