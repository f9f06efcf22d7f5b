import type * as Arrow from 'apache-arrow';
import type { Data } from 'apache-arrow';
import { loadLibrary } from '../../../core/process/load-library.js';
import { numberBuffers, textBuffers } from './buffers.js';
import { decodeLz4Frame } from './lz4-frame.js';

interface ArrowLibrary extends Pick<typeof Arrow, keyof typeof Arrow> {
  readonly decodeZstd: (bytes: Uint8Array) => Uint8Array;
}

let loaded: ArrowLibrary | undefined;

/** Arrow's package, loaded at the first use: many commands and tasks meet none of its tables. It reads compressed batches too. */
export function arrow(): typeof Arrow {
  loaded ??= withDecoders(loadLibrary('arrow') as ArrowLibrary);
  return loaded;
}

function withDecoders(library: ArrowLibrary): ArrowLibrary {
  const { compressionRegistry, CompressionType, decodeZstd } = library;
  compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: decodeLz4Frame });
  // What it gives may begin at any byte of a larger buffer: numbers want theirs at a multiple of their width.
  compressionRegistry.set(CompressionType.ZSTD, { decode: (bytes) => decodeZstd(bytes).slice() });
  return library;
}

/** Texts as a column of UTF-8; null is missing. */
export function encodeTexts(cells: readonly (string | null)[]): Data {
  const { makeData, Utf8 } = arrow();
  const { values, ...rest } = textBuffers(cells);
  return makeData({ type: new Utf8(), length: cells.length, ...rest, data: values });
}

/** Numbers as a column of doubles; null is missing. */
export function encodeNumbers(cells: readonly (number | null)[]): Data {
  const { makeData, Float64 } = arrow();
  const { values, ...rest } = numberBuffers(cells);
  return makeData({ type: new Float64(), length: cells.length, ...rest, data: values });
}
