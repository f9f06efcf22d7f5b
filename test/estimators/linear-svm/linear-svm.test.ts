import { beforeAll, describe, expect, it } from 'vitest';
import { linearSvm } from '../../../src/estimators/all.js';
import { weighRows } from '../../../src/estimators/class-weight.js';
import type { LinearModel } from '../../../src/estimators/linear/linear-model.js';
import { LINEAR_SVM } from '../../../src/estimators/linear-svm/settings.js';
import { codesOf, problemOf } from '../../ml/linear-problem.js';
import golden from '../golden/kinds.json' with { type: 'json' };
import { fitInline, type InlineFit } from '../inline-services.js';

const PROBLEM = problemOf(golden.problem, golden.weight);
const { rows, featureCount, classCount } = PROBLEM;
const { machine, balancedMachine } = golden;
/** The same rows, all codes counting alike, as a training set weighs them. */
const BALANCED = { ...rows, weight: weighRows(rows.label, rows.weight, 'balanced') };

function fitted(tolerance: number, maxPasses = 200, weighed = rows): Promise<InlineFit> {
  const settings = { estimator: LINEAR_SVM, classWeight: 'none', l2: machine.l2, tolerance, maxPasses, seed: 1 } as const;
  const validation = { rows: weighed, classCount, topCount: 1 };
  return fitInline(linearSvm, { settings, featureCount, codes: codesOf(PROBLEM), rows: weighed, validation });
}

/** Of the stored weights, by the formula alone. */
function objectiveOf({ weights, intercept, stride }: LinearModel, weight: ArrayLike<number> = golden.weight): number {
  const { offsets, ids, values, label } = golden.problem;
  let sum = 0;
  for (let code = 0; code < classCount; code++) {
    let square = (intercept[code] as number) ** 2;
    for (let j = 0; j < featureCount; j++) square += (weights[j * stride + code] as number) ** 2;
    sum += (machine.l2 / 2) * square;
    label.forEach((own, row) => {
      let score = intercept[code] as number;
      for (let e = offsets[row] as number; e < (offsets[row + 1] as number); e++) {
        score += (values[e] as number) * (weights[(ids[e] as number) * stride + code] as number);
      }
      sum += ((weight[row] as number) * Math.max(0, 1 - (own === code ? score : -score)) ** 2) / label.length;
    });
  }
  return sum;
}

describe('a linear machine', () => {
  let fit: InlineFit;
  beforeAll(async () => {
    fit = await fitted(1e-7);
  });

  it('reaches the objective of scikit-learn within 1e-6', () => {
    expect(fit.outcome.status).toBe('converged');
    expect(Math.abs(fit.outcome.certificate.objective - machine.objective) / machine.objective).toBeLessThan(1e-6);
    expect(objectiveOf(fit.model as LinearModel) / machine.objective - 1).toBeLessThan(1e-6);
  });

  it('gives every row the code that scikit-learn gives it', () => {
    const given = Array.from(fit.scores?.top ?? []);
    expect(given.filter((code, row) => code === machine.answers[row]).length / given.length).toBeGreaterThanOrEqual(0.999);
    machine.intercept.forEach((wanted, code) => {
      expect((fit.model as LinearModel).intercept[code]).toBeCloseTo(wanted, 3);
    });
  });

  it('is that of scikit-learn with rows weighed by code too', async () => {
    const { outcome, model, scores } = await fitted(1e-7, 200, BALANCED);
    expect(Math.abs(outcome.certificate.objective - balancedMachine.objective) / balancedMachine.objective).toBeLessThan(1e-6);
    expect(Math.abs(objectiveOf(model as LinearModel, BALANCED.weight) / balancedMachine.objective - 1)).toBeLessThan(1e-6);
    const given = Array.from(scores?.top ?? []);
    expect(given.filter((code, row) => code === balancedMachine.answers[row]).length / given.length).toBeGreaterThanOrEqual(0.999);
    balancedMachine.intercept.forEach((wanted, code) => {
      expect((model as LinearModel).intercept[code]).toBeCloseTo(wanted, 3);
    });
  });

  it('never certifies less than the true distance from the optimum', async () => {
    for (const [tolerance, maxPasses] of [
      [0.5, 100],
      [1e-2, 100],
      [1e-9, 1],
    ] as const) {
      const { outcome, model } = await fitted(tolerance, maxPasses);
      const { certificate, status } = outcome;
      if (certificate.kind === 'none') throw new Error('no certificate');
      const distance = objectiveOf(model as LinearModel) - machine.objective;
      expect(certificate.gap).toBeGreaterThanOrEqual(distance - 1e-9);
      expect(status).toBe(maxPasses === 1 ? 'pass-limit' : 'converged');
      if (maxPasses > 1) expect(certificate.relativeGap).toBeLessThanOrEqual(tolerance + 1e-6);
    }
  });

  it('has a gradient that goes to zero', async () => {
    const { certificate } = (await fitted(0.5)).outcome;
    const norms = [certificate, fit.outcome.certificate].map((own) => (own.kind === 'none' ? Number.NaN : own.gradientNorm));
    expect(norms[1]).toBeLessThan(1e-4);
    expect(norms[0]).toBeGreaterThan(norms[1] as number);
  });
});
