import { expect, test } from 'vitest';
import { formatOf, nameInFormat } from '../../../src/app/formats/table-format.js';

test.each([
  ['a.parquet', 'parquet'],
  ['a.CSV.gz', 'csv'],
  ['a.tsv', 'tsv'],
  ['a.ndjson', 'jsonl'],
  ['a.jsonl.gz', 'jsonl'],
  ['a.feather', 'arrow'],
  ['part-0', 'parquet'],
])('%s is read as %s', (name, format) => {
  expect(formatOf(name)).toBe(format);
});

test('an output keeps its name in its own format, unpacked, and gets another ending in another', () => {
  expect(nameInFormat('x/a.csv.gz', 'csv')).toBe('x/a.csv');
  expect(nameInFormat('x/a.ndjson', 'jsonl')).toBe('x/a.ndjson');
  expect(nameInFormat('x/a.b.jsonl.gz', 'parquet')).toBe('x/a.b.parquet');
  expect(nameInFormat('part-0', 'csv')).toBe('part-0.csv');
});
