import { corruptFlat, type FlatFormat, flatPieces, readFlatFile } from '../../core/files/flat-file.js';
import { writeBytes } from '../../core/files/write-bytes.js';
import { firstNotFinite } from '../../core/finite.js';
import type { FittedModel, ModelFormat, ModelOf } from '../model-format.js';
import { areOffsets, requireModelOf, shareReal, shareWhole } from '../stored-parts.js';
import { LookupScorer } from './lookup-scorer.js';
import { LOOKUP } from './settings.js';

/** Every text of training, as the vector that its n-grams make, with its codes. Texts are numbered in training order. */
export interface LookupModel extends FittedModel {
  readonly kind: typeof LOOKUP;
  readonly neighbours: number;
  /** Texts that have feature j: those of entries featureOffsets[j] … featureOffsets[j+1]-1, ascending. */
  readonly featureOffsets: Uint32Array;
  readonly entryText: Uint32Array;
  /** Value of the feature in the text, of vectors of length 1. */
  readonly entryValue: Float32Array;
  /** Codes of text t: those of places codeOffsets[t] … codeOffsets[t+1]-1, ascending. */
  readonly codeOffsets: Uint32Array;
  readonly textCode: Uint32Array;
  /** Weight of the text's rows with the code. */
  readonly textWeight: Float32Array;
  /** Weighted share of each code in all rows. */
  readonly shares: Float32Array;
  /** The text of each training row, in training order; empty in a model of version 1, which did not keep it. */
  readonly textOfRow: Uint32Array;
}

/** Counts in the head: codes k, features f, texts t, entries e, codes of texts c, neighbours, rows r (0 in a model of version 1). */
const FORMAT: FlatFormat = {
  name: 'a table of texts',
  magic: 0x4b4c524d,
  version: 1,
  hint: 'copy the bundle again, or run the pipeline again',
  layout: ([k = 0, f = 0, t = 0, e = 0, c = 0, , r = 0]) => [
    ['u32', f + 1],
    ['u32', e],
    ['f32', e],
    ['u32', t + 1],
    ['u32', c],
    ['f32', c],
    ['f32', k],
    ['u32', r],
  ],
};

function write(file: string, model: LookupModel): void {
  const { featureOffsets, entryText, entryValue, codeOffsets, textCode, textWeight, shares, textOfRow } = model;
  const sizes = [shares.length, model.featureCount, codeOffsets.length - 1, entryText.length, textCode.length];
  const counts = [...sizes, model.neighbours, textOfRow.length];
  const parts = [featureOffsets, entryText, entryValue, codeOffsets, textCode, textWeight, shares, textOfRow];
  writeBytes(file, flatPieces(FORMAT, counts, parts));
}

function load(file: string, { codes, featureCount }: ModelOf): LookupModel {
  return readFlatFile(file, FORMAT, ({ counts, part }) => {
    const [, , textCount = 0, , , neighbours = 0] = counts;
    requireModelOf(FORMAT, file, counts, { codes, featureCount });
    const whole = (index: number): Uint32Array => shareWhole(part(index));
    const real = (index: number): Float32Array => shareReal(part(index));
    const model: LookupModel = {
      kind: LOOKUP,
      codes,
      featureCount,
      neighbours,
      featureOffsets: whole(0),
      entryText: whole(1),
      entryValue: real(2),
      codeOffsets: whole(3),
      textCode: whole(4),
      textWeight: real(5),
      shares: real(6),
      textOfRow: whole(7),
    };
    requireSound(file, model, textCount);
    return model;
  });
}

/** Nothing points outside, and no number is infinite or NaN. */
function requireSound(file: string, model: LookupModel, textCount: number): void {
  const { featureOffsets, entryText, codeOffsets, textCode, textOfRow, codes } = model;
  const refuse = (got: string, wanted: string): Error => corruptFlat(FORMAT, file, got, wanted);
  if (!areOffsets(featureOffsets, entryText.length) || !areOffsets(codeOffsets, textCode.length))
    throw refuse('offsets out of order', 'rising offsets');
  if ([entryText, textOfRow].some((texts) => texts.some((text) => text >= textCount)))
    throw refuse('a text that is not there', `texts below ${textCount}`);
  if (textCode.some((code) => code >= codes.length)) throw refuse('a code that is not there', `codes below ${codes.length}`);
  if ([model.entryValue, model.textWeight, model.shares].some((numbers) => firstNotFinite(numbers) >= 0))
    throw refuse('infinite numbers', 'finite numbers');
}

/** Numbers are f32 alone: most of the file are texts and offsets. Since version 2 it says which rows each text is of. */
const STORED = { version: 2, numberType: 'f32', form: 'full' } as const;
const STORED_1 = { ...STORED, version: 1 } as const;

/** How its models are kept. */
export const lookupFormat: ModelFormat<LookupModel> = {
  facts: ({ textOfRow }) => (textOfRow.length === 0 ? STORED_1 : STORED),
  loads: [STORED, STORED_1],
  namesRows: true,
  write,
  load,
  open: (model) => new LookupScorer(model),
};
