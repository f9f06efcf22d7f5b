import { expect, it } from 'vitest';
import { gatherKeyNames } from '../../src/stages/features/gather-key-names.js';
import { BIN_NAME, NAME, NO_NAME, ORIGIN, RECORD_WORDS } from '../../src/tasks/features/documents/document-records.js';

const SHARDS = [
  ['text=rye', 'text=хлеб', 'text=bread'],
  ['text=rolls', 'text=面'],
];
const BINS = ['price:bin0', 'price:bin1', 'age:bin0'];

/** Shard (8 bits of block below it) and index of the name of each key; keys stand in another order than their records. */
const KEYS = [
  [1, 1],
  [0, BIN_NAME + 2],
  [0, 2],
  [0, NO_NAME],
  [0, 1],
  [1, 0],
  [1, BIN_NAME + 1],
] as const;

function namesOf(texts: readonly string[]) {
  const bytes = texts.map((text) => Buffer.from(text));
  const nameStart = Uint32Array.from([0, ...bytes.keys()].map((_, i) => Buffer.concat(bytes.slice(0, i)).length));
  return { nameStart, nameBytes: new Uint8Array(Buffer.concat(bytes)) };
}

it('gives each key the name that its record points at, of a shard, of a bin, or none', () => {
  const records = new Uint32Array(KEYS.length * RECORD_WORDS);
  const places = Uint32Array.from(KEYS.keys(), (key) => (KEYS.length - 1 - key) * RECORD_WORDS);
  KEYS.forEach(([shard, name], key) => {
    records[places[key]! + ORIGIN] = shard * 256 + 3;
    records[places[key]! + NAME] = name;
  });
  const read: number[] = [];
  const { nameStart, nameBytes } = gatherKeyNames({ records, places }, BINS, (shard) => {
    read.push(shard);
    return namesOf(SHARDS[shard]!);
  });
  const names = Array.from(places.keys(), (key) => Buffer.from(nameBytes.subarray(nameStart[key], nameStart[key + 1])).toString());
  expect(names).toEqual(['text=面', 'age:bin0', 'text=bread', '', 'text=хлеб', 'text=rolls', 'price:bin1']);
  expect(nameBytes.length).toBe(nameStart.at(-1));
  expect(read.toSorted()).toEqual([0, 1]);
});
