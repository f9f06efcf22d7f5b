import type { NgramCounts } from '../../artifacts/files/ngram-counts-file.js';
import type { ShardBytes } from '../../artifacts/shard-texts.js';
import { NgramKernel, type TextBytes, UNKNOWN_FORM } from '../../kernels/ngram-kernel.js';
import { canonicalCategory } from '../../text/canonical-category.js';
import { canonicalText, latinForms } from '../../text/canonical-text.js';
import { escapeColumn, kindCount, type NgramSettings } from '../../text/ngram-counter.js';
import { createTokeniser, type TextOptions } from '../../text/tokens.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Counts the n-grams of a shard's rows: what the shard's texts and the settings alone decide. The arrays are views of the kernel's
 * memory, valid until it counts another shard. Cost: linear in the texts.
 */
export function countShard({ rowCount, texts, categorical, numeric }: ShardBytes, settings: NgramSettings, kernel = new NgramKernel()): NgramCounts {
  begin(kernel, settings);
  kernel.takeTexts(texts);
  const covariates = settings.categoricalColumns.map((column) => openCovariate(column, settings, kernel));
  const offsets = new Uint32Array(rowCount + 1);
  for (let row = 0; row < rowCount; row++) {
    kernel.startRow();
    for (let c = 0; c < texts.length; c++) kernel.countText(c, writeForm(c, row, texts, settings.text, kernel));
    for (let c = 0; c < covariates.length; c++) {
      const key = covariates[c]!(categorical[c]![row]!);
      if (key !== null) kernel.countKey(key);
    }
    offsets[row + 1] = kernel.entryCount;
  }
  return { rowCount, ...kernel.sorted(), offsets, numeric: numeric.map((column) => Float64Array.from(column, (value) => value ?? Number.NaN)) };
}

function begin(kernel: NgramKernel, { text, textColumns, words, chars }: NgramSettings): void {
  kernel.setForms(latinForms(text));
  const prefixes = textColumns.map(escapeColumn).map((column) => ({ words: encoder.encode(`${column}=`), chars: encoder.encode(`${column}~`) }));
  kernel.begin({ words, chars, prefixes, stemOf: text.stem === null && text.stopWords === null ? null : openStems(text) });
}

function openStems(options: TextOptions): (token: Uint8Array) => Uint8Array | null {
  const tokeniser = createTokeniser(options);
  return (bytes) => {
    const token = decoder.decode(bytes);
    return tokeniser.isStopWord(token) ? null : encoder.encode(tokeniser.stem(token));
  };
}

/** Writes the canonical form of the text of a row into the kernel, and gives its bytes. */
function writeForm(column: number, row: number, texts: readonly TextBytes[], options: TextOptions, kernel: NgramKernel): number {
  const length = kernel.writeLatin(column, row);
  return length >= 0 ? length : writeOther(texts[column]!, row, options, kernel, length === UNKNOWN_FORM);
}

/** By way of strings. The form of a letter is looked up when a text has it. */
function writeOther({ bytes, offsets }: TextBytes, row: number, options: TextOptions, kernel: NgramKernel, hasUnknown: boolean): number {
  const [from, to] = [offsets[row]!, offsets[row + 1]!];
  const text = canonicalText(Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString(), options);
  if (hasUnknown) kernel.setForms(latinForms(options));
  const room = kernel.textRoom(3 * text.length);
  return encoder.encodeInto(text, room.bytes.subarray(room.at)).written;
}

/** Gives the number of the n-gram of a value; null for a missing one. */
function openCovariate(column: string, { textColumns, categoryForm }: NgramSettings, kernel: NgramKernel): (value: string | null) => number | null {
  const known = new Map<string, number | null>();
  const keyOf = (value: string): number | null => {
    const form = categoryForm === 'canonical' ? canonicalCategory(value) : value;
    return form === null ? null : kernel.keyOf(encoder.encode(`${escapeColumn(column)}:${form}`), kindCount(textColumns.length) - 1);
  };
  return (value) => {
    if (value === null) return null;
    if (!known.has(value)) known.set(value, keyOf(value));
    return known.get(value) ?? null;
  };
}
