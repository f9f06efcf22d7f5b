import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { writePartitions } from '../data/write-partitions.mjs';

/**
 * Gives the rows of a synthetic set about `codeCount` codes. Fewer than there are: codes are merged, code i (in order) into
 * i mod codeCount. More: each code is divided by the hash of the first word of the text, into as many parts as are needed on
 * average; some parts stay empty, so the number of codes that comes out is close, not exact, and is what the table tells.
 */
export async function relabel(folder, codeCount) {
  const files = readdirSync(folder).filter((name) => name.endsWith('.parquet'));
  const partitions = [];
  for (const [index] of files.entries()) partitions.push(await readRows(join(folder, `part-${index}.parquet`)));
  const codes = [...new Set(partitions.flatMap((rows) => rows.map(({ label }) => label)))].sort((a, b) => (a < b ? -1 : 1));
  const indexOf = new Map(codes.map((code, index) => [code, index]));
  const parts = Math.ceil(codeCount / codes.length);
  const newLabel = ({ label, text }) => {
    const index = indexOf.get(label);
    if (codeCount < codes.length) return `m${index % codeCount}`;
    return `${label}-${firstWordHash(text) % parts}`;
  };
  await writePartitions(
    folder,
    partitions.map((rows) => rows.map((row) => ({ ...row, label: newLabel(row) }))),
  );
}

function firstWordHash(text) {
  return createHash('sha256').update(text.split(' ', 1)[0]).digest().readUInt32LE();
}

async function readRows(file) {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(`SELECT id, text, label FROM read_parquet('${file.replaceAll("'", "''")}')`);
  const rows = reader.getRows().map(([id, text, label]) => ({ id, text: text ?? '', label }));
  connection.closeSync();
  instance.closeSync();
  return rows;
}
