import { expect, it } from 'vitest';
import { folderValues } from '../../src/core/folder-values.js';

it.each([
  ['label=0111/month=7/a.parquet', { label: '0111', month: '7' }],
  ['in/label=a%2Fb %C3%A9/a.parquet', { label: 'a/b é' }],
  ['label=__HIVE_DEFAULT_PARTITION__/a.parquet', { label: null }],
  ['label=/a.parquet', { label: '' }],
  ['label=x=y/a.parquet', { label: 'x=y' }],
  ['label=100%/a.parquet', { label: '100%' }],
  ['label=1/label=2/a.parquet', { label: '2' }],
  ['l%61bel=1/a.parquet', { label: '1' }],
  ['Label=1/a.parquet', {}],
  ['a/label=1.parquet', {}],
  ['shop=1/a.parquet', {}],
])('the folders of %s say %o', (path, values) => {
  expect(folderValues(path, ['label', 'month'])).toEqual(values);
});

it('names are the same in every Unicode form', () => {
  const composed = 'gr\u00f6\u00dfe';
  expect(folderValues(`${composed.normalize('NFD')}=1/a.parquet`, [composed])).toEqual({ [composed]: '1' });
  expect(folderValues(`${composed}=1/a.parquet`, [composed.normalize('NFD')])).toEqual({ [composed]: '1' });
});
