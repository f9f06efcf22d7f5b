import { fail } from '../../../core/failure.js';

/**
 * A tar of the format ustar: before each file a header of 512 bytes, the file filled up with zeros to whole blocks, two blocks of zeros
 * at the end. Numbers are octal digits. What is not said here stays zero: owner, group, time, names of users.
 *
 *   offset  bytes
 *        0    100  name, up to the first zero
 *      100      8  mode
 *      108      8  user id
 *      116      8  group id
 *      124     12  size
 *      136     12  time of the last change
 *      148      8  sum of the bytes of the header, these eight counted as blanks
 *      156      1  type: '0' is a file; links, folders and devices have others
 *      157    100  where a link leads
 *      257      6  'ustar' and a zero
 *      263      2  '00'
 *      329     16  numbers of a device
 *      345    155  what stands before the name, and a '/', when it is long
 */
const NAME = { offset: 0, byteCount: 100 };
const MODE = { offset: 100, byteCount: 8 };
const USER = { offset: 108, byteCount: 8 };
const GROUP = { offset: 116, byteCount: 8 };
const SIZE = { offset: 124, byteCount: 12 };
const TIME = { offset: 136, byteCount: 12 };
const SUM = { offset: 148, byteCount: 8 };
const TYPE = { offset: 156, byteCount: 1 };
const MAGIC = { offset: 257, byteCount: 8 };
const DEVICE = { offset: 329, byteCount: 16 };
const PREFIX = { offset: 345, byteCount: 155 };

const USTAR = 'ustar\u000000';

/** Everything in a tar begins at a whole block. */
export const BLOCK_BYTES = 512;

/** More than eleven octal digits can say. */
const SIZE_LIMIT = 2 ** 33;

/** A file in a tar. */
export interface TarHeader {
  readonly name: string;
  readonly byteCount: number;
}

/** The header of a file that anybody may read: the same bytes for the same name and size. Fails with `usage.wrong-value` from 8 GiB on. */
export function encodeTarHeader({ name, byteCount }: TarHeader): Uint8Array {
  if (byteCount >= SIZE_LIMIT) throw tooLarge(name, byteCount);
  const header = Buffer.alloc(BLOCK_BYTES);
  const put = ({ offset }: Field, text: string) => header.write(text, offset, 'latin1');
  put(NAME, name);
  put(MODE, octal(0o644, MODE));
  put(USER, octal(0, USER));
  put(GROUP, octal(0, GROUP));
  put(SIZE, octal(byteCount, SIZE));
  put(TIME, octal(0, TIME));
  put(TYPE, '0');
  put(MAGIC, USTAR);
  put(DEVICE, '0000000\u00000000000\u0000');
  put(SUM, `${sumOf(header).toString(8).padStart(6, '0')}\u0000 `);
  return header;
}

/** What a header says; null for a block of zeros, which ends a tar. `artifact.corrupt` for everything but the header of a plain file. */
export function decodeTarHeader(block: Uint8Array, where: string): TarHeader | null {
  if (block.every((byte) => byte === 0)) return null;
  const header = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  const name = [textOf(header, PREFIX), textOf(header, NAME)].filter((part) => part !== '').join('/');
  if (numberOf(header, SUM) !== sumOf(header)) throw damagedArchive(where, 'a header whose sum is wrong', 'the header of a file');
  const magic = header.toString('latin1', MAGIC.offset, MAGIC.offset + MAGIC.byteCount);
  if (magic !== USTAR) throw damagedArchive(where, `${name}, of another format`, 'a tar of the format ustar');
  const type = header.toString('latin1', TYPE.offset, TYPE.offset + TYPE.byteCount);
  if (type !== '0') throw damagedArchive(where, `${name}, ${TYPES[type] ?? `an entry of type ${JSON.stringify(type)}`}`, 'plain files only');
  const byteCount = numberOf(header, SIZE);
  if (byteCount === undefined) throw damagedArchive(where, `${name}, whose size is no number`, 'up to eleven octal digits');
  return { name, byteCount };
}

/** How many bytes a file takes in a tar, its header not counted. */
export function paddedBytes(byteCount: number): number {
  return Math.ceil(byteCount / BLOCK_BYTES) * BLOCK_BYTES;
}

/** `artifact.corrupt` for an archive that is not as `packBundle` writes it. */
export function damagedArchive(where: string, got: string, wanted: string): Error {
  return fail('artifact.corrupt', {
    what: 'the archive of a bundle is damaged',
    where,
    got,
    wanted,
    hint: 'pack the bundle again, or copy it again',
  });
}

interface Field {
  readonly offset: number;
  readonly byteCount: number;
}

const TYPES: Readonly<Record<string, string>> = {
  '1': 'a hard link',
  '2': 'a symbolic link',
  '3': 'a device',
  '4': 'a device',
  '5': 'a folder',
  '6': 'a named pipe',
};

function octal(value: number, { byteCount }: Field): string {
  return value.toString(8).padStart(byteCount - 1, '0');
}

function textOf(header: Buffer, { offset, byteCount }: Field): string {
  const field = header.subarray(offset, offset + byteCount);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? byteCount : end);
}

/** Undefined where other digits stand, among them the binary numbers that GNU tar writes for large files. */
function numberOf(header: Buffer, { offset, byteCount }: Field): number | undefined {
  const [, digits] = /^ *([0-7]+)[ \0]*$/.exec(header.toString('latin1', offset, offset + byteCount)) ?? [];
  return digits === undefined ? undefined : Number.parseInt(digits, 8);
}

function sumOf(header: Uint8Array): number {
  const isOwnPlace = (index: number) => index >= SUM.offset && index < SUM.offset + SUM.byteCount;
  return header.reduce((sum, byte, index) => sum + (isOwnPlace(index) ? 0x20 : byte), 0);
}

function tooLarge(name: string, byteCount: number): Error {
  return fail('usage.wrong-value', {
    what: 'a file is too large for an archive',
    where: name,
    got: `${byteCount} bytes`,
    wanted: `less than ${SIZE_LIMIT} bytes`,
    hint: 'copy the folder of the bundle instead',
  });
}
