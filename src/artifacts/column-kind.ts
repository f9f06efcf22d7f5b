/**
 * What kind of values a column holds, whatever its width. `number` is one that may have a fraction; `time` is a date or a time of
 * day too; `nothing` is a column without a value: it fits wherever any column is read.
 */
export type ColumnKind = 'nothing' | 'text' | 'whole number' | 'number' | 'boolean' | 'time' | 'list' | 'structure' | 'bytes' | 'other';
