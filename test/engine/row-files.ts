import { createHash } from 'node:crypto';
import type { TableFiles } from '../../src/engine/table-files.js';

/** A prepared row by plain names; the file holds their keys. */
export interface FixtureRow {
  readonly id: string;
  readonly code: string;
  readonly group: string;
  readonly text: string;
  readonly content?: string;
  readonly other?: string | null;
  readonly time?: string | null;
}

/** SHA-256 in hex, as the keys of prepared rows are. */
export function keyOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Writes prepared rows as the task `prepare-shard` does; positions inside the partition count from `firstPosition`. */
export async function writeRowFile(files: TableFiles, file: string, rows: readonly FixtureRow[], firstPosition = 0): Promise<string> {
  const texts = (name: string, values: readonly (string | null)[]) => ({ name, type: 'text' as const, values });
  await files.writeTable(file, [
    { name: 'position', type: 'int32', values: rows.map((_, row) => firstPosition + row) },
    texts(
      'id',
      rows.map(({ id }) => id),
    ),
    texts(
      'code',
      rows.map(({ code }) => code),
    ),
    texts(
      'group',
      rows.map(({ group }) => keyOf(group)),
    ),
    texts(
      'textKey',
      rows.map(({ text }) => keyOf(text)),
    ),
    texts(
      'content',
      rows.map(({ content }) => keyOf(content ?? '')),
    ),
    texts(
      'otherKey',
      rows.map(({ other }) => (other == null ? null : keyOf(other))),
    ),
    texts(
      'time',
      rows.map(({ time }) => time ?? null),
    ),
    { name: 'trainingWeight', type: 'float64', values: rows.map(() => null) },
    { name: 'evaluationWeight', type: 'float64', values: rows.map(() => null) },
  ]);
  return file;
}
