import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.js';
import {
  centredInterval,
  correctedWilsonInterval,
  normalQuantile,
  quantile,
  wilsonInterval,
} from '../../../src/evaluation/intervals/interval-forms.js';
import { figureIntervals } from '../../../src/evaluation/intervals/intervals.js';
import { countCodes, summarise } from '../../../src/ml/code-counts.js';

/** Test supports of a job like data/nsi: 337 codes by falling size, two thirds of the 318 with support have at most 5 rows. */
function mainJobSupports(): number[] {
  const rows = Array.from({ length: 337 }, (_, rank) => Math.max(1, Math.round(3800 / (1 + rank) ** 0.9 - rank * 0.075)));
  return rows.map((count) => (count < 2 ? 0 : Math.max(1, Math.round(count / 10))));
}

/** A classifier with known truth: per code the probability of being right, and where its errors go. */
class PlantedClassifier {
  readonly right: Float64Array;
  readonly errorTargets: Int32Array[];

  constructor(
    readonly supports: readonly number[],
    rng: Rng,
  ) {
    const codeCount = supports.length;
    this.right = Float64Array.from(supports, (support) => {
      const level = 0.35 + 0.5 * Math.min(1, Math.log(1 + support) / 5);
      return Math.min(0.98, Math.max(0.02, level + (rng.nextFloat() + rng.nextFloat() - 1) * 0.6));
    });
    // Errors go to a few codes of each code's own, large codes more often.
    this.errorTargets = supports.map((_, code) =>
      Int32Array.from({ length: 6 }, () => {
        const target = Math.floor(codeCount * rng.nextFloat() ** 2);
        return target === code ? (target + 1) % codeCount : target;
      }),
    );
  }

  draw(rng: Rng): { label: Int32Array; predicted: Int32Array } {
    const label = Int32Array.from(this.supports.flatMap((support, code) => new Array<number>(support).fill(code)));
    return { label, predicted: label.map((code) => (rng.nextFloat() < this.right[code]! ? code : this.errorTargets[code]![rng.nextBelow(6)]!)) };
  }
}

const codeCount = 337;
const ownGroups = (length: number): Uint32Array => Uint32Array.from({ length }, (_, row) => row);

/** Truth: the mean of the figure over many draws at the given supports. */
function expectedFigures(classifier: PlantedClassifier, rng: Rng, draws = 800): { macroF1: number; accuracy: number } {
  let macroF1 = 0;
  let accuracy = 0;
  for (let i = 0; i < draws; i++) {
    const { label, predicted } = classifier.draw(rng);
    const figures = summarise(countCodes(label, predicted, null, codeCount));
    macroF1 += figures.macroF1 / draws;
    accuracy += figures.accuracy / draws;
  }
  return { macroF1, accuracy };
}

/** The plain bootstrap: rows with replacement, percentiles. */
function plainBootstrap(label: Int32Array, predicted: Int32Array, rng: Rng, replicates: number): readonly [number, number] {
  const drawn = Float64Array.from({ length: replicates }, () => {
    const weight = new Float32Array(label.length);
    for (let i = 0; i < label.length; i++) weight[rng.nextBelow(label.length)]! += 1;
    return summarise(countCodes(label, predicted, weight, codeCount)).macroF1;
  }).sort();
  return [quantile(drawn, 0.025), quantile(drawn, 0.975)];
}

/** The bootstrap within codes: a code with one row never varies. */
function withinCodeBootstrap(
  label: Int32Array,
  predicted: Int32Array,
  supports: readonly number[],
  rng: Rng,
  replicates: number,
): readonly [number, number] {
  const first: number[] = [];
  supports.reduce((sum, support, code) => {
    first[code] = sum;
    return sum + support;
  }, 0);
  const drawn = Array.from({ length: replicates }, () => {
    const given = label.map((code) => predicted[first[code]! + rng.nextBelow(supports[code]!)]!);
    return summarise(countCodes(label, given, null, codeCount)).macroF1;
  });
  return centredInterval(summarise(countCodes(label, predicted, null, codeCount)).macroF1, drawn, 1, 0.95);
}

describe('figureIntervals', () => {
  it('cover the expected figures at supports like those of the main job, where plain bootstraps do not', () => {
    const rng = Rng.fromSeed(7);
    const supports = mainJobSupports();
    const classifier = new PlantedClassifier(supports, rng.fork('classifier'));
    const truth = expectedFigures(classifier, rng.fork('truth'));
    const drawn = rng.fork('draws');
    const trials = 100;
    const covered = { macroF1: 0, accuracy: 0, plain: 0, within: 0 };
    const covers = ([low, high]: readonly [number, number], value: number): number => (low <= value && value <= high ? 1 : 0);
    for (let trial = 0; trial < trials; trial++) {
      const { label, predicted } = classifier.draw(drawn);
      const rows = { classCount: codeCount, label, predicted, weight: null, group: ownGroups(label.length) };
      const { macroF1, accuracy } = figureIntervals(rows, 0.95, rng.fork(`intervals ${trial}`), { replicateCount: 200 });
      covered.macroF1 += covers([macroF1.low, macroF1.high], truth.macroF1) / trials;
      covered.accuracy += covers([accuracy.low, accuracy.high], truth.accuracy) / trials;
      covered.plain += covers(plainBootstrap(label, predicted, rng.fork(`plain ${trial}`), 100), truth.macroF1) / trials;
      covered.within += covers(withinCodeBootstrap(label, predicted, supports, rng.fork(`within ${trial}`), 100), truth.macroF1) / trials;
    }
    expect(covered.macroF1).toBeGreaterThanOrEqual(0.9);
    expect(covered.accuracy).toBeGreaterThanOrEqual(0.9);
    expect(covered.plain).toBeLessThan(0.8);
    expect(covered.within).toBeLessThan(0.8);
  });

  /** One code of 400 rows with 300 right, the others given a second code of as many rows. */
  function twoCodes(rowsPerGroup: number) {
    const label = Int32Array.from({ length: 800 }, (_, row) => (row < 400 ? 0 : 1));
    const predicted = Int32Array.from({ length: 800 }, (_, row) => (Math.floor(row / rowsPerGroup) % 4 === 3 ? 1 - label[row]! : label[row]!));
    const group = Uint32Array.from({ length: 800 }, (_, row) => Math.floor(row / rowsPerGroup));
    return { classCount: 2, label, predicted, weight: null, group };
  }

  it('has the width of the binomial formula for accuracy over large codes', () => {
    const { accuracy } = figureIntervals(twoCodes(1), 0.95, Rng.fromSeed(1));
    expect(accuracy.high - accuracy.low).toBeCloseTo(2 * 1.959964 * Math.sqrt((0.75 * 0.25) / 800), 2);
    expect((accuracy.high + accuracy.low) / 2).toBeCloseTo(0.75, 2);
  });

  it('takes the group as unit: rows repeated four times tell no more than the quarter of them', () => {
    const alone = figureIntervals(twoCodes(1), 0.95, Rng.fromSeed(1)).accuracy;
    const repeated = figureIntervals(twoCodes(4), 0.95, Rng.fromSeed(1)).accuracy;
    const ratio = (repeated.high - repeated.low) / (alone.high - alone.low);
    expect(ratio).toBeGreaterThan(1.8);
    expect(ratio).toBeLessThan(2.2);
  });

  it('widens for groups that hold rows of several codes', () => {
    const rows = twoCodes(1);
    // Row i of code 0 and row i of code 1 are one household and fail together.
    const households = { ...rows, group: Uint32Array.from(rows.label, (_, row) => row % 400) };
    const alone = figureIntervals(rows, 0.95, Rng.fromSeed(1)).accuracy;
    const together = figureIntervals(households, 0.95, Rng.fromSeed(1)).accuracy;
    expect((together.high - together.low) / (alone.high - alone.low)).toBeCloseTo(Math.SQRT2, 1);
  });

  it('takes the interval of Wilson when nothing is wrong, so that perfect figures of few rows are no certainty', () => {
    const rows = { classCount: 1, label: new Int32Array(20), predicted: new Int32Array(20), weight: null, group: ownGroups(20) };
    const { accuracy, macroF1 } = figureIntervals(rows, 0.95, Rng.fromSeed(1));
    expect(accuracy.low).toBeCloseTo(1 - 1.959964 ** 2 / (20 + 1.959964 ** 2), 6);
    expect(accuracy.high).toBe(1);
    expect(macroF1.low).toBeCloseTo(accuracy.low, 12);
  });

  it('gives the same bits for the same seed', () => {
    expect(figureIntervals(twoCodes(2), 0.95, Rng.fromSeed(3))).toEqual(figureIntervals(twoCodes(2), 0.95, Rng.fromSeed(3)));
  });
});

describe('interval forms', () => {
  it('knows the quantiles of the normal distribution', () => {
    const published = [
      [0.5, 0],
      [0.75, 0.6744898],
      [0.95, 1.6448536],
      [0.975, 1.959964],
      [0.995, 2.5758293],
      [0.9999, 3.7190165],
      [0.025, -1.959964],
    ] as const;
    for (const [share, z] of published) expect(normalQuantile(share)).toBeCloseTo(z, 5);
  });

  it('gives the published score interval for 81 of 263 (Newcombe 1998, table I)', () => {
    const [low, high] = wilsonInterval(81 / 263, 263, 0.95);
    expect(low).toBeCloseTo(0.2553, 4);
    expect(high).toBeCloseTo(0.3662, 4);
  });

  it.each([
    [81, 263, 0.2535, 0.3682],
    [15, 148, 0.0598, 0.1644],
    [0, 20, 0, 0.2005],
    [1, 29, 0.0018, 0.1963],
  ])('gives the published continuity-corrected interval for %i of %i (Newcombe 1998, table I)', (right, count, low, high) => {
    const interval = correctedWilsonInterval(right / count, count, 0.95);
    expect(interval[0]).toBeCloseTo(low, 4);
    expect(interval[1]).toBeCloseTo(high, 4);
  });

  it('interpolates quantiles as the default of R does', () => {
    const sorted = Float64Array.of(1, 2, 4, 8);
    expect([0, 0.25, 0.5, 1].map((share) => quantile(sorted, share))).toEqual([1, 1.75, 3, 8]);
  });
});
