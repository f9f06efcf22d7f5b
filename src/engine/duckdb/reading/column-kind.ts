import type { ColumnKind } from '../../../artifacts/column-kind.js';

const KINDS: readonly (readonly [pattern: RegExp, kind: ColumnKind])[] = [
  // Before the others: DOUBLE[] and STRUCT(…)[] are lists.
  [/\]$/, 'list'],
  [/^(STRUCT|MAP|UNION)\b/, 'structure'],
  [/^(VARCHAR|UUID|ENUM\b.*)$/, 'text'],
  [/^DECIMAL\(\d+,\s*0\)$/, 'whole number'],
  [/^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/, 'whole number'],
  [/^(FLOAT|DOUBLE|DECIMAL\b.*)$/, 'number'],
  [/^BOOLEAN$/, 'boolean'],
  [/^(DATE|TIME|TIMESTAMP)/, 'time'],
  [/^BLOB$/, 'bytes'],
];

/** The kind of a column by DuckDB's name of its type. */
export function columnKind(type: string): ColumnKind {
  return KINDS.find(([pattern]) => pattern.test(type))?.[1] ?? 'other';
}
