import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeArrayFile } from '../../../src/artifacts/files/array-file.js';
import { writeMatrixFile } from '../../../src/artifacts/files/matrix-file.js';
import { encodeShardTexts } from '../../../src/artifacts/files/texts-file.js';
import { DuckDbEngine } from '../../../src/engine/duckdb/duckdb-engine.js';
import { LINEAR } from '../../../src/estimators/linear/linear-model.js';
import { writeModel } from '../../../src/estimators/linear/stored/stored-model.js';
import { compareFiles, type FileDifference } from '../../../src/runner/reproduce/compare-files.js';

const folder = mkdtempSync(join(tmpdir(), 'millrace-compare-'));
let tables: DuckDbEngine;
let count = 0;

beforeAll(async () => {
  tables = await DuckDbEngine.open({ threads: 1, memoryBytes: 2 ** 28, temporaryFolder: join(folder, 'duckdb') });
});

afterAll(() => tables.close());

/** Writes two versions of a file of one name and compares them. */
async function compare<T>(
  name: string,
  before: T,
  after: T,
  write: (file: string, content: T) => unknown,
  showValues = true,
): Promise<FileDifference | null> {
  const files = [];
  for (const content of [before, after]) {
    const side = mkdtempSync(join(folder, `${count++}-`));
    await write(join(side, name), content);
    files.push(join(side, name));
  }
  return compareFiles(files[0] as string, files[1] as string, { tables, showValues });
}

describe('two tables', () => {
  const write = (file: string, roles: readonly string[]) =>
    tables.writeTable(file, [
      { name: 'id', type: 'text', values: roles.map((_, i) => `r${i}`) },
      { name: 'role', type: 'text', values: roles },
      { name: 'seconds', type: 'float64', values: roles.map(() => Math.random()) },
      { name: 'text', type: 'text', values: roles.map((role) => `secret ${role}`) },
    ]);

  test('that differ in measured columns alone say the same', async () => {
    expect(await compare('split.parquet', ['train', 'test'], ['train', 'test'], write)).toBeNull();
  });

  test('differ at the first row with another cell, named by its id', async () => {
    expect(await compare('split.parquet', ['train', 'test', 'test'], ['train', 'train', 'train'], write)).toEqual({
      where: 'row 1, id r1, column role',
      original: 'test',
      reproduced: 'train',
    });
  });

  test('differ at the first row that one of them has not', async () => {
    expect(await compare('split.parquet', ['train'], ['train', 'test'], write)).toEqual({
      where: 'row 1, id r1',
      original: 'no such row',
      reproduced: 'a row',
    });
  });

  test('keep texts to themselves when examples are not allowed', async () => {
    const writeTexts = (file: string, texts: readonly string[]) => tables.writeTable(file, [{ name: 'text', type: 'text', values: texts }]);
    const found = await compare('rows.parquet', ['secret'], ['other secret'], writeTexts, false);
    expect(found?.where).toBe('row 0, column text');
    expect(JSON.stringify(found)).not.toContain('secret');
  });
});

test('matrices differ at the first row and entry', async () => {
  const rows = (value: number) => ({ offsets: Uint32Array.of(0, 1, 3), ids: Uint32Array.of(4, 2, 7), values: Float32Array.of(1, 0.5, value) });
  const write = (file: string, value: number) => writeMatrixFile(file, rows(value), 8);
  expect(await compare('matrix.bin', 0.25, 0.25, write)).toBeNull();
  expect(await compare('matrix.bin', 0.25, 0.75, write)).toEqual({
    where: 'row 1, entry 1',
    original: 'feature 7 = 0.25',
    reproduced: 'feature 7 = 0.75',
  });
});

test('weights differ at the first feature and code, to the last bit', async () => {
  const write = (file: string, flip: number) => {
    const weights = new Float32Array(12).fill(0.5);
    new Uint32Array(weights.buffer)[6] = (new Uint32Array(weights.buffer)[6] as number) ^ flip;
    writeModel(file, { kind: LINEAR, codes: ['a', 'b', 'c'], featureCount: 3, stride: 4, weights, intercept: new Float32Array(4) }, 'f32');
  };
  expect(await compare('weights.bin', 0, 0, write)).toBeNull();
  expect(await compare('weights.bin', 0, 1, write)).toMatchObject({ where: 'weight of feature 1, code 2', original: '0.5' });
});

test('arrays differ at the first entry, of their type', async () => {
  expect(await compare('code.i32', Int32Array.of(1, -2, 3), Int32Array.of(1, 2, 3), writeArrayFile)).toEqual({
    where: 'entry 1',
    original: '-2',
    reproduced: '2',
  });
  expect(await compare('role.u8', Uint8Array.of(1), Uint8Array.of(1, 0), writeArrayFile)).toEqual({
    where: 'entry 1',
    original: 'nothing',
    reproduced: '0',
  });
});

test('JSON differs at the first field, measured ones left out', async () => {
  const write = (file: string, content: object) => writeFileSync(file, JSON.stringify(content));
  expect(await compare('calibration.json', { temperature: 1, seconds: 2 }, { temperature: 1, seconds: 3 }, write)).toBeNull();
  expect(await compare('calibration.json', { a: [{ b: 1 }] }, { a: [{ b: 2 }] }, write)).toEqual({ where: 'a[0].b', original: '1', reproduced: '2' });
});

test('texts differ at the first row and column', async () => {
  const write = (file: string, text: string) =>
    writeFileSync(file, encodeShardTexts({ rowCount: 2, texts: [['rye bread', text]], categorical: [[null, 'x']], numeric: [] }));
  expect(await compare('texts.arrow', 'white loaf', 'white loaf', write)).toBeNull();
  expect(await compare('texts.arrow', 'white loaf', 'white roll', write)).toEqual({
    where: 'row 1, column 0',
    original: 'white loaf',
    reproduced: 'white roll',
  });
});
