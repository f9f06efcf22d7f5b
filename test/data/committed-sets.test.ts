import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareUtf8 } from '../../src/core/utf8-order.js';
import { DuckDbEngine } from '../../src/engine/duckdb/duckdb-engine.js';
import { readCsv } from '../../src/stages/source/read-csv.js';

const { ParquetReader } = createRequire(import.meta.url)('parquetjs-lite') as {
  ParquetReader: { openFile(file: string): Promise<{ getCursor(): { next(): Promise<Record<string, unknown> | null> }; close(): Promise<void> }> };
};
const folder = mkdtempSync(join(tmpdir(), 'millrace-data-'));
let tables: DuckDbEngine;

beforeAll(async () => {
  tables = await DuckDbEngine.open({ threads: 1, memoryBytes: 5e8, temporaryFolder: folder });
});

afterAll(async () => {
  await tables.close();
  rmSync(folder, { recursive: true });
});

interface Row {
  readonly id: string;
  readonly text: string;
  readonly label: string;
}

const SETS = [
  { name: 'nsi', partitionCount: 8, rowCount: 24_014, codeCount: 337 },
  { name: 'naics', partitionCount: 2, rowCount: 4735, codeCount: 1057 },
] as const;

describe.each(SETS)('data/$name', ({ name, partitionCount, rowCount, codeCount }) => {
  it('holds the rows and codes that the data card tells, each id once, no cell empty', async () => {
    const rows = await readRows(name);
    expect(rows).toHaveLength(rowCount);
    expect(new Set(rows.map((row) => row.id)).size).toBe(rowCount);
    expect(new Set(rows.map((row) => row.label)).size).toBe(codeCount);
    for (const row of rows) expect(row.id !== '' && row.text !== '' && row.label !== '').toBe(true);
  });

  it('is cut into partitions of like size, each with three text columns', async () => {
    expect(partitionFiles(name)).toHaveLength(partitionCount);
    for (const file of partitionFiles(name)) {
      const { columns, rowCount: rows } = await tables.describe(file);
      expect(columns.map(({ name: column, kind }) => [column, kind])).toEqual(['id', 'text', 'label'].map((column) => [column, 'text']));
      expect(Math.abs(rows * partitionCount - rowCount)).toBeLessThan(0.05 * rowCount);
    }
  });

  it('mixes codes over the partitions instead of sorting by them', async () => {
    const rows = await readRows(name);
    const changes = rows.filter((row, i) => i > 0 && row.label !== rows[i - 1]?.label).length;
    expect(changes / rowCount).toBeGreaterThan(0.9);
  });

  it('has a codebook in bytewise order with every label and every parent', async () => {
    const codebook = readCodebookFile(name);
    const codes = new Set(codebook.map((entry) => entry.code as string));
    expect([...codes]).toEqual([...codes].sort(compareUtf8));
    for (const { title, parent } of codebook) {
      expect(title).not.toBe('');
      if (parent !== '') expect(codes.has(parent as string)).toBe(true);
    }
    for (const row of await readRows(name)) expect(codes.has(row.label)).toBe(true);
  });

  it('reads the same through an independent Parquet reader', async () => {
    const file = partitionFiles(name)[0] as string;
    const reader = await ParquetReader.openFile(file);
    const cursor = reader.getCursor();
    const independent: Row[] = [];
    for (let row = await cursor.next(); row !== null; row = await cursor.next()) independent.push(asRow(row));
    await reader.close();
    expect(independent).toEqual(await readFileRows(file));
  });
});

describe('data/nsi/codebook.csv', () => {
  it('puts each activity under its key', () => {
    const codebook = readCodebookFile('nsi');
    expect(codebook).toContainEqual({ code: 'shop/bakery', title: 'Shop: bakery', parent: 'shop' });
    for (const { code, parent } of codebook) expect(parent).toBe((code as string).includes('/') ? (code as string).split('/')[0] : '');
  });
});

describe('data/naics/codebook.csv', () => {
  it('has at level N the codes of N digits, ranges of sectors being one code', () => {
    const codebook = readCodebookFile('naics');
    const parents = new Map(codebook.map((entry) => [entry.code as string, entry.parent as string]));
    for (const code of parents.keys()) {
      if (code === 'NAICS') continue;
      const digits = /^\d\d-\d\d$/.test(code) ? 2 : code.length;
      expect(depth(code, parents)).toBe(digits);
      if (digits > 3) expect(parents.get(code)).toBe(code.slice(0, -1));
    }
    expect(parents.get('321')).toBe('31-33');
    expect(parents.get('454')).toBe('44-45');
    expect(parents.get('491')).toBe('48-49');
  });

  it('takes the titles of 6-digit codes from the title rows', async () => {
    const codebook = readCodebookFile('naics');
    const titles = new Map((await readRows('naics')).map((row) => [row.id, row.text]));
    for (const { code, title } of codebook) if (/^\d{6}$/.test(code as string)) expect(title).toBe(titles.get(`${code}-t`));
  });
});

describe('data/LICENSES.md', () => {
  it('carries the notices that the licences of the sets ask for', () => {
    const licences = readFileSync('data/LICENSES.md', 'utf8');
    for (const notice of ['name-suggestion-index contributors', 'CC0 1.0', 'public domain', 'MIT License']) expect(licences).toContain(notice);
  });
});

function depth(code: string, parents: ReadonlyMap<string, string>): number {
  const parent = parents.get(code);
  return parent === undefined || parent === '' ? 1 : 1 + depth(parent, parents);
}

function readCodebookFile(name: string): Readonly<Record<string, string>>[] {
  const file = `data/${name}/codebook.csv`;
  return readCsv(file, file, ['code', 'title', 'parent']).rows.map(({ cells }) => cells);
}

function partitionFiles(name: string): string[] {
  return readdirSync(`data/${name}`)
    .filter((file) => file.endsWith('.parquet'))
    .sort(compareUtf8)
    .map((file) => `data/${name}/${file}`);
}

async function readRows(name: string): Promise<Row[]> {
  return (await Promise.all(partitionFiles(name).map(readFileRows))).flat();
}

async function readFileRows(file: string): Promise<Row[]> {
  const rows: Row[] = [];
  const columns = ['id', 'text', 'label'].map((column) => ({ name: column, as: 'text' as const }));
  for await (const chunk of tables.scan(file, columns, 0, Number.MAX_SAFE_INTEGER)) {
    for (let i = 0; i < chunk.rowCount; i++)
      rows.push({ id: String(chunk.columns[0]?.[i]), text: String(chunk.columns[1]?.[i]), label: String(chunk.columns[2]?.[i]) });
  }
  return rows;
}

function asRow(row: Record<string, unknown>): Row {
  return { id: String(row.id), text: String(row.text), label: String(row.label) };
}
