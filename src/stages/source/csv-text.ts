import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { fail } from '../../core/failure.js';
import { sniffFile } from '../../core/files/sniff-file.js';

/** Some of a text; nothing follows the last piece. */
export interface TextPiece {
  readonly text: string;
  readonly isLast: boolean;
}

/** What may stand between cells; which of them does, the header tells. */
export const DELIMITERS = [',', ';', '\t', '|'];

const PIECE_BYTES = 1 << 18;

/** A text that is read: the file, where it is one, how messages name it, and what they call it. */
export interface TextOrigin {
  readonly file?: string;
  readonly path: string;
  /** Such as `a CSV file`. */
  readonly kind: string;
}

/**
 * The text of a file, piece by piece: unpacked where its name ends with `.gz`, UTF-16 by its mark, else UTF-8 with a mark or without.
 * `data.unreadable` for bytes that are no such text, and for packed ones that are cut short. `path` is named in messages.
 */
export function readTextPieces(file: string, path: string, kind = 'a CSV file'): AsyncGenerator<TextPiece> {
  return decodePieces(openBytes(file) as AsyncIterable<Buffer>, { file, path, kind });
}

/** The text of bytes that come in pieces, each decoded as soon as it is there; failures as `readTextPieces`. */
export async function* decodePieces(pieces: AsyncIterable<Uint8Array>, origin: TextOrigin): AsyncGenerator<TextPiece> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  try {
    for await (const bytes of pieces) {
      decoder ??= new TextDecoder(encodingOf(bytes), { fatal: true });
      yield { text: decoder.decode(bytes, { stream: true }), isLast: false };
    }
    yield { text: decoder?.decode() ?? '', isLast: true };
  } catch (error) {
    throw asUnreadable(error, origin, decoder?.encoding ?? 'utf-8');
  }
}

function openBytes(file: string): NodeJS.ReadableStream {
  const bytes = createReadStream(file, { highWaterMark: PIECE_BYTES });
  // The reader hears of every error through the last stream.
  return isPacked(file) ? pipeline(bytes, createGunzip({ chunkSize: PIECE_BYTES }), () => {}) : bytes;
}

function isPacked(file: string): boolean {
  return /\.gz$/i.test(file);
}

/** UTF-16 by its mark, else UTF-8. */
export function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}

/** What is told of files that are text, as was wanted. */
const TEXTS = ['CSV', 'JSON'];

function asUnreadable(error: unknown, { file, path, kind }: TextOrigin, encoding: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  const parts = { what: `${kind} cannot be read`, where: path };
  const wanted = 'text in UTF-8, or in UTF-16 with its mark';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    const sniffed = file === undefined ? undefined : sniffFile(file);
    const got = sniffed === undefined || TEXTS.some((text) => sniffed.is.includes(text)) ? `bytes that are no ${encoding.toUpperCase()}` : sniffed.is;
    return fail('data.unreadable', { ...parts, got, wanted, hint: 'save it as UTF-8' }, error);
  }
  if (code.startsWith('Z_')) {
    const got = code === 'Z_BUF_ERROR' ? 'a gzip file that is cut short' : 'bytes that gzip cannot unpack';
    return fail('data.unreadable', { ...parts, got, wanted: 'a whole gzip file', hint: 'copy it again' }, error);
  }
  return fail('data.unreadable', { ...parts, got: code === 'ENOENT' ? 'no such file' : code, wanted: 'a file that can be read' }, error);
}
