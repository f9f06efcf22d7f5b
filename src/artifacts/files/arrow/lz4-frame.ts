// LZ4 frames (format 1.6.x): https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md, and of a block lz4_Block_format.md there. Packages
// read blocks alone; Arrow writes frames whose blocks refer to those before. Checksums, which Arrow does not write, are passed over.

const MAGIC = 0x184d2204;
const VERSION = 1;
const STORED = 0x80000000;
const LEAST_MATCH = 4;

/** The bytes of a frame; throws where it is none, is cut short or refers to bytes that are not there. */
export function decodeLz4Frame(frame: Uint8Array): Uint8Array {
  const blocks = blocksOf(frame);
  const bytes = new Uint8Array(blocks.reduce((sum, block) => sum + lengthOf(block), 0));
  let end = 0;
  for (const { data, isStored } of blocks) {
    if (isStored) bytes.set(data, end);
    end = isStored ? end + data.length : decodeBlock(data, bytes, end);
  }
  return bytes;
}

interface Block {
  readonly data: Uint8Array;
  /** Bytes as they are. */
  readonly isStored: boolean;
}

function blocksOf(frame: Uint8Array): readonly Block[] {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const flags = view.getUint8(4);
  if (view.getUint32(0, true) !== MAGIC || flags >> 6 !== VERSION) throw new Error('no LZ4 frame');
  const [hasBlockSum, hasSize, hasDictionary] = [(flags & 0x10) !== 0, (flags & 0x08) !== 0, (flags & 0x01) !== 0];
  if (hasDictionary) throw new Error('an LZ4 frame that needs a dictionary');
  const blocks: Block[] = [];
  for (let at = 7 + (hasSize ? 8 : 0); ; ) {
    const size = view.getUint32(at, true);
    if (size === 0) return blocks;
    const end = at + 4 + (size & ~STORED);
    if (end > frame.length) throw new Error('an LZ4 frame that is cut short');
    blocks.push({ data: frame.subarray(at + 4, end), isStored: size >= STORED });
    at = end + (hasBlockSum ? 4 : 0);
  }
}

function lengthOf({ data, isStored }: Block): number {
  if (isStored) return data.length;
  let length = 0;
  forEachSequence(data, (_from, literals, _offset, match) => {
    length += literals + match;
  });
  return length;
}

function decodeBlock(block: Uint8Array, bytes: Uint8Array, start: number): number {
  let end = start;
  forEachSequence(block, (from, literals, offset, match) => {
    bytes.set(block.subarray(from, from + literals), end);
    end += literals;
    if (match > 0 && (offset === 0 || offset > end)) throw new Error('an LZ4 block that refers to bytes before its start');
    // Byte by byte: a match may overlap what it writes.
    for (const to = end + match; end < to; end++) bytes[end] = bytes[end - offset]!;
  });
  return end;
}

/** Literals, then a match so many bytes back; the last sequence has none. */
type TakeSequence = (from: number, literals: number, offset: number, match: number) => void;

function forEachSequence(block: Uint8Array, take: TakeSequence): void {
  let at = 0;
  const next = (): number => {
    if (at >= block.length) throw new Error('an LZ4 block that is cut short');
    return block[at++]!;
  };
  const lengthFrom = (nibble: number): number => {
    let length = nibble;
    for (let more = nibble === 15 ? 255 : 0; more === 255; length += more) more = next();
    return length;
  };
  while (at < block.length) {
    const token = next();
    const literals = lengthFrom(token >> 4);
    const from = at;
    at += literals;
    if (at > block.length) throw new Error('an LZ4 block that is cut short');
    const isLast = at === block.length;
    const offset = isLast ? 0 : next() | (next() << 8);
    take(from, literals, offset, isLast ? 0 : LEAST_MATCH + lengthFrom(token & 15));
  }
}
