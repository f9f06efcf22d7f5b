import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDbEngine } from '../../src/engine/duckdb/duckdb-engine.js';

const folder = mkdtempSync(join(tmpdir(), 'millrace-text-'));
let tables: DuckDbEngine;

beforeAll(async () => {
  tables = await DuckDbEngine.open({ threads: 2, memoryBytes: 5e8, temporaryFolder: join(folder, 'duckdb') });
});

afterAll(async () => {
  await tables.close();
  rmSync(folder, { recursive: true });
});

describe('convertText', () => {
  it('keeps files and lines in order, quotes and commas as they are, and takes an empty cell as null', async () => {
    const first = join(folder, 'a[1].tsv');
    const second = join(folder, 'b.tsv');
    writeFileSync(first, 'x\t"a", b\t1.5\ttrue\n#y\t\t\tfalse\n');
    writeFileSync(second, "z\td'Œuf \\ #1\t-2\t\n");
    const file = join(folder, 'out.parquet');
    const columns = [
      { name: 'id', type: 'text' },
      { name: 'text', type: 'text' },
      { name: 'price', type: 'float64' },
      { name: 'flag', type: 'boolean' },
    ] as const;
    await tables.convertText([first, second], columns, file);
    expect((await tables.describe(file)).columns.map(({ name, kind }) => [name, kind])).toEqual([
      ['id', 'text'],
      ['text', 'text'],
      ['price', 'number'],
      ['flag', 'boolean'],
    ]);
    expect(await readAll(file, ['id', 'text', 'price', 'flag'])).toEqual([
      ['x', '"a", b', '1.5', 'true'],
      ['#y', null, null, 'false'],
      ['z', "d'Œuf \\ #1", '-2.0', null],
    ]);
  });

  it('takes quoted cells with tabs, line ends and quotes in them where it is told that cells are quoted', async () => {
    const cells = ['a\tb', 'c\nd\r\n', 'e "f"', '"', ' g ', '\\', '#'];
    const text = join(folder, 'quoted.tsv');
    writeFileSync(
      text,
      cells
        .map((cell, i) => `${i}\t"${cell.replaceAll('"', '""')}"\n`)
        .join('')
        .concat('7\t\n', '\t\n'),
    );
    const file = join(folder, 'quoted.parquet');
    const columns = ['n', 'text'].map((name) => ({ name, type: 'text' }) as const);
    await tables.convertText([text], columns, file, 'quoted');
    expect(await readAll(file, ['n', 'text'])).toEqual([...[...cells, null].map((cell, i) => [String(i), cell]), [null, null]]);
  });

  it('keeps the order of many lines that several threads read', async () => {
    const files = [0, 1, 2].map((part) => {
      const name = join(folder, `many-${part}.tsv`);
      writeFileSync(name, Array.from({ length: 200_000 }, (_, i) => `${part * 200_000 + i}\n`).join(''));
      return name;
    });
    const file = join(folder, 'many.parquet');
    await tables.convertText(files, [{ name: 'n', type: 'int64' }], file);
    const rows = await readAll(file, ['n']);
    expect(rows).toHaveLength(600_000);
    expect(rows.findIndex(([n], i) => n !== String(i))).toBe(-1);
  });
});

async function readAll(file: string, names: readonly string[]): Promise<(string | number | null)[][]> {
  const rows: (string | number | null)[][] = [];
  for await (const chunk of tables.scan(
    file,
    names.map((name) => ({ name, as: 'text' as const })),
    0,
    Number.MAX_SAFE_INTEGER,
  )) {
    for (let i = 0; i < chunk.rowCount; i++) rows.push(names.map((_, column) => chunk.columns[column]?.[i] ?? null));
  }
  return rows;
}
