import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeatureSpec } from '../../src/artifacts/features.js';
import { digestBytes } from '../../src/core/digest.js';
import { AS_THEY_ARE } from '../../src/evaluation/calibration/calibrator.js';
import { LinearScorer } from '../../src/kernels/linear-scorer.js';
import { exp, log } from '../../src/kernels/math.js';
import { shareWeights } from '../../src/kernels/shared-weights.js';
import { scoreSums } from '../../src/ml/score-sums.js';
import { Predictor, type PredictorParts } from '../../src/model/predictor.js';
import { countedColumns } from '../../src/model/vectors/counted-columns.js';
import { blocksOfKinds } from '../../src/model/vectors/feature-blocks.js';
import { indexNgrams } from '../../src/model/vectors/ngram-index.js';
import { VectorBuilder } from '../../src/model/vectors/vector-builder.js';
import { NgramCounter } from '../../src/text/ngram-counter.js';
import { row, specOf } from '../features/fit-in-memory.js';
import { KindTable } from '../text/kind-table.js';
import { CODES, randomModel, toyContent } from './toy-model.js';

const LEARNT = [
  'rye bread',
  'Bröd och mjölk',
  'whole milk, 3.5 %',
  '牛乳とパン',
  'молоко и хлеб',
  'olive oil 🫒 extra',
  'red wine',
  'white wine white wine',
];

/** Texts of learnt and of other words, of any code units: other scripts, signs beyond the first plane, halves of pairs, none at all. */
const text = fc.oneof(
  fc
    .array(fc.constantFrom(...LEARNT.flatMap((learnt) => learnt.split(' ')), 'rye', '🥖', '\ud83e', 'x'), { maxLength: 12 })
    .map((words) => words.join(' ')),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.nat(0xffff), { maxLength: 30 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom('', ' ', '—', 'bread '.repeat(900), 'rye milk'.repeat(400)),
);

function partsOf(features: Partial<FeatureSpec['features']>): PredictorParts {
  const spec = specOf({}, { words: [1, 2], chars: [2, 4], maxFeatures: 4096, ...features });
  const { table } = toyContent(
    spec,
    LEARNT.map((learnt) => row(learnt)),
  );
  const calibrator = { ...AS_THEY_ARE, temperature: 0.7, offset: -0.2, slopeTop: 0.9, slopeRest: 0.5 };
  const model = randomModel(table.featureCount, CODES, 7);
  return {
    modelDigest: digestBytes('toy'),
    spec,
    table,
    model,
    titles: CODES.map(() => null),
    calibrator,
    reviewThreshold: null,
    stopAt: null,
    contract: null,
  };
}

/** A text's vector by the formula's own code: every n-gram counted, each looked up in the table. */
function plainVector({ spec, table }: PredictorParts, value: string): [number, number][] {
  const counter = new NgramCounter(countedColumns(spec), new KindTable(false));
  counter.count([value], []);
  const { kind } = counter.keys;
  const { low, high, count } = counter.keys.keys;
  const index = indexNgrams(table, spec.features.ids, spec.features.maxFeatures);
  const tableKey = Int32Array.from({ length: count }, (_, key) => index.find(low[key]!, high[key]!));
  const block = Uint8Array.from({ length: count }, (_, key) => blocksOfKinds(spec)[kind[key]!]!);
  const builder = new VectorBuilder(spec, table);
  builder.build(counter.entryKey, counter.entryTimes, 0, counter.entryCount, tableKey, block);
  return Array.from({ length: builder.entryCount }, (_, e) => [builder.ids[e]!, builder.values[e]!]);
}

/** Its scores by the definition, each sum in f32, terms in order of feature. */
function plainScores({ model }: PredictorParts, vector: readonly [number, number][]): Float32Array {
  const { weights, intercept, stride } = model as ReturnType<typeof randomModel>;
  return Float32Array.from(CODES, (_, k) =>
    vector.reduce((sum, [id, x]) => Math.fround(sum + Math.fround(x * weights[id * stride + k]!)), intercept[k]!),
  );
}

describe('rows that are coded together', () => {
  it.each([
    ['a vocabulary', {}],
    ['blocks of kinds', { blocks: 'kinds', blockWeights: { text: 0.5 } } as const],
    ['a vocabulary, log', { termWeight: 'log' } as const],
    ['hashed ids', { ids: 'hashed', maxFeatures: 61 } as const],
  ])('get to the bit the scores that the formula gives each alone: %s', (_, features) => {
    const parts = partsOf(features);
    const predictor = new Predictor(parts);
    fc.assert(
      fc.property(fc.array(text, { maxLength: 150 }), (texts) => {
        const together = predictor.predict(texts, { k: 3 });
        expect(together).toHaveLength(texts.length);
        together.forEach((prediction, i) => {
          expect(predictor.predict([texts[i]!], { k: 3 })[0]).toEqual(prediction);
          if (prediction.code === null) return;
          const scores = plainScores(parts, plainVector(parts, texts[i]!));
          const order = CODES.map((_code, k) => k).sort((a, b) => scores[b]! - scores[a]! || a - b);
          expect(prediction.top.map(({ code }) => code)).toEqual(order.slice(0, 3).map((k) => CODES[k]));
          const [first] = predictor.judge([texts[i]!], [order[1]!], 1);
          expect(first!.score).toBe(prediction.score);
        });
      }),
      { numRuns: 25 },
    );
  });

  it('get to the bit the raw scores of the formula, whatever was coded before', () => {
    const parts = partsOf({});
    const predictor = new Predictor(parts);
    fc.assert(
      fc.property(text, (value) => {
        const [prediction] = predictor.predict([value], { explain: true });
        if (prediction!.code === null) return;
        const vector = plainVector(parts, value);
        const { rawScore, contributions } = prediction!.explanation!;
        expect(rawScore).toBe(plainScores(parts, vector)[CODES.indexOf(prediction!.code)]);
        expect([...contributions].map(({ value: x }) => x).sort()).toEqual(vector.map(([, x]) => x).sort());
      }),
      { numRuns: 200 },
    );
  });
});

describe('rows of the same cells', () => {
  it('get what each gets alone', () => {
    const spec = specOf({ textColumns: ['name', 'note'], categoricalColumns: ['shop'] });
    const rows = [
      { name: 'rye bread', note: 'x', shop: 'market' },
      { name: 'rye bread', note: 'x', shop: null },
      { name: 'rye bread', note: 'x', shop: 'kiosk' },
      { name: 'rye', note: 'bread x', shop: 'market' },
      { name: 'rye bread x', note: '', shop: 'market' },
      { name: 'rye bread', note: 'x', shop: 'market' },
      { name: '', note: null, shop: 'market' },
      { name: 'rye bread', note: 'x', shop: 'null' },
    ];
    const { table } = toyContent(
      spec,
      rows.map(({ name, note, shop }) => ({ texts: [name, note ?? ''], categorical: [shop], numeric: [] })),
    );
    const predictor = new Predictor({ ...partsOf({}), spec, table, model: randomModel(table.featureCount, CODES, 3) });
    const alone = rows.map((each) => predictor.predict([each], { k: 2 })[0]);
    expect(predictor.predict(rows, { k: 2 })).toEqual(alone);
    expect(predictor.predict([...rows, ...rows], { k: 2 })).toEqual([...alone, ...alone]);
    expect(new Set(alone.map((prediction) => prediction!.score)).size).toBeGreaterThan(4);
  });
});

describe('the scorer of many rows', () => {
  it('gives each the bits that it has alone, also where some are longer than its room, and over weights in several memories', () => {
    const [featureCount, classCount, stride] = [300, 13, 16];
    const { weights, intercept } = randomModel(
      featureCount,
      Array.from({ length: classCount }, (_, k) => `${k}`),
    );
    for (const sliceBytes of [undefined, 1]) {
      const scorer = new LinearScorer(shareWeights({ weights, intercept, stride, featureCount, classCount }, sliceBytes));
      const lengths = [3, 0, 5000, 1, ...Array.from({ length: 100 }, (_, r) => (r * 37) % 90), 4096, 4097, 2];
      const offsets = [0];
      for (const length of lengths) offsets.push(offsets.at(-1)! + length);
      const ids = Uint32Array.from({ length: offsets.at(-1)! }, (_, e) => e);
      lengths.forEach((length, r) => {
        for (let e = 0; e < length; e++) ids[offsets[r]! + e] = Math.floor((e * featureCount) / length);
      });
      const values = Float32Array.from(ids, (id, e) => Math.sin(id + e));
      const seen: number[] = [];
      scorer.scoreEach({ offsets, ids, values }, 1, lengths.length, (scores, r) => {
        seen.push(r);
        const kept = scores.slice();
        if (r % 10 === 0 || lengths[r]! > 1000) {
          const alone = new LinearScorer(shareWeights({ weights, intercept, stride, featureCount, classCount }));
          expect(alone.score(ids.slice(offsets[r], offsets[r + 1]), values.slice(offsets[r], offsets[r + 1]))).toEqual(kept);
        }
      });
      expect(seen).toEqual(lengths.map((_, r) => r).slice(1));
    }
  });
});

describe('the sums over the scores of a row', () => {
  it('are to the bit those of a loop over the codes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -40, max: 40, noNaN: true }), { minLength: 2, maxLength: 400 }),
        fc.double({ min: 0.1, max: 5, noNaN: true }),
        (drawn, temperature) => {
          const scores = Float32Array.from(drawn);
          const best = scores.indexOf(Math.max(...scores));
          let [sum, rest, squares] = [0, 0, 0];
          scores.forEach((score, k) => {
            const power = exp((score - scores[best]!) / temperature);
            sum += power;
            if (k !== best) [rest, squares] = [rest + power, squares + power * power];
          });
          fc.pre(rest > 1e-100);
          expect(scoreSums(scores, best, temperature)).toEqual({ sum, logRest: log(rest), restSquares: squares / (rest * rest) });
        },
      ),
    );
  });

  it('take more codes than the kernel has had room for', () => {
    const scores = new Float32Array(100_000);
    expect(scoreSums(scores, 5, 1).sum).toBe(100_000);
    expect(scoreSums(scores.subarray(0, 3), 0, 1).sum).toBe(3);
  });
});
