import { corruptFlat, type FlatFormat, flatPieces, readFlatFile } from '../../core/files/flat-file.js';
import { sharedUint8, sharedUint32 } from '../../core/shared-arrays.js';

/** Ids of rows, in shared memory: the bytes of row i are ends[i-1] … ends[i]-1 of `utf8`. */
export interface RowIds {
  readonly ends: Uint32Array;
  readonly utf8: Uint8Array;
}

/** Counts in the head: rows r, bytes of their ids b. */
const FORMAT: FlatFormat = {
  name: 'a file of row ids',
  magic: 0x4449524d,
  version: 1,
  hint: 'copy the bundle again, or run the pipeline again',
  layout: ([r = 0, b = 0]) => [
    ['u32', r],
    ['u8', b],
  ],
};

/** The file of some ids, whose UTF-8 bytes are below 4 GiB together. */
export function encodeRowIds(ids: readonly string[]): Uint8Array {
  const utf8 = Buffer.from(ids.join(''));
  const ends = new Uint32Array(ids.length);
  let end = 0;
  ids.forEach((id, row) => {
    end += Buffer.byteLength(id);
    ends[row] = end;
  });
  return Buffer.concat(flatPieces(FORMAT, [ids.length, utf8.length], [ends, new Uint8Array(utf8)]));
}

/** Reads such a file. `artifact.corrupt` when it is damaged. */
export function loadRowIds(file: string): RowIds {
  return readFlatFile(file, FORMAT, ({ part }) => {
    const [ends, bytes] = [part(0), part(1)];
    if (ends.some((end, row) => end < (ends[row - 1] ?? 0)) || (ends.at(-1) ?? 0) !== bytes.length)
      throw corruptFlat(FORMAT, file, 'ends out of order', 'ids one behind the other');
    const ids = { ends: sharedUint32(ends.length), utf8: sharedUint8(bytes.length) };
    ids.ends.set(ends);
    ids.utf8.set(bytes);
    return ids;
  });
}

/** The id of a row. */
export function rowIdOf({ ends, utf8 }: RowIds, row: number): string {
  return Buffer.from(utf8.slice(row === 0 ? 0 : ends[row - 1], ends[row])).toString('utf8');
}
