import { existsSync, readFileSync } from 'node:fs';
import { type Failure, fail, shorten } from '../../core/failure.js';
import { writeFileAtomic } from '../../core/files/write-atomic.js';

/** The records of a file with a JSON object a line, oldest first, or how the first damaged one is damaged. None when there is no file. */
export function readLines<T>(file: string, isWhole: (record: Record<string, unknown>) => boolean): readonly T[] | Failure {
  if (!existsSync(file)) return [];
  const records: T[] = [];
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (line === '') continue;
    const record = parseObject(line);
    if (record === undefined || !isWhole(record)) return damaged(`${file}, line ${index + 1}`, shorten(line, 60));
    records.push(record as T);
  }
  return records;
}

/** Writes such a file, whole or not at all. */
export function writeLines(file: string, records: readonly object[]): void {
  writeFileAtomic(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

/** A JSON object; undefined for any other text. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** `artifact.corrupt` for a record that the registry did not write so. */
export function damaged(where: string, got: string): Failure {
  return fail('artifact.corrupt', {
    what: 'a record of the registry is damaged',
    where,
    got,
    wanted: 'a record as the registry writes it',
    hint: 'put the file back from a copy; other models are not touched by it',
  });
}
