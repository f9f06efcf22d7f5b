import { closeSync, openSync, statSync } from 'node:fs';
import { fail } from '../failure.js';
import { readFully } from './read-fully.js';
import { writeBytes } from './write-bytes.js';

/** The numbers of one part. */
export type FlatArray = Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array;
type FlatKind = 'u8' | 'u16' | 'u32' | 'f32' | 'f64';

/** A part of a flat file: what its numbers are, and how many. */
export type FlatPart = readonly [FlatKind, number];

/** A kind of flat file. Its parts follow from the whole numbers in its head. */
export interface FlatFormat {
  /** For messages: `an n-gram counts file`. */
  readonly name: string;
  readonly magic: number;
  readonly version: number;
  /** What to do about a damaged one; absent: that the next run makes it again. */
  readonly hint?: string;
  readonly layout: (counts: readonly number[]) => readonly FlatPart[];
}

/**
 * Offsets of a flat file, in bytes, little-endian:
 *    0  u32 magic
 *    4  u32 version
 *    8  up to 14 u32 counts, zero where not used
 *   64  the parts in the order of the layout, each padded with zeros to a multiple of 8 bytes
 */
const FLAT_HEADER_BYTES = 64;
const COUNTS = 14;
const BYTES: Readonly<Record<FlatKind, number>> = { u8: 1, u16: 2, u32: 4, f32: 4, f64: 8 };

/** The bytes of a flat file, as pieces to be written one after the other. */
export function flatPieces(format: FlatFormat, counts: readonly number[], parts: readonly FlatArray[]): Uint8Array[] {
  const header = new Uint32Array(FLAT_HEADER_BYTES / 4);
  header.set([format.magic, format.version, ...counts]);
  const layout = format.layout(counts);
  const pieces = [bytesOf(header)];
  parts.forEach((part, i) => {
    const [kind, length] = layout[i] as FlatPart;
    if (part.length !== length || part.BYTES_PER_ELEMENT !== BYTES[kind]) throw new Error(`${format.name}: part ${i} is not ${length} ${kind}`);
    pieces.push(bytesOf(part), new Uint8Array(paddedBytes(part.byteLength) - part.byteLength));
  });
  return pieces;
}

/** Writes a flat file. It is not synced: the store does that for all files of an artifact when it publishes them. */
export function writeFlatFile(file: string, format: FlatFormat, counts: readonly number[], parts: readonly FlatArray[]): void {
  writeBytes(file, flatPieces(format, counts, parts));
}

/** What a flat file's head says; the arrays are read by `part`, so that only what is asked for is read. */
export interface FlatReader {
  readonly counts: readonly number[];
  /** Reads numbers `from` to `to` - 1 of a part into memory of its own. */
  part(index: number, from?: number, to?: number): FlatArray;
}

/** Calls `use` with an open flat file. `artifact.corrupt` when magic, version or size are wrong. */
export function readFlatFile<T>(file: string, format: FlatFormat, use: (reader: FlatReader) => T): T {
  const handle = openSync(file, 'r');
  try {
    const read = (offset: number, byteCount: number) => {
      const bytes = new Uint8Array(byteCount);
      const done = readFully(handle, bytes, offset);
      if (done < byteCount) throw corruptFlat(format, file, `${offset + done} bytes`, `${offset + byteCount} bytes`);
      return bytes;
    };
    return use(openFlat(format, file, statSync(file).size, read));
  } finally {
    closeSync(handle);
  }
}

/** The same over bytes in memory; `where` names them in a message. The arrays are copies. */
export function readFlatBytes<T>(bytes: Uint8Array, where: string, format: FlatFormat, use: (reader: FlatReader) => T): T {
  return use(openFlat(format, where, bytes.length, (offset, byteCount) => Uint8Array.from(bytes.subarray(offset, offset + byteCount))));
}

function openFlat(format: FlatFormat, where: string, size: number, read: (offset: number, byteCount: number) => Uint8Array<ArrayBuffer>): FlatReader {
  if (size < FLAT_HEADER_BYTES) throw corruptFlat(format, where, `${size} bytes`, `at least ${FLAT_HEADER_BYTES} bytes`);
  const [magic, version, ...counts] = new Uint32Array(read(0, FLAT_HEADER_BYTES).buffer);
  if (magic !== format.magic || version !== format.version) {
    throw corruptFlat(format, where, `magic ${magic}, version ${version}`, `magic ${format.magic}, version ${format.version}`);
  }
  const layout = format.layout(counts.slice(0, COUNTS));
  const starts = [FLAT_HEADER_BYTES];
  for (const [kind, length] of layout) starts.push((starts.at(-1) as number) + paddedBytes(length * BYTES[kind]));
  if (size !== starts.at(-1)) throw corruptFlat(format, where, `${size} bytes`, `${starts.at(-1)} bytes`);
  return {
    counts,
    part(index, from = 0, to) {
      const [kind, length] = layout[index] as FlatPart;
      const end = to ?? length;
      return viewOf(kind, read((starts[index] as number) + from * BYTES[kind], (end - from) * BYTES[kind]).buffer);
    },
  };
}

function viewOf(kind: FlatKind, buffer: ArrayBuffer): FlatArray {
  switch (kind) {
    case 'u8':
      return new Uint8Array(buffer);
    case 'u16':
      return new Uint16Array(buffer);
    case 'u32':
      return new Uint32Array(buffer);
    case 'f32':
      return new Float32Array(buffer);
    case 'f64':
      return new Float64Array(buffer);
  }
}

function bytesOf(array: FlatArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function paddedBytes(byteCount: number): number {
  return Math.ceil(byteCount / 8) * 8;
}

/** `artifact.corrupt` for a flat file that does not hold together. */
export function corruptFlat(format: FlatFormat, where: string, got: string, wanted: string): Error {
  return fail('artifact.corrupt', {
    what: `${format.name} is damaged`,
    where,
    got,
    wanted,
    hint: format.hint ?? 'delete the file: the next run makes it again',
  });
}
