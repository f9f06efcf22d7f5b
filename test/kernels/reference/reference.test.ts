import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.js';
import { BATCH_DOCUMENTS } from '../../../src/kernels/linear-layout.js';
import { LinearScorer } from '../../../src/kernels/linear-scorer.js';
import * as plain from '../../../src/kernels/reference/reference.js';
import { shareWeights } from '../../../src/kernels/shared-weights.js';
import { bitsOf, type Numbers, openTwins, type Twins } from '../kernel-and-reference.js';

const FEATURES = 40;
const MOST_ENTRIES = 21;

/** Documents of 0 to so many entries as there is room for, with some ids twice as likely, weights with a zero among them, in both twins. */
function drawBatch({ reference, write }: Twins, classCount: number, rng: Rng): void {
  const { offsets, ids, values, labels, documentWeights, rowSquare } = reference;
  const featureCount = rowSquare.length;
  for (let d = 0; d < BATCH_DOCUMENTS; d++) {
    const entries = rng.nextBelow(ids.length / BATCH_DOCUMENTS + 1);
    offsets[d + 1] = offsets[d]! + entries;
    const drawn = new Set<number>();
    while (drawn.size < entries) drawn.add(Math.min(rng.nextBelow(featureCount), rng.nextBelow(featureCount)));
    [...drawn].forEach((id, e) => {
      ids[offsets[d]! + e] = id;
      values[offsets[d]! + e] = rng.nextFloat() * 2 - 0.5;
    });
    labels[d] = rng.nextBelow(classCount);
    documentWeights[d] = rng.nextBelow(8) === 0 ? 0 : 0.25 + 2 * rng.nextFloat();
  }
  for (const name of ['offsets', 'ids', 'values', 'labels', 'documentWeights'] as const) write(name);
}

function expectEqualBits(twins: Twins, names: readonly Numbers[]): void {
  for (const name of names) expect(bitsOf(twins.read(name)), name).toBe(bitsOf(twins.reference[name]));
}

/** Blocks that are listed; what lies behind them is left from earlier batches. */
function expectEqualBlocks(twins: Twins): void {
  const { stride, active, activeCounts } = twins.reference;
  const found = twins.read('active');
  activeCounts.forEach((count, d) => {
    for (let a = (d * stride) / 4; a < (d * stride) / 4 + count; a++) expect(found[a]).toBe(active[a]);
  });
}

function openDrawn(classCount: number, scale: number, rng: Rng, blank = false, featureCount = FEATURES, mostEntries = MOST_ENTRIES): Twins {
  const twins = openTwins(featureCount, classCount, BATCH_DOCUMENTS * mostEntries, blank);
  const { weights, intercept, stride } = twins.reference;
  weights.forEach((_, at) => {
    weights[at] = at % stride < classCount ? scale * (rng.nextFloat() - 0.5) : 0;
  });
  intercept.forEach((_, k) => {
    intercept[k] = k < classCount ? -8 * rng.nextFloat() : -1e30;
  });
  twins.write('weights');
  twins.write('intercept');
  return twins;
}

const settings = fc.record({
  // Strides 4, 8, 20, 84 and 340; padding of 0 to 3 codes.
  classCount: fc.constantFrom(1, 4, 5, 8, 17, 20, 83, 338),
  l2: fc.constantFrom(0, 1e-6, 1e-3, 0.1),
  l1: fc.constantFrom(0, 1e-5, 1e-2),
  threshold: fc.constantFrom(0, 3e-3, 0.05),
  step: fc.constantFrom(0.3, 4),
  scale: fc.constantFrom(0, 1, 40),
  workerCount: fc.constantFrom(1, 3),
  share: fc.constantFrom(0, 0.1, 0.5),
  adjustment: fc.constantFrom(0, 0.7),
  blank: fc.boolean(),
  seed: fc.nat(1e6),
});

/** Label smoothing and logit adjustment of all codes but some, in the kernel and as the reference takes them; 0 of both turns them off. */
function aimAt({ kernel, layout, memory }: Twins, classCount: number, share: number, adjustment: number): Pick<plain.ReferenceSettings, 'targets'> {
  if (share + adjustment === 0) {
    kernel.setTargets(0, 0);
    return {};
  }
  const { stride, mixture } = layout;
  const isOpen = (k: number) => k < classCount && k % 3 < 2;
  const parts = Float32Array.from({ length: stride }, (_, k) => (isOpen(k) ? share / classCount : 0));
  const shifts = Float32Array.from({ length: stride }, (_, k) => (isOpen(k) ? -adjustment * (k % 7) : 0));
  new Float32Array(memory.buffer, mixture, 2 * stride).set([...parts, ...shifts]);
  kernel.setTargets(mixture, share);
  return { targets: { share, parts, shifts } };
}

/** The next batch of a fast fit in both twins, with the same bits at every step. */
function expectEqualBatch(twins: Twins, classCount: number, now: plain.ReferenceSettings, workerCount: number, rng: Rng): void {
  const { kernel, layout, reference } = twins;
  const count = BATCH_DOCUMENTS;
  kernel.setPenalty(now.l2, now.l1);
  kernel.setBatch(now.step, now.interceptStep, now.threshold, now.clock);
  drawBatch(twins, classCount, rng);
  if (now.l1 > 0) {
    for (let worker = 0; worker < workerCount; worker++) {
      kernel.settleBatch(layout.table, count, worker, workerCount);
      plain.settleBatch(reference, now, count, worker, workerCount);
    }
  }
  kernel.scoreDocuments(layout.table, 0, count, true);
  plain.scoreDocuments(reference, now, 0, count, true);
  expectEqualBits(twins, ['scores']);
  kernel.gradientDocuments(layout.table, 0, count);
  plain.gradientDocuments(reference, now, 0, count);
  expectEqualBits(twins, ['scores', 'losses', 'activeCounts', 'squares']);
  expectEqualBlocks(twins);
  for (let worker = 0; worker < workerCount; worker++) {
    kernel.updateRows(layout.table, count, worker, workerCount);
    plain.updateRows(reference, now, count, worker, workerCount);
    const size = 4 * Math.ceil(reference.stride / 4 / workerCount);
    kernel.updateIntercept(layout.table, count, 4 * worker * size, 4 * (worker + 1) * size);
    plain.updateIntercept(reference, now, count, worker * size, (worker + 1) * size);
  }
  expectEqualBits(twins, ['weights', 'intercept', 'rowSquare', 'rowClock', 'rowScale', 'interceptSquare']);
}

it('every batch of a fast fit has the same bits in the kernel and in plain TypeScript', () => {
  fc.assert(
    fc.property(settings, ({ classCount, scale, workerCount, blank, seed, share, adjustment, ...drawn }) => {
      const rng = Rng.fromSeed(seed);
      const twins = openDrawn(classCount, scale, rng, blank);
      const { kernel, layout, reference } = twins;
      const solver = { ...drawn, ...aimAt(twins, classCount, share, adjustment) };
      for (let batch = 0; batch < 4; batch++) {
        expectEqualBatch(twins, classCount, { ...solver, interceptStep: 0.1, clock: 1_000_000 * batch + batch }, workerCount, rng);
      }
      const end = { ...solver, interceptStep: 0.1, clock: 7_000_000 };
      kernel.setBatch(end.step, end.interceptStep, end.threshold, end.clock);
      kernel.settleRows(layout.table, 3, FEATURES);
      plain.settleRows(reference, end, 3, FEATURES);
      expectEqualBits(twins, ['weights', 'rowClock', 'rowScale']);
      kernel.rowNorms(layout.table, 2, FEATURES - 1, layout.norms);
      expect([...new Float64Array(twins.memory.buffer, layout.norms, 2)]).toEqual(plain.rowNorms(reference, 2, FEATURES - 1));
      kernel.clearRows(layout.table, 1, FEATURES - 2);
      plain.clearRows(reference, 1, FEATURES - 2);
      expectEqualBits(twins, ['weights']);
    }),
    { numRuns: 60, seed: 20261123 },
  );
});

it('documents of many entries, which workers look through part by part, have the same bits', () => {
  const rng = Rng.fromSeed(23);
  for (const workerCount of [1, 2, 3, 4]) {
    const twins = openDrawn(21, 1, rng, true, 300, 150);
    const solver = { l2: 1e-3, l1: 0, threshold: 3e-3, step: 4, interceptStep: 0.1 };
    for (let batch = 0; batch < 2; batch++) expectEqualBatch(twins, 21, { ...solver, clock: 64 * batch }, workerCount, rng);
  }
});

it('a scale that a strong penalty makes tiny goes into the row, which stays what the penalty makes of it', () => {
  const rng = Rng.fromSeed(11);
  const twins = openDrawn(5, 1, rng, true);
  const { rowScale, rowSquare } = twins.reference;
  const solver = { l2: 1, l1: 0, threshold: 0, step: 4, interceptStep: 0.1 };
  // Once the penalty outweighs the data a visit divides the scale by 1 + elapsed / clock.
  let least = 1;
  for (let batch = 0; batch < 96; batch++) {
    const before = rowScale.slice();
    expectEqualBatch(twins, 5, { ...solver, clock: Math.floor(100 * 1.2 ** batch) }, 2, rng);
    least = rowScale.reduce((lowest, scale, id) => (rowSquare[id]! > 0 ? Math.min(lowest, scale) : lowest), least);
    if (before.some((scale, id) => scale > 0 && scale < 2e-6 && rowScale[id] === 1)) return;
  }
  expect.fail(`no scale was folded; the least was ${least}`);
});

it('ln Σ exp at a temperature has the same bits in the kernel and in plain TypeScript', () => {
  fc.assert(
    fc.property(settings, fc.double({ min: 0.01, max: 4, noNaN: true }), ({ classCount, scale, seed, ...solver }, beta) => {
      const rng = Rng.fromSeed(seed);
      const twins = openDrawn(classCount, scale, rng);
      drawBatch(twins, classCount, rng);
      const now = { ...solver, interceptStep: 0.1, clock: 0 };
      twins.kernel.scoreDocuments(twins.layout.table, 0, BATCH_DOCUMENTS, false);
      plain.scoreDocuments(twins.reference, now, 0, BATCH_DOCUMENTS, false);
      twins.kernel.logSumDocuments(twins.layout.table, 0, BATCH_DOCUMENTS, beta, twins.layout.losses);
      plain.logSumDocuments(twins.reference, 0, BATCH_DOCUMENTS, beta, twins.reference.losses);
      expectEqualBits(twins, ['scores', 'losses']);
    }),
    { numRuns: 40, seed: 20261123 },
  );
});

it('a vector alone is scored with the bits that it has in a batch, however many entries it has', () => {
  const rng = Rng.fromSeed(9);
  for (const classCount of [1, 5, 338]) {
    const twins = openDrawn(classCount, 2, rng);
    const { weights, intercept, stride, offsets, ids, values } = twins.reference;
    drawBatch(twins, classCount, rng);
    const shared = shareWeights({ weights, intercept, stride, featureCount: FEATURES, classCount });
    const [scorer, other] = [new LinearScorer(shared), new LinearScorer(shared)];
    plain.scoreDocuments(twins.reference, { l2: 0, l1: 0, step: 0, interceptStep: 0, threshold: 0, clock: 0 }, 0, BATCH_DOCUMENTS, false);
    for (let d = 0; d < BATCH_DOCUMENTS; d++) {
      const own = scorer.score(ids.slice(offsets[d], offsets[d + 1]), values.slice(offsets[d], offsets[d + 1]));
      // Another one over the same weights, as another thread would have it, leaves these alone.
      other.score(ids.slice(0, offsets[1]), values.slice(0, offsets[1]));
      expect(bitsOf(own)).toBe(bitsOf(twins.reference.scores.subarray(d * stride, d * stride + classCount)));
    }
    // More entries than the scorer has room for at a time: its sum is that of the short vector repeated.
    const long = { ids: new Uint32Array(10_000).fill(3), values: new Float32Array(10_000).fill(0.125) };
    const scores = scorer.score(long.ids, long.values);
    for (let k = 0; k < classCount; k++) expect(scores[k]! / (intercept[k]! + 1250 * weights[3 * stride + k]!)).toBeCloseTo(1, 2);
    expect(bitsOf(scorer.score(long.ids.subarray(0, 2), long.values.subarray(0, 2)))).toBe(
      bitsOf(
        Float32Array.from({ length: classCount }, (_, k) => {
          const term = Math.fround(0.125 * weights[3 * stride + k]!);
          return Math.fround(Math.fround(intercept[k]! + term) + term);
        }),
      ),
    );
  }
});

it('ln Σ exp, losses and gradients are those of plain f64 arithmetic to the precision of f32', () => {
  const rng = Rng.fromSeed(7);
  const twins = openDrawn(83, 1, rng);
  const { kernel, layout, reference } = twins;
  drawBatch(twins, 83, rng);
  kernel.setBatch(4, 0.1, 0, 0);
  kernel.scoreDocuments(layout.table, 0, BATCH_DOCUMENTS, false);
  const scores = Float64Array.from(twins.read('scores'));
  kernel.logSumDocuments(layout.table, 0, BATCH_DOCUMENTS, 0.5, layout.losses);
  const logSums = Float64Array.from(twins.read('losses'));
  kernel.gradientDocuments(layout.table, 0, BATCH_DOCUMENTS);
  // With a threshold of 0 every block is active, so each g stands in its code's own place.
  expect(Array.from(twins.read('activeCounts')).every((count) => count === 21)).toBe(true);
  for (let d = 0; d < BATCH_DOCUMENTS; d++) {
    const s = scores.subarray(d * 84, d * 84 + 83);
    const sumAt = (beta: number) => s.reduce((sum, score) => sum + Math.exp(beta * score), 0);
    expect(logSums[d]).toBeCloseTo(Math.log(sumAt(0.5)), 5);
    expect(twins.read('losses')[d]).toBeCloseTo(Math.log(sumAt(1)) - s[reference.labels[d]!]!, 5);
    s.forEach((score, k) => {
      const wanted = reference.documentWeights[d]! * (Math.exp(score) / sumAt(1) - (k === reference.labels[d] ? 1 : 0));
      expect(twins.read('scores')[d * 84 + k]).toBeCloseTo(wanted, 5);
    });
  }
});

it('with label smoothing and logit adjustment the gradient is the numeric one of their loss, and codes without rows get none of it', () => {
  const rng = Rng.fromSeed(13);
  const classCount = 21;
  const twins = openDrawn(classCount, 1, rng);
  const { kernel, layout, reference } = twins;
  reference.intercept[4] = -1e30;
  twins.write('intercept');
  drawBatch(twins, classCount, rng);
  reference.labels.forEach((label, d) => {
    if (label === 4) reference.labels[d] = 5;
  });
  twins.write('labels');
  const share = 0.3;
  const open = Array.from({ length: classCount }, (_, k) => k).filter((k) => k !== 4);
  const numbers = new Float32Array(twins.memory.buffer, layout.mixture, 2 * layout.stride);
  for (const k of open) {
    numbers[k] = share / open.length;
    numbers[layout.stride + k] = -k / 8;
  }
  kernel.setTargets(layout.mixture, share);
  kernel.setBatch(4, 0.1, 0, 0);
  kernel.scoreDocuments(layout.table, 0, BATCH_DOCUMENTS, false);
  const scores = Float64Array.from(twins.read('scores'));
  kernel.gradientDocuments(layout.table, 0, BATCH_DOCUMENTS);
  for (let d = 0; d < BATCH_DOCUMENTS; d++) {
    const s = scores.slice(d * layout.stride, d * layout.stride + classCount);
    const loss = (): number => {
      const adjusted = s.map((score, k) => score - k / 8);
      const logSum = Math.log(adjusted.reduce((sum, score) => sum + Math.exp(score), 0));
      return open.reduce((sum, k) => sum + ((k === reference.labels[d] ? 1 - share : 0) + share / open.length) * (logSum - adjusted[k]!), 0);
    };
    expect(twins.read('losses')[d]).toBeCloseTo(loss(), 5);
    expect(twins.read('scores')[d * layout.stride + 4]).toBeCloseTo(0, 12);
    for (const k of open) {
      const at = s[k]!;
      s[k] = at + 1e-5;
      const above = loss();
      s[k] = at - 1e-5;
      const below = loss();
      s[k] = at;
      expect(twins.read('scores')[d * layout.stride + k]).toBeCloseTo((reference.documentWeights[d]! * (above - below)) / 2e-5, 5);
    }
  }
});
