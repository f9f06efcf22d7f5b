import { describe, expect, it, test } from 'vitest';
import { naiveBayes } from '../../../src/estimators/all.js';
import type { LinearModel } from '../../../src/estimators/linear/linear-model.js';
import { NAIVE_BAYES, type NaiveBayesSettings } from '../../../src/estimators/naive-bayes/settings.js';
import { featureSlices } from '../../../src/estimators/naive-bayes/size.js';
import { codesOf, problemOf } from '../../ml/linear-problem.js';
import golden from '../golden/kinds.json' with { type: 'json' };
import { fitInline } from '../inline-services.js';

const PROBLEM = problemOf(golden.problem, golden.weight);
const ROW_COUNT = golden.problem.label.length;

function fitted(settings: Pick<NaiveBayesSettings, 'counting' | 'alpha'>, problem = PROBLEM) {
  const { rows, featureCount, classCount } = problem;
  const validation = { rows: PROBLEM.rows, classCount, topCount: classCount };
  return fitInline(naiveBayes, {
    settings: { estimator: NAIVE_BAYES, classWeight: 'none', ...settings },
    featureCount,
    codes: codesOf(problem),
    rows,
    validation,
  });
}

describe.each(['multinomial', 'complement'] as const)('%s naive Bayes', (counting) => {
  const { alpha, answers, scores: wanted } = golden[counting];

  it('gives every row the code that scikit-learn gives it, by the same scores', async () => {
    const { scores } = await fitted({ counting, alpha });
    if (scores === null) throw new Error('no scores of the rows');
    const { top, topScores, topCount } = scores;
    const given = Array.from({ length: ROW_COUNT }, (_, row) => top[row * topCount]);
    expect(given.filter((code, row) => code === answers[row]).length / ROW_COUNT).toBeGreaterThanOrEqual(0.999);
    wanted.forEach((own, place) => {
      const row = 20 * place;
      const told = Array.from(top.subarray(row * topCount, (row + 1) * topCount), (code, at) => [code, topScores[row * topCount + at]] as const);
      const mean = told.reduce((sum, [, score]) => sum + (score ?? 0), 0) / topCount;
      for (const [code, score] of told) expect((score ?? 0) - mean).toBeCloseTo(own[code] ?? Number.NaN, 4);
    });
  });

  it('counts a row of weight 2 as the row twice', async () => {
    const weighed = problemOf(
      golden.problem,
      golden.problem.label.map((_, row) => (row < 300 ? 4 / 3 : 2 / 3)),
    );
    const order = golden.problem.label.flatMap((_, row) => (row < 300 ? [row, row] : [row]));
    const twice = problemOf(golden.problem, null, order);
    // Weights have a mean of 1, so that the counts of the second are half as large again.
    const [once, repeated] = [await fitted({ counting, alpha: 0.1 }, weighed), await fitted({ counting, alpha: 0.15 }, twice)];
    const [a, b] = [(once.model as LinearModel).weights, (repeated.model as LinearModel).weights];
    expect(a.length).toBe(b.length);
    a.forEach((weight, at) => {
      expect(weight).toBeCloseTo(b[at] as number, 4);
    });
  });
});

test('slices of the features follow one another up to the last', () => {
  for (const featureCount of [1, 12_409, 12_410, 100_000]) {
    const slices = featureSlices({ featureCount, codeCount: 338 });
    expect(slices[0]?.first).toBe(0);
    expect(slices.at(-1)?.last).toBe(featureCount);
    slices.slice(1).forEach(({ first }, index) => {
      expect(first).toBe(slices[index]?.last);
    });
  }
});
