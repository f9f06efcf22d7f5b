import { type FlatFormat, readFlatFile, writeFlatFile } from '../../core/files/flat-file.js';
import { RECORD_WORDS } from './documents/document-records.js';

/** Records of one shard for the length of a run. Count in the head: records. Part 0: u32, `RECORD_WORDS` a record. */
const FORMAT: FlatFormat = {
  name: 'a file of document records',
  magic: 0x5244524d,
  version: 1,
  layout: ([records = 0]) => [['u32', records * RECORD_WORDS]],
};

/** Writes the records of a shard, `RECORD_WORDS` words each, in the order given. */
export function writeRecords(file: string, records: Uint32Array): void {
  writeFlatFile(file, FORMAT, [records.length / RECORD_WORDS], [records]);
}

/** Reads records `from` to `to` - 1. */
export function readRecords(file: string, from: number, to: number): Uint32Array {
  return readFlatFile(file, FORMAT, ({ part }) => part(0, from * RECORD_WORDS, to * RECORD_WORDS) as Uint32Array);
}
