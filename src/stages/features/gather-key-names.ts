import type { NgramNames } from '../../artifacts/files/ngram-counts-file.js';
import { BIN_NAME, NAME, NO_NAME, ORIGIN } from '../../tasks/features/documents/document-records.js';
import type { UnnamedTable } from './assemble-table.js';

/** The keys named in one place, and which of its names each has. */
interface NamedKeys {
  readonly keys: number[];
  readonly indexes: number[];
}

/**
 * The name of each key, as bytes: none where it is not kept. The record of a key stands at its place of `records`. `readNames` gives the names
 * of a shard and is called once a shard; those of two are never in memory together.
 */
export function gatherKeyNames(
  { records, places }: Pick<UnnamedTable, 'records' | 'places'>,
  binNames: readonly string[],
  readNames: (shard: number) => NgramNames,
): NgramNames {
  const { ofBins, ofShards } = placesOfNames(records, places);
  const lengths = new Uint32Array(places.length);
  const parts = [{ named: ofBins, bytes: pickNames(ofBins, namesOf(binNames), lengths) }];
  ofShards.forEach((named, shard) => {
    parts.push({ named, bytes: pickNames(named, readNames(shard), lengths) });
  });
  const nameStart = new Uint32Array(places.length + 1);
  for (let key = 0; key < places.length; key++) nameStart[key + 1] = nameStart[key]! + lengths[key]!;
  const nameBytes = new Uint8Array(nameStart[places.length]!);
  for (const { named, bytes } of parts) placeNames(named, bytes, nameStart, nameBytes);
  return { nameStart, nameBytes };
}

function placesOfNames(records: Uint32Array, places: Uint32Array): { readonly ofBins: NamedKeys; readonly ofShards: readonly NamedKeys[] } {
  const ofBins: NamedKeys = { keys: [], indexes: [] };
  const ofShards: NamedKeys[] = [];
  for (let key = 0; key < places.length; key++) {
    const index = records[places[key]! + NAME]!;
    if (index === NO_NAME) continue;
    const shard = records[places[key]! + ORIGIN]! >>> 8;
    if (index < BIN_NAME) ofShards[shard] ??= { keys: [], indexes: [] };
    const { keys, indexes } = index < BIN_NAME ? ofShards[shard]! : ofBins;
    keys.push(key);
    indexes.push(index < BIN_NAME ? index : index - BIN_NAME);
  }
  return { ofBins, ofShards };
}

function namesOf(texts: readonly string[]): NgramNames {
  const nameStart = new Uint32Array(texts.length + 1);
  for (let i = 0; i < texts.length; i++) nameStart[i + 1] = nameStart[i]! + Buffer.byteLength(texts[i]!);
  return { nameStart, nameBytes: Buffer.from(texts.join('')) };
}

/** The names of some keys, one behind the other; writes down how long each is. */
function pickNames({ keys, indexes }: NamedKeys, { nameStart, nameBytes }: NgramNames, lengths: Uint32Array): Uint8Array {
  for (let i = 0; i < keys.length; i++) lengths[keys[i]!] = nameStart[indexes[i]! + 1]! - nameStart[indexes[i]!]!;
  const picked = new Uint8Array(keys.reduce((sum, key) => sum + lengths[key]!, 0));
  let end = 0;
  // Byte by byte: a view of each name would cost ten times as much.
  for (let i = 0; i < keys.length; i++)
    for (let at = nameStart[indexes[i]!]!, to = nameStart[indexes[i]! + 1]!; at < to; at++) picked[end++] = nameBytes[at]!;
  return picked;
}

function placeNames({ keys }: NamedKeys, picked: Uint8Array, nameStart: Uint32Array, nameBytes: Uint8Array): void {
  let from = 0;
  for (let i = 0; i < keys.length; i++)
    for (let at = nameStart[keys[i]!]!, to = nameStart[keys[i]! + 1]!; at < to; at++) nameBytes[at] = picked[from++]!;
}
