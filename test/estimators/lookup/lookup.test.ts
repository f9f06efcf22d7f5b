import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lookup } from '../../../src/estimators/all.js';
import type { LookupModel } from '../../../src/estimators/lookup/lookup-model.js';
import { LOOKUP } from '../../../src/estimators/lookup/settings.js';
import { drawRows, problemOf } from '../../ml/linear-problem.js';
import { fitInline } from '../inline-services.js';

const CODES = ['a', 'b', 'c'];
const FEATURES = 8;

/** Texts as their features, each with a code and a weight. */
type Row = readonly [features: readonly number[], code: number, weight?: number];

async function fitted(rows: readonly Row[], neighbours = 2): Promise<LookupModel> {
  const ids = rows.flatMap(([features]) => features);
  const offsets = Array.from({ length: rows.length + 1 }, (_, end) => rows.slice(0, end).flatMap(([features]) => features).length);
  const plain = { featureCount: FEATURES, classCount: 3, offsets, ids, values: ids.map(() => 1), label: rows.map(([, code]) => code) };
  const { rows: shared } = problemOf(
    plain,
    rows.map(([, , weight = 1]) => weight),
  );
  const settings = { estimator: LOOKUP, classWeight: 'none', neighbours } as const;
  return (await fitInline(lookup, { settings, featureCount: FEATURES, codes: CODES, rows: shared, validation: null })).model as LookupModel;
}

/** Probabilities of the codes for a text of these features. */
function shares(model: LookupModel, features: readonly number[]): readonly number[] {
  return Array.from(lookup.format.open(model).score(Uint32Array.from(features), new Float32Array(features.length).fill(0.5)));
}

describe('a lookup', () => {
  it('gives a text of training its own code, whatever its neighbours have', async () => {
    const model = await fitted([
      [[0, 1, 2], 0],
      [[0, 1, 2, 3], 1],
      [[0, 1, 2, 4], 1],
    ]);
    expect(shares(model, [0, 1, 2])[0]).toBeGreaterThan(0.98);
    expect(shares(model, [0, 1, 2, 4])[1]).toBeGreaterThan(0.98);
  });

  it('gives a text with several codes the one with most weight', async () => {
    const model = await fitted([
      [[0, 1], 0],
      [[0, 1], 1, 1.5],
      [[0, 1], 0],
    ]);
    const [a = 0, b = 0] = shares(model, [0, 1]);
    expect(a / b).toBeCloseTo(2 / 1.5, 1);
  });

  it('gives a new text the codes of the nearest ones by the third power of the cosine', async () => {
    const model = await fitted([
      [[0, 1], 0],
      [[0, 1, 2, 3], 1],
      [[5, 6, 7], 2],
    ]);
    // The cosines are 2/√6 and 3/√12; the prior counts 0.01 / 3 a code.
    const [near, far] = [(2 / Math.sqrt(6)) ** 3, (3 / Math.sqrt(12)) ** 3];
    const [a, b, c] = shares(model, [0, 1, 2]);
    expect(a).toBeCloseTo((near + 0.01 / 3) / (near + far + 0.01), 5);
    expect(b).toBeCloseTo((far + 0.01 / 3) / (near + far + 0.01), 5);
    expect(c).toBeCloseTo(0.01 / 3 / (near + far + 0.01), 5);
  });

  it('gives a text that is near to none the shares of the codes', async () => {
    const model = await fitted([
      [[0], 0],
      [[1], 0],
      [[2], 1],
    ]);
    for (const features of [[], [7]]) {
      shares(model, features).forEach((share, code) => {
        expect(share).toBeCloseTo([2 / 3, 1 / 3, 0][code] as number, 6);
      });
    }
  });

  it('finds the nearest of many as a search through all of them does', async () => {
    const drawn = drawRows(200, FEATURES, 3, 5);
    const rows = drawn.label.map((code, row): Row => [drawn.ids.slice(drawn.offsets[row], drawn.offsets[row + 1]), code]);
    const model = await fitted(rows, 1);
    const cosine = (a: readonly number[], b: readonly number[]): number => a.filter((id) => b.includes(id)).length / Math.sqrt(a.length * b.length);
    for (const wanted of [
      [0, 3, 5],
      [1, 2],
      [4, 6, 7],
      [0, 1, 2, 3, 4, 5, 6, 7],
    ]) {
      const most = Math.max(...rows.map(([features]) => cosine(features, wanted)));
      const nearest = new Set(rows.filter(([features]) => cosine(features, wanted) > most - 1e-9).map(([, code]) => code));
      const answer = shares(model, wanted);
      expect(nearest).toContain(answer.indexOf(Math.max(...answer)));
    }
  });

  it('names the rows and the codes of the texts that answer, nearest first', async () => {
    const model = await fitted([
      [[0, 1], 0],
      [[0, 1, 2, 3], 1],
      [[0, 1], 1, 3],
      [[5, 6, 7], 2],
    ]);
    const near = (features: readonly number[]) =>
      lookup.format.open(model).nearest?.(Uint32Array.from(features), new Float32Array(features.length).fill(0.5));
    const both = [
      { code: 0, weight: 1 },
      { code: 1, weight: 3 },
    ];
    expect(near([0, 1])).toEqual([{ rows: [0, 2], similarity: expect.closeTo(1, 6), codes: both }]);
    expect(near([0, 1, 2])).toEqual([
      { rows: [1], similarity: expect.closeTo(3 / Math.sqrt(12), 6), codes: [{ code: 1, weight: 1 }] },
      { rows: [0, 2], similarity: expect.closeTo(2 / Math.sqrt(6), 6), codes: both },
    ]);
    expect(near([4])).toEqual([]);
  });

  it('names no rows when its file is of version 1, which did not keep them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-lookup-'));
    const file = join(folder, 'model.bin');
    const old = { ...(await fitted([[[0, 1], 0]])), textOfRow: new Uint32Array() };
    expect(lookup.format.facts(old, 'f32').version).toBe(1);
    lookup.format.write(file, old, 'f32');
    const model = lookup.format.load(file, { codes: CODES, featureCount: FEATURES });
    expect(
      lookup.format
        .open(model)
        .nearest?.(Uint32Array.of(0), Float32Array.of(1))
        ?.map(({ rows }) => rows),
    ).toEqual([null]);
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['a text', { entryText: 1 }],
    ['a text of a row', { textOfRow: 1 }],
    ['a code', { textCode: 9 }],
    ['offsets', { codeOffsets: 7 }],
  ] as const)('is not opened from a file with %s that cannot be', async (_, damage) => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-lookup-'));
    const model = await fitted([[[0, 1], 0]]);
    const [name, value] = Object.entries(damage)[0] as ['entryText' | 'textOfRow' | 'textCode' | 'codeOffsets', number];
    const file = join(folder, 'model.bin');
    lookup.format.write(file, { ...model, [name]: Uint32Array.from(model[name], () => value) }, 'f32');
    const load = () => lookup.format.load(file, { codes: CODES, featureCount: FEATURES });
    expect(load).toThrow(expect.objectContaining({ detail: expect.objectContaining({ code: 'artifact.corrupt' }) }));
    rmSync(folder, { recursive: true });
  });
});
