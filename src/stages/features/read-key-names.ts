import { BIN_NAME, NAME, NO_NAME, ORIGIN } from '../../tasks/features/documents/document-records.js';
import type { UnnamedTable } from './assemble-table.js';

/**
 * The name of each key: '' where it is not kept. The record of a key stands at its place of `records`. `readNames` gives the names of some
 * n-grams of a shard and is called once a shard.
 */
export function readKeyNames(
  { records, places }: Pick<UnnamedTable, 'records' | 'places'>,
  binNames: readonly string[],
  readNames: (shard: number, indexes: readonly number[]) => readonly string[],
): string[] {
  const names: string[] = [];
  const wanted: { readonly keys: number[]; readonly indexes: number[] }[] = [];
  for (let key = 0; key < places.length; key++) {
    const index = records[places[key]! + NAME]!;
    names.push(index !== NO_NAME && index >= BIN_NAME ? binNames[index - BIN_NAME]! : '');
    if (index >= BIN_NAME) continue;
    const shard = records[places[key]! + ORIGIN]! >>> 8;
    wanted[shard] ??= { keys: [], indexes: [] };
    wanted[shard].keys.push(key);
    wanted[shard].indexes.push(index);
  }
  wanted.forEach(({ keys, indexes }, shard) => {
    const read = readNames(shard, indexes);
    for (let i = 0; i < keys.length; i++) names[keys[i]!] = read[i]!;
  });
  return names;
}
