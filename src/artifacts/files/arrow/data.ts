import type * as Arrow from 'apache-arrow';
import type { Data } from 'apache-arrow';
import { loadLibrary } from '../../../core/process/load-library.js';
import { numberBuffers, textBuffers } from './buffers.js';

/** Arrow's package, loaded at the first use: many commands and tasks meet none of its tables. */
export const arrow = (): typeof Arrow => loadLibrary('arrow') as typeof Arrow;

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
