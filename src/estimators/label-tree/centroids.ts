import { entriesOf, type LabelledRows } from '../../ml/labelled-rows.js';

/** Sparse vectors of length 1, one a code: the mean direction of its rows. Code k has entries offsets[k] … offsets[k+1]-1, ids ascending. */
export interface Centroids {
  readonly offsets: Float64Array;
  readonly ids: Uint32Array;
  readonly values: Float32Array;
}

/** Sums the rows of each code by weight, in row order. Cost: one walk over the rows, and a sort of the features of each code. */
export function centroidsOf(rows: LabelledRows, codeCount: number, featureCount: number): Centroids {
  const byCode = rowsByCode(rows, codeCount);
  const sums = new Float64Array(featureCount);
  const seen = new Uint8Array(featureCount);
  const parts = byCode.map((own) => sumRows(rows, own, sums, seen));
  const offsets = new Float64Array(codeCount + 1);
  parts.forEach(({ ids }, code) => {
    offsets[code + 1] = offsets[code]! + ids.length;
  });
  const [ids, values] = [new Uint32Array(offsets[codeCount]!), new Float32Array(offsets[codeCount]!)];
  parts.forEach((part, code) => {
    ids.set(part.ids, offsets[code]);
    values.set(part.values, offsets[code]);
  });
  return { offsets, ids, values };
}

/** Places of the rows of each code, in row order. */
function rowsByCode({ label }: LabelledRows, codeCount: number): readonly number[][] {
  const byCode: number[][] = Array.from({ length: codeCount }, () => []);
  label.forEach((code, place) => {
    byCode[code]?.push(place);
  });
  return byCode;
}

/** `sums` and `seen` are all 0 before and after. */
function sumRows(rows: LabelledRows, places: readonly number[], sums: Float64Array, seen: Uint8Array): { ids: Uint32Array; values: Float32Array } {
  const found: number[] = [];
  for (const place of places) {
    const { ids, values, from, to } = entriesOf(rows, place);
    for (let e = from; e < to; e++) {
      const id = ids[e]!;
      if (seen[id] === 0) found.push(id);
      seen[id] = 1;
      sums[id]! += rows.weight[place]! * values[e]!;
    }
  }
  const ids = Uint32Array.from(found).sort();
  const square = ids.reduce((sum, id) => sum + sums[id]! * sums[id]!, 0);
  const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
  const values = Float32Array.from(ids, (id) => scale * sums[id]!);
  for (const id of ids) sums[id] = seen[id] = 0;
  return { ids, values };
}
