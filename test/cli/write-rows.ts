import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DuckDbEngine } from '../../src/engine/duckdb/duckdb-engine.js';
import type { Column } from '../../src/engine/table-files.js';

/** Writes one Parquet file below a folder. */
export async function writeRows(folder: string, name: string, columns: readonly Column[]): Promise<void> {
  const tables = await DuckDbEngine.open({ threads: 1, memoryBytes: 2 ** 27, temporaryFolder: join(folder, 'spill') });
  try {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await tables.writeTable(file, columns);
  } finally {
    await tables.close();
  }
}

/** Columns id, text, label of plain rows: `count` texts spread over codes, all of them different. */
export function plainRows(count: number, codes: readonly string[] = ['bread', 'milk', 'soap'], firstId = 0): Column[] {
  const numbers = Array.from({ length: count }, (_, index) => index + firstId);
  const codeOf = (number: number): string => codes[number % codes.length] as string;
  return [
    { name: 'id', type: 'text', values: numbers.map((number) => `r${number}`) },
    { name: 'text', type: 'text', values: numbers.map((number) => `${codeOf(number)} brand ${number} ${codeOf(number)} pack`) },
    { name: 'label', type: 'text', values: numbers.map(codeOf) },
  ];
}
