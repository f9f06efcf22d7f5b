import { expect, it } from 'vitest';
import type { ColumnKind } from '../../src/artifacts/column-kind.js';
import { checkSchemas } from '../../src/stages/source/check-schema.js';
import type { ColumnUse } from '../../src/stages/source/used-columns.js';

const column = (kind: ColumnKind, type: string = kind) => ({ name: 'shop', kind, type });
const check = (use: ColumnUse, ...columns: readonly ReturnType<typeof column>[]) =>
  checkSchemas(
    columns.map((described, i) => ({ path: `${i}.parquet`, columns: [described] })),
    [{ name: 'shop', key: 'data.covariates[0]', use }],
  );

it.each<[ColumnUse, readonly ColumnKind[]]>([
  ['text', ['text', 'whole number']],
  ['number', ['whole number', 'number']],
  ['category', ['text', 'whole number', 'number', 'boolean', 'time', 'other']],
  ['any', ['text', 'whole number', 'number', 'boolean', 'time', 'other']],
])('a column read as %s may be %s and nothing else', (use, wanted) => {
  const kinds: readonly ColumnKind[] = ['text', 'whole number', 'number', 'boolean', 'time', 'list', 'structure', 'bytes', 'other'];
  const taken = kinds.filter((kind) => {
    try {
      check(use, column(kind));
      return true;
    } catch (error) {
      expect(error).toMatchObject({ detail: { code: 'data.wrong-type', got: kind } });
      return false;
    }
  });
  expect(taken).toEqual(wanted);
});

it('bytes come with the way to make text of them, other wrong types do not', () => {
  expect(() => check('any', column('bytes'))).toThrow(
    expect.objectContaining({ detail: expect.objectContaining({ hint: expect.stringContaining('UTF-8') }) }),
  );
  expect(() => check('any', column('list'))).toThrow(expect.objectContaining({ detail: expect.not.objectContaining({ hint: expect.anything() }) }));
});

it('numbers and text of other widths read alike', () => {
  for (const kind of ['text', 'whole number', 'number'] as const) check('any', column(kind, 'narrow'), column(kind, 'wide'));
});

it('whole numbers, floats and texts of a category are one value in canonical form; elsewhere they read otherwise', () => {
  check('category', column('whole number'), column('number'), column('text'));
  check('number', column('whole number'), column('number'));
  for (const use of ['text', 'any'] as const)
    expect(() => check(use, column('whole number'), column('text'))).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ code: 'data.schema-differs' }) }),
    );
});

it.each<ColumnKind>(['time', 'other'])('a %s of another type reads otherwise: the same moment would have two texts', (kind) => {
  check('any', column(kind, 'day'), column(kind, 'day'));
  expect(() => check('any', column(kind, 'day'), column(kind, 'moment'))).toThrow(
    expect.objectContaining({ detail: expect.objectContaining({ code: 'data.schema-differs', where: '1.parquet', got: 'shop is moment, not day' }) }),
  );
});

it('a column of nulls fits any use and any other partition, before and after', () => {
  for (const use of ['text', 'number', 'any'] as const) check(use, column('nothing'));
  check('text', column('nothing'), column('text'), column('nothing'), column('text'));
  expect(() => check('number', column('nothing'), column('text'))).toThrow(
    expect.objectContaining({ detail: expect.objectContaining({ code: 'data.wrong-type', where: '1.parquet, data.covariates[0]' }) }),
  );
  expect(() => check('text', column('nothing'), column('text'), column('whole number'))).toThrow(
    expect.objectContaining({ detail: expect.objectContaining({ code: 'data.schema-differs', where: '2.parquet' }) }),
  );
});

it('two columns of one name are refused when the name is used', () => {
  const columns = [column('text'), column('text')];
  const used = (name: string) => [{ name, key: 'data.label', use: 'text' as const }];
  expect(() => checkSchemas([{ path: 'a.parquet', columns }], used('shop'))).toThrow(
    expect.objectContaining({ detail: expect.objectContaining({ code: 'data.schema-differs', what: 'two columns are called shop' }) }),
  );
  checkSchemas([{ path: 'a.parquet', columns: [...columns, { ...column('text'), name: 'label' }] }], used('label'));
});
