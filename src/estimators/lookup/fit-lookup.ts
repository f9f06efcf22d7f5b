import { sharedFloat32, sharedUint32 } from '../../core/shared-arrays.js';
import type { FitRequest } from '../../ml/fit.js';
import { codeShares, entriesOf, type LabelledRows } from '../../ml/labelled-rows.js';
import { doesNotFit } from '../does-not-fit.js';
import type { FitServices } from '../estimator.js';
import { countEntries } from '../rows-in-memory.js';
import { fitOneByOne, type WholeEnd } from '../trial/fit-whole.js';
import type { LookupModel } from './lookup-model.js';
import { LOOKUP, type LookupSettings } from './settings.js';
import { tableBytes } from './size.js';
import { TextTable } from './text-table.js';

type Request = FitRequest<LookupSettings>;

const END: WholeEnd = { status: 'closed-form', reason: 'texts are looked up, nothing is minimised' };

/** Gathers the texts of the rows, on this thread, one request after the other. `resources.memory` when the table is too large. */
export async function fitLookup(requests: readonly Request[], services: FitServices<LookupModel>): Promise<void> {
  await fitOneByOne(requests, services, END, async (request) => {
    const model = gather(request, services);
    return { model, objective: 0, allocatedBytes: tableBytes({ entryCount: model.entryText.length, ...request }) };
  });
}

function gather(request: Request, { openRows, kernelBytes }: FitServices<LookupModel>): LookupModel {
  const { codes, featureCount, settings } = request;
  const entryCount = countEntries(request.rows);
  const byteCount = 2 * tableBytes({ entryCount, featureCount });
  if (byteCount > kernelBytes) throw doesNotFit({ featureCount, codeCount: codes.length }, byteCount, kernelBytes);
  const rows = openRows(request.rows);
  const table = new TextTable(rows.row.length, entryCount);
  const textOfRow = sharedUint32(rows.row.length);
  for (let place = 0; place < textOfRow.length; place++) textOfRow[place] = table.add(entriesOf(rows, place));
  const shares = sharedFloat32(codes.length);
  shares.set(codeShares(rows, codes.length));
  const { neighbours } = settings;
  const texts = { textOfRow, ...entriesByFeature(table, featureCount), ...codesOfTexts(rows, textOfRow, table) };
  return { kind: LOOKUP, codes, featureCount, neighbours, shares, ...texts };
}

/** The table turned round: the texts of each feature, with values of vectors of length 1. */
function entriesByFeature({ offsets, ids, values, textCount }: TextTable, featureCount: number) {
  const entryCount = offsets[textCount]!;
  const featureOffsets = sharedUint32(featureCount + 1);
  for (let e = 0; e < entryCount; e++) featureOffsets[ids[e]! + 1]!++;
  for (let j = 0; j < featureCount; j++) featureOffsets[j + 1]! += featureOffsets[j]!;
  const next = featureOffsets.slice(0, featureCount);
  const [entryText, entryValue] = [sharedUint32(entryCount), sharedFloat32(entryCount)];
  for (let text = 0; text < textCount; text++) {
    const scale = 1 / lengthOf(values, offsets[text]!, offsets[text + 1]!);
    for (let e = offsets[text]!; e < offsets[text + 1]!; e++) {
      const at = next[ids[e]!]!++;
      entryText[at] = text;
      entryValue[at] = values[e]! * scale;
    }
  }
  return { featureOffsets, entryText, entryValue };
}

function lengthOf(values: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let e = from; e < to; e++) sum += values[e]! * values[e]!;
  return Math.sqrt(sum);
}

/** Weight of the rows of each text with each of its codes; sums run in row order. */
function codesOfTexts({ label, weight }: LabelledRows, textOfRow: Uint32Array, { textCount }: TextTable) {
  const weights: Map<number, number>[] = Array.from({ length: textCount }, () => new Map());
  textOfRow.forEach((text, row) => {
    const own = weights[text] as Map<number, number>;
    own.set(label[row]!, (own.get(label[row]!) ?? 0) + weight[row]!);
  });
  const pairs = weights.flatMap((own) => [...own].sort(([a], [b]) => a - b));
  const codeOffsets = sharedUint32(textCount + 1);
  weights.forEach(({ size }, text) => {
    codeOffsets[text + 1] = codeOffsets[text]! + size;
  });
  const [textCode, textWeight] = [sharedUint32(pairs.length), sharedFloat32(pairs.length)];
  textCode.set(pairs.map(([code]) => code));
  textWeight.set(pairs.map(([, own]) => own));
  return { codeOffsets, textCode, textWeight };
}
