import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.js';
import { createMemory, linearLayout, openLinearKernel } from '../../../src/kernels/linear-kernel.js';
import { BATCH_DOCUMENTS, strideOf, writeTable } from '../../../src/kernels/linear-layout.js';
import * as plain from '../../../src/kernels/reference/vectors.js';
import { bitsOf } from '../kernel-and-reference.js';

const FEATURES = 30;
const ENTRIES = 6;

/** The exact solver's memory with drawn rows and vectors, and the same numbers for the reference. */
function openDrawn(classCount: number, scale: number, seed: number) {
  const rng = Rng.fromSeed(seed);
  const shape = {
    featureCount: FEATURES,
    classCount,
    batchEntries: BATCH_DOCUMENTS * ENTRIES,
    gradientRows: 0,
    probabilityDocuments: BATCH_DOCUMENTS,
  };
  const layout = linearLayout(shape);
  const memory = createMemory(layout.byteCount);
  writeTable(layout, memory);
  const { stride } = layout;
  const floats = (address: number, length: number) => new Float32Array(memory.buffer, address, length);
  const vectorBytes = 4 * stride * (FEATURES + 1);
  const [g, s, r, d, h] = [0, 1, 2, 3, 4].map((index) => layout.vectors + index * vectorBytes) as [number, number, number, number, number];
  const addresses = { g, s, r, d, h, weights: layout.weights, squares: layout.squareSums, spread: layout.spread, scores: layout.scores };
  const views = {
    ...Object.fromEntries(Object.entries({ g, s, r, d, h }).map(([name, at]) => [name, floats(at, stride * (FEATURES + 1))])),
    weights: floats(layout.weights, stride * (FEATURES + 1)),
    squares: floats(layout.squareSums, FEATURES + 1),
    spread: floats(layout.spread, stride),
    scores: floats(layout.scores, stride * BATCH_DOCUMENTS),
    probabilities: floats(layout.probabilities, stride * BATCH_DOCUMENTS),
    values: floats(layout.values, shape.batchEntries),
    documentWeights: floats(layout.documentWeights, BATCH_DOCUMENTS),
    losses: new Float64Array(memory.buffer, layout.losses, BATCH_DOCUMENTS),
    offsets: new Uint32Array(memory.buffer, layout.offsets, BATCH_DOCUMENTS + 1),
    ids: new Uint32Array(memory.buffer, layout.ids, shape.batchEntries),
    labels: new Int32Array(memory.buffer, layout.labels, BATCH_DOCUMENTS),
  } as Record<
    'g' | 's' | 'r' | 'd' | 'h' | 'weights' | 'squares' | 'spread' | 'scores' | 'probabilities' | 'values' | 'documentWeights',
    Float32Array
  > & {
    losses: Float64Array;
    offsets: Uint32Array;
    ids: Uint32Array;
    labels: Int32Array;
  };
  const draw = (numbers: Float32Array | Uint32Array, number: () => number): void => {
    for (let at = 0; at < numbers.length; at++) numbers[at] = number();
  };
  for (const name of ['g', 's', 'r', 'd', 'h', 'weights'] as const) draw(views[name], () => scale * (rng.nextFloat() - 0.5));
  for (const name of ['squares', 'spread', 'documentWeights', 'values'] as const) draw(views[name], () => rng.nextFloat());
  draw(views.ids, () => rng.nextBelow(FEATURES));
  views.weights.subarray(FEATURES * stride + classCount).fill(-1e30);
  for (let document = 0; document < BATCH_DOCUMENTS; document++) {
    views.offsets[document + 1] = views.offsets[document]! + rng.nextBelow(ENTRIES + 1);
    views.labels[document] = rng.nextBelow(classCount);
  }
  const copies = Object.fromEntries(Object.entries(views).map(([name, view]) => [name, view.slice()])) as typeof views;
  const expectEqual = (...names: (keyof typeof views)[]) => {
    for (const name of names) expect(bitsOf(views[name]), name).toBe(bitsOf(copies[name]));
  };
  const sumsAt = (address: number): number[] => [...new Float64Array(memory.buffer, address, 2)];
  return {
    kernel: openLinearKernel(memory),
    layout,
    stride,
    at: addresses,
    reference: { ...copies, stride },
    expectEqual,
    sumsAt,
    scoresOf: () => views.scores,
    weightsOf: () => views.weights,
  };
}

const drawn = fc.record({
  classCount: fc.constantFrom(1, 4, 7, 20, 83, 338),
  scale: fc.constantFrom(0.1, 3, 60),
  workerCount: fc.constantFrom(1, 3),
  seed: fc.nat(1e6),
});

it('what the exact solver does to documents has the same bits in the kernel and in plain TypeScript', () => {
  fc.assert(
    fc.property(drawn, ({ classCount, scale, workerCount, seed }) => {
      const { kernel, layout, stride, at, reference, expectEqual, scoresOf } = openDrawn(classCount, scale, seed);
      const { table, probabilities, scores } = layout;
      const count = BATCH_DOCUMENTS;
      const interceptOf = (vector: Float32Array) => vector.subarray(FEATURES * stride);
      kernel.scoreVector(table, 0, count, at.weights, at.weights + 4 * FEATURES * stride, probabilities);
      plain.scoreVector(reference, 0, count, reference.weights, interceptOf(reference.weights), reference.probabilities);
      expectEqual('probabilities');
      kernel.softmaxVector(table, 0, count, probabilities);
      plain.softmaxVector(reference, 0, count, reference.probabilities);
      expectEqual('probabilities', 'losses');
      kernel.residualVector(table, 0, count, probabilities, scores);
      plain.residualVector(reference, 0, count, reference.probabilities, reference.scores);
      expectEqual('scores');
      for (let worker = 0; worker < workerCount; worker++) {
        kernel.accumulateVector(table, count, worker, workerCount, scores, at.g);
        plain.accumulateVector(reference, count, worker, workerCount, reference.scores, reference.g);
        kernel.squareRows(table, count, worker, workerCount, at.squares);
        plain.squareRows(reference, count, worker, workerCount, reference.squares);
      }
      expectEqual('g', 'squares');
      kernel.scoreVector(table, 0, count, at.d, at.d + 4 * FEATURES * stride, scores);
      plain.scoreVector(reference, 0, count, reference.d, interceptOf(reference.d), reference.scores);
      kernel.curvatureVector(table, 0, count, probabilities, scores);
      plain.curvatureVector(reference, 0, count, reference.probabilities, reference.scores);
      expectEqual('scores');
      // In place, where the probabilities are not needed any more.
      kernel.residualVector(table, 0, count, probabilities, scores);
      kernel.residualVector(table, 0, count, probabilities, probabilities);
      plain.residualVector(reference, 0, count, reference.probabilities, reference.probabilities);
      expectEqual('probabilities');
      expect(bitsOf(scoresOf())).toBe(bitsOf(reference.probabilities));
    }),
    { numRuns: 40, seed: 20261123 },
  );
});

it('a step of conjugate gradients has the same bits in the kernel and in plain TypeScript', () => {
  const n = 4321;
  // The weight rows with the ridge, the intercept without.
  const ranges = [
    { first: 1, last: FEATURES, ridge: 1e-4 },
    { first: FEATURES, last: FEATURES + 1, ridge: 0 },
  ];
  fc.assert(
    fc.property(drawn, fc.double({ min: 0.01, max: 3, noNaN: true }), ({ classCount, scale, seed }, alpha) => {
      const { kernel, layout, at, reference, expectEqual, sumsAt } = openDrawn(classCount, scale, seed);
      const { table, norms } = layout;
      for (const { first, last, ridge } of ranges) {
        kernel.beginStep(table, first, last, n, ridge, at.squares, at.spread, at.g, at.s, at.r, at.d, norms);
        expect(sumsAt(norms)).toEqual(plain.beginStep(reference, first, last, n, ridge));
        expectEqual('g', 's', 'r', 'd');
        kernel.finishProduct(table, first, last, n, ridge, at.d, at.h, norms);
        expect(sumsAt(norms)).toEqual(plain.finishProduct(reference, first, last, n, ridge));
        kernel.moveStep(table, first, last, n, ridge, alpha, at.squares, at.spread, at.s, at.r, at.d, at.h, norms);
        expect(sumsAt(norms)).toEqual(plain.moveStep(reference, first, last, n, ridge, alpha));
        kernel.turnDirection(table, first, last, n, ridge, alpha, at.squares, at.spread, at.r, at.d);
        plain.turnDirection(reference, first, last, n, ridge, alpha);
        kernel.applyStep(table, first, last, -alpha / 2, at.s, at.g, at.r, norms);
        expect(sumsAt(norms)).toEqual(plain.applyStep(reference, first, last, -alpha / 2));
        expect(sumsAt(norms).every(Number.isFinite)).toBe(true);
        expectEqual('h', 's', 'r', 'd', 'weights');
      }
    }),
    { numRuns: 40, seed: 20261123 },
  );
});

it('a step with l1 has the same bits in the kernel and in plain TypeScript', () => {
  const n = 43;
  const lasso = 0.02;
  const ranges = [
    { first: 1, last: FEATURES, ridge: 1e-3, lasso, bounded: true },
    { first: FEATURES, last: FEATURES + 1, ridge: 0, lasso: 0, bounded: false },
  ];
  fc.assert(
    fc.property(drawn, fc.double({ min: 0.01, max: 3, noNaN: true }), ({ classCount, scale, seed }, alpha) => {
      const { kernel, layout, at, stride, reference, expectEqual, sumsAt, weightsOf } = openDrawn(classCount, scale, seed);
      const { table, norms } = layout;
      // Half of the weights are 0, as they are with l1; of these some have no subgradient and some have.
      for (const weights of [weightsOf(), reference.weights]) {
        for (let number = 0; number < FEATURES * stride; number += 2) weights[number] = 0;
      }
      for (const { first, last, ridge, lasso: l1, bounded } of ranges) {
        kernel.subgradientRows(table, first, last, n, ridge, l1, at.g, norms);
        expect(sumsAt(norms)).toEqual(plain.subgradientRows(reference, first, last, n, ridge, l1));
        expectEqual('g');
        kernel.keepFree(table, first, last, at.g, at.h);
        plain.keepFree(reference, first, last);
        expectEqual('h');
        kernel.projectRows(table, first, last, alpha, bounded, at.s, at.h, at.r, norms);
        expect(sumsAt(norms)).toEqual(plain.projectRows(reference, first, last, alpha, bounded));
        expectEqual('weights');
      }
      if (scale === 0.1) expect(reference.h.includes(0)).toBe(true);
      expect(reference.weights.includes(0)).toBe(true);
    }),
    { numRuns: 40, seed: 20261123 },
  );
});

it('weight rows are padded to whole blocks of four codes', () => {
  expect([1, 4, 5, 338].map(strideOf)).toEqual([4, 4, 8, 340]);
});
