import { BIN_NAME, NAME, NO_NAME, ORIGIN, RECORD_WORDS } from '../../tasks/features/documents/document-records.js';

/**
 * The name of each record's key: '' where it is not kept. `readNames` gives the names of some n-grams of a shard and is called
 * once a shard.
 */
export function readKeyNames(
  records: Uint32Array,
  binNames: readonly string[],
  readNames: (shard: number, indexes: readonly number[]) => readonly string[],
): string[] {
  const names: string[] = [];
  const wanted = new Map<number, { key: number; index: number }[]>();
  for (let key = 0; key * RECORD_WORDS < records.length; key++) {
    const index = records[key * RECORD_WORDS + NAME]!;
    names.push(index !== NO_NAME && index >= BIN_NAME ? binNames[index - BIN_NAME]! : '');
    if (index >= BIN_NAME) continue;
    const shard = records[key * RECORD_WORDS + ORIGIN]! >>> 8;
    const list = wanted.get(shard) ?? [];
    list.push({ key, index });
    wanted.set(shard, list);
  }
  for (const [shard, list] of wanted) {
    const read = readNames(
      shard,
      list.map(({ index }) => index),
    );
    list.forEach(({ key }, i) => {
      names[key] = read[i]!;
    });
  }
  return names;
}
