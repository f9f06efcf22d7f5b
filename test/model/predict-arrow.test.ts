import { createRequire } from 'node:module';
import * as arrow from 'apache-arrow';
import { beforeAll, describe, expect, test } from 'vitest';
import { openBundle } from '../../src/model/bundle/open-bundle.js';
import type { Predictor } from '../../src/model/predictor.js';
import { TEXTS, temporaryFolder, writeToyBundle } from './toy-model.js';

/** The package once more, with classes of its own: as a program and a library each bring theirs. */
const otherCopy = createRequire(import.meta.url)('../../dist/libraries/arrow.cjs') as typeof arrow;

const ROWS = [...TEXTS, '白パン', null, '—'];
const folder = temporaryFolder;
let model: Predictor;
beforeAll(async () => {
  model = await openBundle((await writeToyBundle(folder())).target);
});

const table = (): arrow.Table =>
  new arrow.Table({
    n: arrow.vectorFromArray(
      ROWS.map((_, row) => BigInt(row)),
      new arrow.Int64(),
    ),
    text: arrow.vectorFromArray(ROWS, new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32())),
    day: arrow.vectorFromArray(
      ROWS.map((_, row) => (row === 1 ? null : new Date(864e5 * row))),
      new arrow.DateDay(),
    ),
  });
const expected = () =>
  model.predict(
    ROWS.map((text) => ({ text })),
    { k: 2 },
  );
const cells = (given: arrow.Table, name: string): unknown[] => [...(given.getChild(name) ?? [])];

describe('a table of Arrow', () => {
  test('comes back with the same rows and, after its own columns, what the model says of them', () => {
    const coded = model.predict<arrow.Table>(table(), { k: 2 });
    expect(coded).toBeInstanceOf(arrow.Table);
    expect(coded.schema.fields.map(({ name, type }) => `${name}: ${String(type)}`)).toEqual([
      'n: Int64',
      'text: Dictionary<Int32, Utf8>',
      'day: Date32<DAY>',
      'code: Utf8',
      'title: Utf8',
      'score: Float64',
      'decision: Utf8',
      'reason: Utf8',
      'modelDigest: Utf8',
      'topCodes: List<Utf8>',
      'topScores: List<Float64>',
    ]);
    expect(cells(coded, 'score')).toEqual(expected().map(({ score }) => score));
    expect(cells(coded, 'code')).toEqual(expected().map(({ code }) => code));
    expect(cells(coded, 'reason').slice(-2)).toEqual(['null-text', 'empty-text']);
    expect(cells(coded, 'n')).toEqual(ROWS.map((_, row) => BigInt(row)));
    expect(coded.get(0)?.toJSON().topCodes.toArray()).toEqual(expected()[0]?.top.map(({ code }) => code));
  });

  test('is one of the copy of the package that it came from, and that copy writes it and reads it back', () => {
    for (const copy of [arrow, otherCopy]) {
      const own = copy.tableFromIPC(arrow.tableToIPC(table()));
      const coded = model.predict<arrow.Table>(own);
      expect(coded).toBeInstanceOf(copy.Table);
      const again = arrow.tableFromIPC(copy.tableToIPC(coded, 'file'));
      expect(cells(again, 'score')).toEqual(expected().map(({ score }) => score));
      expect(cells(again, 'text')).toEqual(ROWS);
      expect(cells(again, 'day')).toEqual(cells(table(), 'day'));
    }
  });

  test('may come as record batches, slices of one too, and keeps the columns that are named', () => {
    const whole = table();
    const batches = [whole.slice(0, 3), whole.slice(3)].flatMap(({ batches }) => batches);
    const coded = model.predict<arrow.Table>(batches, { keep: ['day'] });
    expect(coded.schema.fields.map(({ name }) => name).slice(0, 2)).toEqual(['day', 'code']);
    expect(coded.batches.map(({ numRows }) => numRows)).toEqual([3, ROWS.length - 3]);
    expect(cells(coded, 'score')).toEqual(expected().map(({ score }) => score));
    expect(cells(coded, 'day')).toEqual(cells(whole, 'day'));
  });

  test('of no rows has the columns of others', () => {
    const coded = model.predict<arrow.Table>(table().slice(0, 0));
    expect([coded.numRows, coded.schema.fields.length]).toEqual([0, 9]);
  });

  test.each([
    ['has no text column', () => new arrow.Table({ txt: arrow.vectorFromArray(['a']) }), {}, 'data.missing-column'],
    [
      'has a column that predictions have too',
      () => new arrow.Table({ text: arrow.vectorFromArray(['a']), code: arrow.vectorFromArray(['b']) }),
      {},
      'usage.wrong-value',
    ],
    ['lacks a column to keep', table, { keep: ['wave'] }, 'usage.wrong-value'],
  ] as const)('that %s is refused', (_, make, options, code) => {
    expect(() => model.predict(make(), options)).toThrow(expect.objectContaining({ detail: expect.objectContaining({ code }) }));
  });
});
