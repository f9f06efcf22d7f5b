import type { DuckDBInstance } from '@duckdb/node-api';
import type { FileDescription } from '../../table-files.js';
import { readRows } from '../connections.js';
import { describeColumns, type FileColumns, type FooterCounts, foundOf, pathList, readFileColumns, readFooters } from './file-columns.js';

/** What is read of many files by one query: a query a file costs far more than a small file does. */
const BLOCK_FILES = 256;

/** Cuts a list of files into those that are read together. */
export function blocksOf(files: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(files.length / BLOCK_FILES) }, (_, block) => files.slice(block * BLOCK_FILES, (block + 1) * BLOCK_FILES));
}

/** `describeFile` of one block of files. Throws what DuckDB throws, without a word on which file it is. */
export async function describeBlock(instance: DuckDBInstance, files: readonly string[]): Promise<readonly FileDescription[]> {
  const columns = await readColumnsOfAll(instance, files);
  const counts = await readFooters(instance, files);
  return files.map((_, index) => describeColumns(columns[index] as FileColumns, counts[index] as FooterCounts));
}

/** `readFileColumns` of each file; files of one schema share one object. */
export async function readColumnsOfAll(instance: DuckDBInstance, files: readonly string[]): Promise<readonly FileColumns[]> {
  const schemas = await schemaDigests(instance, files);
  const columnsOf = new Map<string, FileColumns>();
  const all: FileColumns[] = [];
  for (const [index, file] of files.entries()) {
    const schema = schemas[index] as string;
    const columns = columnsOf.get(schema) ?? (await readFileColumns(instance, file));
    columnsOf.set(schema, columns);
    all.push(columns);
  }
  return all;
}

/** What decides how the columns of a file are named, typed and read, as one column of `parquet_schema`. */
const SCHEMA_FACTS = [
  'name',
  'type',
  'type_length',
  'repetition_type',
  'num_children',
  'converted_type',
  'scale',
  'precision',
  'field_id',
  'logical_type',
  'duckdb_type',
];

/** A digest of the schema of each file: files of equal ones are read alike. Grouped, since a row of a result costs more than one within DuckDB. */
async function schemaDigests(instance: DuckDBInstance, files: readonly string[]): Promise<readonly string[]> {
  const column = `[${SCHEMA_FACTS.map((fact) => `"${fact}"::VARCHAR`).join(', ')}]::VARCHAR`;
  const numbered = `SELECT file_name, ${column} AS "column", row_number() OVER () AS number FROM parquet_schema(${pathList(files)})`;
  const query = `SELECT file_name, sha256(string_agg("column", chr(10) ORDER BY number)) FROM (${numbered}) GROUP BY file_name`;
  const digests = new Map((await readRows(instance, query)) as readonly (readonly [string, string])[]);
  return files.map((file) => foundOf(digests, file));
}
