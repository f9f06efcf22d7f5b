import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NgramTable } from '../../src/artifacts/features.js';
import { KeyTable } from '../../src/text/key-table.js';
import { NgramCounter } from '../../src/text/ngram-counter.js';
import { fitInMemory, matrixRows, row, specOf, TEXT } from './fit-in-memory.js';
import { mixedRow, mixedSpec } from './mixed-rows.js';

/** tf-idf by name and block from the definition, one value a key, without merging. */
function unmerged(texts: readonly string[], columns: readonly string[], table: NgramTable, weigh: (times: number) => number): Map<number, number> {
  const result = new Map<number, number>();
  columns.forEach((column, c) => {
    const counter = new NgramCounter({ text: TEXT, textColumns: [column], categoricalColumns: [], words: [1, 2], chars: [3, 4] }, new KeyTable(true));
    counter.count([texts[c]!], []);
    const values = new Map<number, number>();
    for (let e = 0; e < counter.entryCount; e++) {
      const { nameStart, nameBytes } = counter.keys;
      const index = counter.entryKey[e]!;
      const key = table.keyNames.indexOf(Buffer.from(nameBytes.subarray(nameStart[index], nameStart[index + 1])).toString());
      const times = counter.entryTimes[e]!;
      if (key >= 0) values.set(key, weigh(times) * table.idf[table.keyFeature[key]!]!);
    }
    const norm = Math.sqrt([...values.values()].reduce((sum, value) => sum + value * value, 0));
    for (const [key, value] of values) result.set(key, value / norm);
  });
  return result;
}

describe('the feature matrix', () => {
  it('has the values of a case worked by hand', () => {
    const rows = [row('rye rye bread'), row('bread')];
    const { table, matrix } = fitInMemory(rows, specOf());
    const rye = Math.log(3 / 2) + 1;
    const norm = Math.sqrt(2 * rye * (2 * rye) + 1);
    expect(table.keyNames).toEqual(['text=bread', 'text=rye']);
    expect(matrixRows(matrix)[0]).toEqual([
      [0, expect.closeTo(1 / norm, 6)],
      [1, expect.closeTo((2 * rye) / norm, 6)],
    ]);
    expect(matrixRows(matrix)[1]).toEqual([[0, 1]]);
  });

  it.each([
    ['count', (times: number) => times],
    ['log', (times: number) => 1 + Math.log(times)],
    ['sqrt', (times: number) => Math.sqrt(times)],
    ['binary', () => 1],
  ] as const)('keeps every score when keys are merged, with w/√g a key (termWeight %s)', (termWeight, weigh) => {
    const bareRow = mixedRow.map(({ texts }) => ({ texts, categorical: [], numeric: [] }));
    const spec = specOf({ textColumns: ['name', 'note'] }, { words: [1, 2], chars: [3, 4], termWeight });
    const weights = fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true }));
    fc.assert(
      fc.property(fc.array(bareRow, { minLength: 2, maxLength: 12 }), weights, (rows, stream) => {
        // Every second row trains, so that merged keys come apart in the others.
        const { table, matrix } = fitInMemory(rows, spec, { counted: Uint8Array.from(rows, (_, r) => (r + 1) % 2) });
        const w = Array.from({ length: table.featureCount }, () => stream.next().value as number);
        matrixRows(matrix).forEach((entries, r) => {
          const merged = entries.reduce((sum, [id, value]) => sum + w[id]! * value, 0);
          let plain = 0;
          for (const [key, value] of unmerged(rows[r]!.texts, spec.textColumns, table, weigh)) {
            const feature = table.keyFeature[key]!;
            plain += (w[feature]! / Math.sqrt(table.memberCount[feature]!)) * value;
          }
          expect(merged).toBeCloseTo(plain, 5);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('normalises each block alone and multiplies it by its weight', () => {
    const rows = fc.sample(mixedRow, { numRuns: 50, seed: 3 });
    const { table, matrix } = fitInMemory(rows, mixedSpec({ blockWeights: { name: 3, covariates: 0.25 } }));
    const prefixes = [/^name[=~]/, /^note[=~]/, /^(shop|mode|price):/];
    const blockOf = Array.from({ length: table.featureCount }, (_, f) =>
      prefixes.findIndex((prefix) => prefix.test(table.keyNames[table.keyFeature.indexOf(f)]!)),
    );
    for (const entries of matrixRows(matrix)) {
      const squares = [0, 0, 0];
      // Every row trains, so a feature's keys are all present and its value stands for all of them.
      for (const [id, value] of entries) squares[blockOf[id]!]! += value * value;
      [3, 1, 0.25].forEach((weight, block) => {
        if (squares[block]! > 0) expect(Math.sqrt(squares[block]!)).toBeCloseTo(weight, 5);
      });
    }
  });

  it('has ascending ids and an empty row for a text of unknown n-grams', () => {
    const rows = [row('rye bread milk'), row('tofu'), row('')];
    const { matrix } = fitInMemory(rows, specOf({}, { chars: [3, 5] }), { counted: Uint8Array.of(1, 0, 0) });
    const [known, unknown, empty] = matrixRows(matrix);
    expect(known!.map(([id]) => id)).toEqual(known!.map(([id]) => id).sort((a, b) => a - b));
    expect(unknown).toEqual([]);
    expect(empty).toEqual([]);
  });
});
