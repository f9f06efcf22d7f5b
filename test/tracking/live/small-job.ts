import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type CliResult, runCli } from '../../cli/run-cli.js';
import { plainRows, writeRows } from '../../cli/write-rows.js';

/** A folder with a pipeline of 600 rows and four trials. */
export async function smallJob(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-tracking-'));
  await writeRows(folder, 'data/a.parquet', plainRows(300, ['bread', 'cheese', 'ink', 'milk']));
  await writeRows(folder, 'data/b.parquet', plainRows(301, ['bread', 'cheese', 'ink', 'milk'], 300));
  const grid = 'search: { grid: { l2: [1e-4, 1e-5], classWeight: [none, balanced] } }';
  await writeFile(join(folder, 'p.yaml'), `name: small\ndata:\n  partitions: data/*.parquet\n${grid}\n`);
  return folder;
}

/** One command of the program in that folder, with a tracking server. */
export function millrace(
  folder: string,
  address: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  return runCli([...args, '--workers', '1', '--memory', '1GiB'], folder, { MLFLOW_TRACKING_URI: address, ...environment });
}

/** Rows of a table as DuckDB reads them. */
export async function tableRows(file: string): Promise<readonly Record<string, unknown>[]> {
  const connection = await (await DuckDBInstance.create()).connect();
  try {
    return (await connection.runAndReadAll(`SELECT * FROM '${file}'`)).getRowObjectsJS();
  } finally {
    connection.closeSync();
  }
}
