import { fitIsotonic } from './isotonic.js';
import type { CheckedRows } from './score-check.js';

/**
 * What a Brier score is made of: score = miscalibration − discrimination + uncertainty. All from 0 up, and 0 for the first where scores say
 * what comes of them (in these very rows: chance makes it a little more), for the second where they tell right from wrong nowhere.
 */
export interface BrierParts {
  readonly score: number;
  readonly miscalibration: number;
  readonly discrimination: number;
  readonly uncertainty: number;
}

/**
 * With S(p) = Σ w·(p − right)² / Σ w, q the scores recalibrated on these rows by isotonic regression and r the share right:
 *
 *   miscalibration = S(score) − S(q),   discrimination = S(r) − S(q),   uncertainty = S(r) = r·(1 − r)
 *
 * Null without weight. Source: CORP, Dimitriadis, Gneiting, Jordan 2021, Stable reliability diagrams for probabilistic classifiers.
 */
export function brierParts({ score, right, weight }: CheckedRows): BrierParts | null {
  const total = weight.reduce((sum, w) => sum + w, 0);
  if (total === 0) return null;
  const share = right.reduce((sum, each, i) => sum + weight[i]! * each, 0) / total;
  const recalibrated = fitIsotonic({ x: score, y: right, weight });
  const brier = (probability: (row: number) => number): number => {
    const squares = right.reduce((sum, each, i) => {
      const off = probability(i) - each;
      return sum + weight[i]! * off * off;
    }, 0);
    return squares / total;
  };
  const [given, best, constant] = [brier((i) => score[i]!), brier((i) => recalibrated[i]!), brier(() => share)];
  return { score: given, miscalibration: given - best, discrimination: constant - best, uncertainty: constant };
}
