import { describe, expect, it } from 'vitest';
import { Rng } from '../../src/core/rng.js';
import type { CodeFigure } from '../../src/evaluation/figures/figure.js';
import { accuracy } from '../../src/evaluation/figures/over-codes/accuracy.js';
import { macroF1 } from '../../src/evaluation/figures/over-codes/macro-f1.js';
import { wilsonInterval } from '../../src/evaluation/intervals/interval-forms.js';
import { chanceToPass } from '../../src/evaluation/paired/gate-power.js';
import { pairedDifference } from '../../src/evaluation/paired-difference.js';
import { countCodes } from '../../src/ml/code-counts.js';
import { decide } from '../../src/stages/compare/decide.js';
import { draws, keepResult } from './keep-result.js';
import { fallingSupports, ModelPair, type TwoModels } from './two-models.js';

const FIGURES: readonly CodeFigure[] = [accuracy, macroF1];
const CONFIDENCE = 0.95;

const COMMON: TwoModels = { name: '', supports: [], accuracy: 0.75, spread: 0.2, loss: 0.02, together: 0.8 };
const TRUTHS: readonly TwoModels[] = [
  { ...COMMON, name: '300 codes, 40 % with one row', supports: fallingSupports(300, 1000, 0.4) },
  { ...COMMON, name: '100 codes, 1000 rows', supports: fallingSupports(100, 1000) },
  { ...COMMON, name: '40 codes of ten rows', supports: new Array<number>(40).fill(10), accuracy: 0.8, spread: 0.15 },
  { ...COMMON, name: '200 codes, mostly right', supports: fallingSupports(200, 1500), accuracy: 0.93, spread: 0.05, loss: 0.01, together: 0.9 },
  { ...COMMON, name: '500 codes, half right', supports: fallingSupports(500, 1000, 0.5), accuracy: 0.5, spread: 0.3 },
];

/** Mean of a figure's difference over many draws: what the gate is about. */
function trueDifference(pair: ModelPair, figure: CodeFigure, seed: number, count: number): number {
  const rng = Rng.fromSeed(seed).fork('truth');
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const { label, predicted, classCount } = pair.draw(rng);
    const [candidate, champion] = predicted.map((given) => figure.compute(countCodes(label, given, null, classCount), 'with-support'));
    sum += candidate! - champion!;
  }
  return sum / count;
}

describe('the gate at the margin', () => {
  for (const truth of TRUTHS) {
    for (const figure of FIGURES) {
      it(`promotes by ${figure.name} at most as often as it may: ${truth.name}`, () => {
        const pair = new ModelPair(truth, 11);
        const margin = -trueDifference(pair, figure, 1, draws(20_000, 1000));
        const count = draws(4000, 200);
        const rng = Rng.fromSeed(2);
        let promoted = 0;
        for (let i = 0; i < count; i++) if (pairedDifference(pair.draw(rng), figure, CONFIDENCE).lowerBound >= -margin) promoted++;
        const upper = wilsonInterval(promoted / count, count, 0.95)[1];
        keepResult('gate', `wrong promotions at the margin, ${figure.name}, ${truth.name}`, { draws: count, share: promoted / count, upper });
        expect(upper).toBeLessThanOrEqual(draws(0.065, 0.11));
      });
    }
  }
});

describe('the power of the gate', () => {
  for (const figure of FIGURES) {
    for (const wanted of [0.5, 0.8, 0.95]) {
      it(`is as predicted for ${figure.name} where ${wanted} is`, () => {
        const pair = new ModelPair({ ...COMMON, supports: fallingSupports(100, 1500), loss: 0 }, 12);
        const { either, count } = meanCounts(pair, figure);
        const margin = marginFor(wanted, either, count);
        const predicted = chanceToPass({ count, either, margin, confidence: CONFIDENCE, difference: 0 });
        const drawn = draws(4000, 200);
        const rng = Rng.fromSeed(4);
        let passed = 0;
        for (let i = 0; i < drawn; i++) if (pairedDifference(pair.draw(rng), figure, CONFIDENCE).lowerBound >= -margin) passed++;
        keepResult('gate', `power, ${figure.name}, ${wanted}`, { draws: drawn, margin, predicted, simulated: passed / drawn });
        expect(Math.abs(passed / drawn - predicted)).toBeLessThanOrEqual(draws(0.05, 0.12));
      });
    }

    it(`lets ${figure.name} refuse a loss of two margins at the size of 80 %`, () => {
      const even = new ModelPair({ ...COMMON, supports: fallingSupports(100, 1500), loss: 0 }, 12);
      const { either, count } = meanCounts(even, figure);
      const margin = marginFor(0.8, either, count);
      const pair = pairLosing(2 * margin, figure);
      const drawn = draws(2000, 200);
      const rng = Rng.fromSeed(5);
      let refused = 0;
      for (let i = 0; i < drawn; i++) {
        const paired = pairedDifference(pair.draw(rng), figure, CONFIDENCE);
        if (decide(paired, { metric: figure === accuracy ? 'accuracy' : 'macroF1', margin, confidence: CONFIDENCE }).decision === 'refuse') refused++;
      }
      keepResult('gate', `a loss of two margins, ${figure.name}`, { draws: drawn, margin, refused: refused / drawn });
      expect(refused / drawn).toBeGreaterThanOrEqual(0.8);
    });
  }
});

/** The share of units that differ and their number, as the gate sees them on average. */
function meanCounts(pair: ModelPair, figure: CodeFigure): { readonly either: number; readonly count: number } {
  const rng = Rng.fromSeed(6);
  const found = Array.from({ length: 100 }, () => pairedDifference(pair.draw(rng), figure, CONFIDENCE).counts);
  const mean = (of: (counts: (typeof found)[number]) => number): number => found.reduce((sum, counts) => sum + of(counts) / found.length, 0);
  return { either: mean(({ firstOnly, secondOnly, count }) => (firstOnly + secondOnly) / count), count: mean(({ count }) => count) };
}

function marginFor(chance: number, either: number, count: number): number {
  let [low, high] = [0, 0.5];
  for (let i = 0; i < 40; i++) {
    const margin = (low + high) / 2;
    if (chanceToPass({ count, either, margin, confidence: CONFIDENCE, difference: 0 }) < chance) low = margin;
    else high = margin;
  }
  return high;
}

/** Models of which the candidate is worse by about so much. */
function pairLosing(loss: number, figure: CodeFigure): ModelPair {
  const at = (chance: number): ModelPair => new ModelPair({ ...COMMON, supports: fallingSupports(100, 1500), loss: chance }, 12);
  return at((loss * loss) / -trueDifference(at(loss), figure, 7, 1000));
}
