import { existsSync, readFileSync } from 'node:fs';
import { type Failure, fail, shorten } from '../../core/failure.js';
import { writeFileAtomic } from '../../core/files/write-atomic.js';

/**
 * The records of a file with a JSON object a line, oldest first, or how the first damaged one is damaged. None when there is no file.
 * `faultOf` says what is wrong with a whole record behind the one before it.
 */
export function readLines<T>(
  file: string,
  isWhole: (record: Record<string, unknown>) => boolean,
  faultOf: (record: T, before: T | undefined) => string | undefined = () => undefined,
): readonly T[] | Failure {
  if (!existsSync(file)) return [];
  const records: T[] = [];
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (line === '') continue;
    const record = parseObject(line);
    const where = `${file}, line ${index + 1}`;
    if (record === undefined || !isWhole(record)) return damaged(where, shorten(line, 60));
    const fault = faultOf(record as T, records.at(-1));
    if (fault !== undefined) return damaged(where, fault);
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
