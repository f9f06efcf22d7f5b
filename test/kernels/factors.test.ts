import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Rng } from '../../src/core/rng.js';
import { factorTables, openFactors } from '../../src/kernels/factor-tables.js';
import { createMemory, linearLayout, openLinearKernel } from '../../src/kernels/linear-kernel.js';
import { BATCH_DOCUMENTS, writeTable } from '../../src/kernels/linear-layout.js';
import { backDocuments, multiplyRows, updateColumns } from '../../src/kernels/reference/factors.js';
import type { ReferenceFit } from '../../src/kernels/reference/reference.js';
import * as plain from '../../src/kernels/reference/reference.js';
import { bitsOf } from './kernel-and-reference.js';

const FEATURES = 31;
const ENTRIES = 6;
const COUNT = BATCH_DOCUMENTS;

/** The arrays of a reference with so many weight rows. */
function openReference(rowCount: number, stride: number, entriesPerDocument: number): ReferenceFit {
  return {
    stride,
    blank: false,
    weights: new Float32Array(rowCount * stride),
    intercept: new Float32Array(stride),
    rowSquare: new Float32Array(rowCount),
    rowClock: new Uint32Array(rowCount),
    rowScale: new Float32Array(rowCount),
    interceptSquare: new Float32Array(stride),
    offsets: Uint32Array.from({ length: COUNT + 1 }, (_, d) => d * entriesPerDocument),
    ids: Uint32Array.from({ length: COUNT * entriesPerDocument }, (_, e) => e % entriesPerDocument),
    values: new Float32Array(COUNT * entriesPerDocument),
    labels: new Int32Array(COUNT),
    documentWeights: new Float32Array(COUNT),
    scores: new Float32Array(COUNT * stride),
    active: Uint32Array.from({ length: (COUNT * stride) / 4 }, (_, a) => 4 * (a % (stride / 4))),
    activeCounts: new Uint32Array(COUNT).fill(stride / 4),
    squares: new Float32Array(COUNT),
    losses: new Float64Array(COUNT),
  };
}

/** A kernel with random factors and documents, and the same numbers in two references: A with the documents, B with the h. */
function openFactorTwins(classCount: number, rank: number, seed: number) {
  const shape = { featureCount: FEATURES, classCount, batchEntries: COUNT * ENTRIES, gradientRows: 0, probabilityDocuments: 0, rank };
  const layout = linearLayout(shape);
  const memory = createMemory(layout.byteCount);
  const { factors, stride } = layout;
  writeTable(layout, memory);
  openFactors(layout, memory);
  const floats = (at: number, length: number) => new Float32Array(memory.buffer, at, length);
  const left = openReference(FEATURES, rank, ENTRIES);
  const right = { ...openReference(rank, stride, rank), labels: left.labels, documentWeights: left.documentWeights };
  const rng = Rng.fromSeed(seed);
  left.weights.forEach((_, at) => {
    left.weights[at] = rng.nextFloat() - 0.5;
  });
  right.weights.forEach((_, at) => {
    right.weights[at] = at % stride < classCount ? rng.nextFloat() - 0.5 : 0;
  });
  right.intercept.forEach((_, k) => {
    right.intercept[k] = k < classCount ? -4 * rng.nextFloat() : -1e30;
  });
  floats(factors.left, left.weights.length).set(left.weights);
  floats(factors.right, right.weights.length).set(right.weights);
  floats(layout.intercept, stride).set(right.intercept);
  const drawBatch = (): void => {
    left.ids.forEach((_, e) => {
      left.ids[e] = 5 * (e % ENTRIES) + rng.nextBelow(5);
      left.values[e] = rng.nextFloat() - 0.25;
    });
    left.labels.forEach((_, d) => {
      left.labels[d] = rng.nextBelow(classCount);
      left.documentWeights[d] = rng.nextBelow(8) === 0 ? 0 : 0.5 + rng.nextFloat();
    });
    new Uint32Array(memory.buffer, layout.offsets, COUNT + 1).set(left.offsets);
    new Uint32Array(memory.buffer, layout.ids, left.ids.length).set(left.ids);
    floats(layout.values, left.values.length).set(left.values);
    new Int32Array(memory.buffer, layout.labels, COUNT).set(left.labels);
    floats(layout.documentWeights, COUNT).set(left.documentWeights);
  };
  return { layout, memory, left, right, floats, drawBatch, kernel: openLinearKernel(memory), tables: factorTables(layout) };
}

const settings = fc.record({
  classCount: fc.constantFrom(3, 8, 21, 84),
  rank: fc.constantFrom(4, 12),
  l2: fc.constantFrom(0, 1e-6, 1e-2),
  threshold: fc.constantFrom(0, 3e-3, 0.05),
  step: fc.constantFrom(0.5, 1),
  workerCount: fc.constantFrom(1, 3),
  seed: fc.nat(1e6),
});

it('every batch of a fit by factors has the same bits in the kernel and in plain TypeScript', () => {
  fc.assert(
    fc.property(settings, ({ classCount, rank, workerCount, seed, ...solver }) => {
      const { kernel, layout, memory, left, right, floats, drawBatch, tables } = openFactorTwins(classCount, rank, seed);
      const { factors, stride } = layout;
      const squares = new Float32Array(stride);
      kernel.setPenalty(solver.l2, 0);
      for (let batch = 0; batch < 3; batch++) {
        const now = { ...solver, l1: 0, interceptStep: 0.1, clock: 70_000 * batch };
        kernel.setBatch(now.step, now.interceptStep, now.threshold, now.clock);
        drawBatch();
        kernel.scoreDocuments(tables.enter, 0, COUNT, true);
        plain.scoreDocuments(left, now, 0, COUNT, true);
        right.values.set(left.scores);
        expect(bitsOf(floats(factors.hidden, COUNT * rank))).toBe(bitsOf(right.values));
        kernel.scoreHidden(tables.leave, factors.hidden, rank, 0, COUNT);
        plain.scoreDocuments(right, now, 0, COUNT, false);
        kernel.gradientDocuments(tables.leave, 0, COUNT);
        plain.gradientDocuments(right, now, 0, COUNT);
        kernel.backDocuments(tables.leave, tables.back, 0, COUNT);
        backDocuments(right, left, 0, COUNT);
        expect(bitsOf(floats(factors.hiddenGradient, COUNT * rank))).toBe(bitsOf(left.scores));
        expect(bitsOf(floats(factors.hiddenSquares, COUNT))).toBe(bitsOf(left.squares));
        for (let worker = 0; worker < workerCount; worker++) {
          const size = 4 * Math.ceil(stride / 4 / workerCount);
          const [first, last] = [Math.min(worker * size, stride), Math.min((worker + 1) * size, stride)];
          kernel.updateColumns(tables.leave, factors.hidden, factors.rightSquares, factors.moves, rank, COUNT, 4 * first, 4 * last);
          updateColumns(right, now, squares, COUNT, first, last);
          kernel.updateRows(tables.back, COUNT, worker, workerCount);
          plain.updateRows(left, now, COUNT, worker, workerCount);
        }
        expect(bitsOf(floats(factors.rightSquares, stride))).toBe(bitsOf(squares));
        expect(bitsOf(floats(factors.right, rank * stride))).toBe(bitsOf(right.weights));
        expect(bitsOf(floats(factors.left, FEATURES * rank))).toBe(bitsOf(left.weights));
      }
      kernel.multiplyRows(tables.leave, tables.back, 0, FEATURES, layout.zeros, layout.weights);
      const product = new Float32Array(FEATURES * stride);
      multiplyRows(right, left, 0, FEATURES, product);
      expect(bitsOf(new Float32Array(memory.buffer, layout.weights, product.length))).toBe(bitsOf(product));
    }),
    { numRuns: 30, seed: 20261124 },
  );
});

it('the gradient that goes back through B is the numeric derivative of the loss', () => {
  const rank = 8;
  const { kernel, layout, memory, right, floats, drawBatch, tables } = openFactorTwins(21, rank, 5);
  const { stride, factors } = layout;
  drawBatch();
  kernel.setPenalty(0, 0);
  kernel.setBatch(1, 0.1, 0, 0);
  kernel.scoreDocuments(tables.enter, 0, COUNT, true);
  const h = Float64Array.from(floats(factors.hidden, COUNT * rank));
  const lossOf = (d: number, moved: number, by: number): number => {
    const scores = Array.from({ length: 21 }, (_, c) => {
      let score = right.intercept[c]!;
      for (let k = 0; k < rank; k++) score += (h[d * rank + k]! + (k === moved ? by : 0)) * right.weights[k * stride + c]!;
      return score;
    });
    return Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0)) - scores[right.labels[d]!]!;
  };
  kernel.scoreHidden(tables.leave, factors.hidden, rank, 0, COUNT);
  kernel.gradientDocuments(tables.leave, 0, COUNT);
  kernel.backDocuments(tables.leave, tables.back, 0, COUNT);
  const found = new Float32Array(memory.buffer, factors.hiddenGradient, COUNT * rank);
  for (let d = 0; d < COUNT; d++) {
    for (let k = 0; k < rank; k++) {
      const numeric = (lossOf(d, k, 1e-5) - lossOf(d, k, -1e-5)) / 2e-5;
      expect(found[d * rank + k]! - right.documentWeights[d]! * numeric).toBeCloseTo(0, 5);
    }
  }
});
