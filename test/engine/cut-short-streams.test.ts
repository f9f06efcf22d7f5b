import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { streamChunks } from '../../src/engine/duckdb/connections.js';
import { DuckDbEngine } from '../../src/engine/duckdb/duckdb-engine.js';

const ROWS = 150_000;

let folder: string;
let file: string;
let engine: DuckDbEngine;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-streams-'));
  file = join(folder, 'rows.parquet');
  engine = await DuckDbEngine.open({ threads: 1, memoryBytes: 2 ** 28, temporaryFolder: join(folder, 'spill') });
  const values = Array.from({ length: ROWS }, (_, row) => `text ${row} of ${row % 977}`);
  await engine.writeTable(file, [{ name: 'text', type: 'text', values }]);
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

async function countRows(path: string): Promise<number> {
  let count = 0;
  for await (const { rowCount } of engine.scan(path, [{ name: 'text', as: 'text' }], 0, Number.MAX_SAFE_INTEGER)) count += rowCount;
  return count;
}

// The package for Node gives no more rows and no error when a stream fails midway.
describe('a stream that fails midway', () => {
  test('is told from one that is done by its rows', async () => {
    const read = async (rowCount: number): Promise<number> => {
      let count = 0;
      for await (const chunk of streamChunks(engine.instance, 'FROM range(5000)', rowCount)) count += chunk.rowCount;
      return count;
    };
    expect(await read(5000)).toBe(5000);
    await expect(read(5001)).rejects.toThrow('5000 of 5001 rows');
  });

  test('over a file with a damaged page far behind says that the file cannot be read', async () => {
    const damaged = join(folder, 'damaged.parquet');
    const bytes = readFileSync(file);
    bytes.fill(0xff, Math.floor(bytes.length * 0.9), Math.floor(bytes.length * 0.9) + 4096);
    writeFileSync(damaged, bytes);
    expect(await countRows(file)).toBe(ROWS);
    await expect(countRows(damaged)).rejects.toMatchObject({ detail: { code: 'data.unreadable', where: damaged } });
  });

  test('over a file of pages that do not fit into memory says that it takes more', async () => {
    const small = await DuckDbEngine.open({ threads: 1, memoryBytes: 2 ** 27, temporaryFolder: join(folder, 'small') });
    const long = join(folder, 'long.parquet');
    try {
      const values = Array.from(
        { length: 12_000 },
        (_, row) => `${row} ${Array.from({ length: 1500 }, (_, word) => (row * 31 + word * word) % 9973).join(' ')}`,
      );
      await engine.writeTable(long, [{ name: 'text', type: 'text', values }]);
      const read = async () => {
        let count = 0;
        for await (const { rowCount } of small.scan(long, [{ name: 'text', as: 'text' }], 0, Number.MAX_SAFE_INTEGER)) count += rowCount;
        return count;
      };
      await expect(read()).rejects.toMatchObject({ detail: { code: 'resources.memory', where: long } });
    } finally {
      await small.close();
    }
  });
});
