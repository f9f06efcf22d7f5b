import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { looseForm } from '../../../src/report/split/loose-form.js';
import { nearestSimilarity } from '../../../src/report/split/near-texts.js';
import { computeSplitReport } from '../../../src/report/split/split-report.js';
import { splitReportHtml } from '../../../src/report/split/split-report-html.js';
import { splitReportText } from '../../../src/report/split/split-report-text.js';
import { loadSplitRows, type SplitRows } from '../../../src/report/split/split-rows.js';
import { openWorkbench, textColumns, type Workbench } from '../../contract/stage-context.js';

const TRAIN = 0;
const TEST = 3;
const rowsOf = (cells: readonly (readonly [text: string, code: number, role: number])[]): SplitRows => ({
  codes: ['b', 'a', 'c'],
  text: cells.map(([text]) => text),
  code: Int32Array.from(cells, ([, code]) => code),
  role: Uint8Array.from(cells, ([, , role]) => role),
  oneTextIn: 1,
});

describe('the leak of a split', () => {
  const rows = rowsOf([
    ['rye bread', 0, TRAIN],
    ['rye bread', 1, TRAIN],
    ['rye bread', 1, TRAIN],
    ['fresh whole milk from the hills', 0, TRAIN],
    ['oil', 0, TRAIN],
    ['rye bread', 1, TEST],
    ['oil', 2, TEST],
    ['fresh whole milk from the hill', 0, TEST],
    ['tea', 2, TEST],
  ]);
  const report = computeSplitReport(rows, 1);

  it('counts test rows whose text is in train, and those that come near one', () => {
    expect(report.leak).toMatchObject({ trainRowCount: 5, testRowCount: 4, sameTextRowCount: 2, sampledRowCount: 4, nearRowCount: 3 });
  });

  it('looks up the most frequent code of a text, or of all train rows', () => {
    // rye bread → a, right; oil → b, wrong; the others → b, the most frequent code: right once.
    expect(report.leak.lookupAccuracy).toBe(2 / 4);
  });

  it('is measured on a plain row split with as many rows a role, the same for the same seed', () => {
    expect([report.plainLeak.trainRowCount, report.plainLeak.testRowCount]).toEqual([5, 4]);
    expect(computeSplitReport(rows, 1)).toEqual(report);
  });

  it('shows what a plain row split hides: with every text three times it leaks, a split by text does not', () => {
    const texts = Array.from({ length: 900 }, (_, i) => [`text number ${i % 300}`, (i % 300) % 3, i % 300 < 210 ? TRAIN : TEST] as const);
    const { leak, plainLeak } = computeSplitReport(rowsOf(texts), 7);
    expect(leak.sameTextRowCount).toBe(0);
    expect(plainLeak.sameTextRowCount / plainLeak.testRowCount).toBeGreaterThan(0.85);
    expect(plainLeak.lookupAccuracy).toBeGreaterThan(leak.lookupAccuracy + 0.4);
  });

  it('looks for near-duplicates of a sample only when there are many test rows', () => {
    expect(computeSplitReport(rows, 1, 2).leak).toMatchObject({ testRowCount: 4, sampledRowCount: 2 });
  });
});

describe('the table of codes', () => {
  it('counts rows by role, codes with the most rows first', () => {
    const report = computeSplitReport(
      rowsOf([
        ['x', 1, 0],
        ['y', 1, 3],
        ['z', 0, 1],
        ['w', 2, 2],
      ]),
      1,
    );
    expect(report.codes).toEqual([
      { code: 'a', roles: [1, 0, 0, 1] },
      { code: 'b', roles: [0, 1, 0, 0] },
      { code: 'c', roles: [0, 0, 1, 0] },
    ]);
    expect(report.rowCounts).toEqual([1, 1, 1, 1]);
    expect(report.absentCodeCounts).toEqual([2, 2, 2, 2]);
  });

  it('shows as text and as a page without script, codes escaped', () => {
    const report = {
      ...computeSplitReport(
        rowsOf([
          ['x', 1, 0],
          ['y', 1, 3],
        ]),
        1,
      ),
      codes: [{ code: '<b>&', roles: [1, 0, 0, 1] }],
    };
    const text = splitReportText(report, 20);
    expect(text.codes[1]).toEqual(['<b>&', '1', '0', '0', '1', '2']);
    expect(text.leak[0]).toEqual(['leak', 'this split', 'plain row split']);
    const page = splitReportHtml(report, '20261123T021500-4f09ac');
    expect(page).toContain('&lt;b&gt;&amp;');
    expect(page).not.toMatch(/<script/);
  });
});

describe('the nearest text', () => {
  it('has the Jaccard similarity of sets of 3-grams', () => {
    // " ab ": " ab", "ab "; " abc ": " ab", "abc", "bc ": one in common of four.
    expect(nearestSimilarity(['ab'], ['abc'])).toEqual([1 / 4]);
    expect(nearestSimilarity(['ab'], ['xyz'])).toEqual([0]);
  });

  it('agrees with the definition, pair by pair', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' '), minLength: 1, maxLength: 9 });
    const grams = (given: string) => new Set(Array.from({ length: given.length }, (_, i) => ` ${given} `.slice(i, i + 3)));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 6 }), fc.array(text, { maxLength: 6 }), (texts, candidates) => {
        const expected = texts.map((one) =>
          Math.max(
            0,
            ...candidates.map((other) => {
              const [a, b] = [grams(one), grams(other)];
              const common = [...a].filter((gram) => b.has(gram)).length;
              return common / (a.size + b.size - common);
            }),
          ),
        );
        expect(nearestSimilarity(texts, candidates)).toEqual(expected);
      }),
    );
  });
});

describe('the loose form', () => {
  it('sees through case, accents, punctuation and invisible characters, and keeps other scripts', () => {
    expect(looseForm('  CAFÉ--Crème\u200b (5 %) ')).toBe('cafe creme 5');
    expect(looseForm('ﬁsh')).toBe('fish');
    expect(looseForm('שלום, 日本')).toBe('שלום 日本');
  });
});

describe('the rows of a split', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await openWorkbench();
  });
  afterAll(() => bench.close());

  it('are joined with their texts from partitions, whole numbers as ids, repeated ids once', async () => {
    const partitions = [
      await bench.write('0.parquet', [{ name: 'n', type: 'int32', values: [10, 9] }, ...textColumns({ text: ['Rye', 'MILK'], more: [null, 'b'] })]),
      await bench.write('1.parquet', [
        { name: 'n', type: 'int64', values: [2 ** 40, 9] },
        ...textColumns({ text: ['Oil', 'MILK'], more: ['c', 'b'] }),
      ]),
    ];
    const split = await bench.write(
      'split.parquet',
      textColumns({ id: ['10', '1099511627776', '9'], code: ['x', 'y', 'x'], role: ['train', 'test', 'calibration'], group: ['g', 'h', 'i'] }),
    );
    const rows = await loadSplitRows(
      { tables: bench.tables, splitReader: bench.tables },
      split,
      partitions.map((file) => ({ file })),
      { id: 'n', text: ['text', 'more'] },
    );
    expect(rows).toEqual({
      codes: ['x', 'y'],
      code: Int32Array.from([0, 1, 0]),
      role: Uint8Array.from([0, 3, 2]),
      text: ['rye', 'oil c', 'milk b'],
      oneTextIn: 1,
    });
  });

  it('keep whole texts with all their rows when there are too many, and count every row', async () => {
    const numbers = Array.from({ length: 3000 }, (_, i) => i);
    const ids = numbers.map((i) => `r${String(i).padStart(5, '0')}`);
    const texts = numbers.map((i) => `text ${i % 1000}`);
    const roles = numbers.map((i) => (i % 3 === 0 ? 'test' : 'train'));
    const partition = await bench.write('many.parquet', textColumns({ id: ids, text: texts }));
    const split = await bench.write('many-split.parquet', textColumns({ id: ids, code: ids.map(() => 'x'), role: roles, group: ids }));
    const columns = { id: 'id', text: ['text'] };
    const rows = await loadSplitRows({ tables: bench.tables, splitReader: bench.tables }, split, [{ file: partition }], columns, 600);
    const kept = rows.text.filter((text) => text !== null);
    expect(rows.oneTextIn).toBe(5);
    expect(rows.text.map((text, i) => text === null || text === texts[i])).not.toContain(false);
    for (const text of new Set(kept)) expect(kept.filter((other) => other === text)).toHaveLength(3);
    expect(kept.length).toBeGreaterThan(400);
    expect(kept.length).toBeLessThan(800);
    const report = computeSplitReport(rows, 1);
    expect(report.rowCounts).toEqual([2000, 0, 0, 1000]);
    // Each text comes three times, in turn test, train, train: every test row kept has its text in train too.
    expect(report.leak).toMatchObject({ testRowCount: kept.length / 3, sameTextRowCount: kept.length / 3, sampledRowCount: 0 });
    expect(splitReportText(report, 20).notes.join()).toContain('one text in 5');
  });
});
