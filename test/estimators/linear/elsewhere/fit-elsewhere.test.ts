import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { PiscinaEngine } from '../../../../src/engine/piscina/piscina-engine.js';
import { linear } from '../../../../src/estimators/all.js';
import { LINEAR, type LinearModel, type WrittenLinear } from '../../../../src/estimators/linear/linear-model.js';
import type { LinearSettings } from '../../../../src/estimators/linear/settings.js';
import type { ScoreAnswers } from '../../../../src/ml/answers.js';
import type { FitOutcome, FitRequest } from '../../../../src/ml/fit.js';
import type { SoftmaxTrainer } from '../../../../src/ml/solvers/softmax-trainer.js';
import { openRows } from '../../../../src/tasks/rows/stored-rows.js';
import type { Tasks } from '../../../../src/tasks/task-table.js';
import { TrainingMemory } from '../../../../src/training/training-memory.js';
import { codesOf, drawRows, drawWeights, fitSolo, objectiveAt, problemOf, scoresAt } from '../../../ml/linear-problem.js';

const hostFile = fileURLToPath(new URL('../../../../dist/tasks/hosts/thread-host.js', import.meta.url));
const memory = new TrainingMemory(new PiscinaEngine<Tasks>({ workerCount: 2, hostFile, workerHeapMb: 128 }), 2 ** 28);
afterAll(() => memory.tasks.close());

const problem = problemOf(drawRows(330, 700, 11, 61), drawWeights(330, 62));
const judged = problemOf(drawRows(100, 700, 11, 63));
const L2 = 1e-3;
const optimum = fitSolo(problem, { mode: 'exact', l2: L2, tolerance: 1e-7 });

/** A trainer of the same models by other means: our own solver on this thread, with its intercepts moved by so much, each the other way. */
function trainerOff(byHowMuch: number): SoftmaxTrainer {
  return {
    async fit({ l2 }, { weights, intercept, stride }) {
      expect(l2).toBe(L2);
      optimum.point.weights.forEach((row, j) => {
        weights.set(row, j * stride);
      });
      intercept.set(optimum.point.intercept.map((b, k) => b + (k % 2 === 0 ? byHowMuch : -byHowMuch)));
      return { objective: 0.5, passes: 7 };
    },
  };
}

interface Made {
  readonly outcome: FitOutcome;
  readonly model: LinearModel | null;
  readonly scores: ScoreAnswers | null;
}

async function fitAll(softmax: SoftmaxTrainer | undefined, asked: readonly (Partial<FitRequest<LinearSettings>> & { mode: 'exact' | 'spark' })[]) {
  const made: Made[] = [];
  const requests = asked.map(({ mode, ...others }): FitRequest<LinearSettings> => {
    const settings = { mode, l2: L2, l1: 0, rank: null, seed: 1, maxPasses: 50, patience: 3, tolerance: 1e-5 };
    return {
      settings: { estimator: LINEAR, classWeight: 'none', ...settings },
      featureCount: problem.featureCount,
      codes: codesOf(problem),
      rows: problem.rows,
      validation: { rows: judged.rows, classCount: 11, topCount: 2 },
      metric: 'accuracy',
      certify: true,
      keep: true,
      ...others,
    };
  });
  await linear.fit(requests, {
    workers: memory.workersOf(linear),
    openRows,
    softmax,
    kernelBytes: 2 ** 28,
    signal: new AbortController().signal,
    onPass: () => {},
    onDone: async (index, outcome, model: WrittenLinear | null, scores) => {
      made[index] = { outcome, model: model as LinearModel | null, scores };
    },
  });
  return made;
}

it('a model that was fitted elsewhere is certified and judged here', async () => {
  const [{ outcome, model, scores }] = (await fitAll(trainerOff(0), [{ mode: 'spark' }])) as [Made];

  expect(outcome.status).toBe('converged');
  const wanted = objectiveAt(problem, optimum.point, { l2: L2, l1: 0 });
  expect(outcome.certificate).toMatchObject({ kind: 'duality-gap', objective: expect.closeTo(wanted, 9) });
  expect(outcome.passes).toHaveLength(1);
  expect(outcome.passes[0]).toMatchObject({ pass: 7, objective: 0.5, score: outcome.validation?.accuracy });
  const tops = scoresAt(judged, optimum.point).map((row) => row.indexOf(Math.max(...row)));
  expect(Array.from(tops.keys(), (i) => scores?.top[2 * i])).toEqual(tops);
  expect(outcome.validation?.accuracy).toBeCloseTo(tops.filter((top, i) => top === judged.rows.label[i]).length / 100, 6);
  expect(model?.weights[0]).toBe(optimum.point.weights[0]?.[0]);
});

it('one that is off is not called converged, and its gap is at least what it is above the optimum', async () => {
  const [{ outcome }] = (await fitAll(trainerOff(0.1), [{ mode: 'spark' }])) as [Made];

  const off = { weights: optimum.point.weights, intercept: optimum.point.intercept.map((b, k) => Math.fround(b + (k % 2 === 0 ? 0.1 : -0.1))) };
  const [here, least] = [off, optimum.point].map((point) => objectiveAt(problem, point, { l2: L2, l1: 0 })) as [number, number];
  expect(here - least).toBeGreaterThan(1e-3);
  expect(outcome.status).toBe('pass-limit');
  expect(outcome.certificate).toMatchObject({ objective: expect.closeTo(here, 9) });
  const { gap } = outcome.certificate as { gap: number };
  expect(gap).toBeGreaterThanOrEqual(here - least - 1e-9);
  expect(gap).toBeLessThan(1.1 * (here - least));
});

it('a trial has no certificate and leaves no model, and fits of both kinds keep their places', async () => {
  const [own, elsewhere, last] = (await fitAll(trainerOff(0), [
    { mode: 'exact' },
    { mode: 'spark', certify: false, keep: false },
    { mode: 'exact' },
  ])) as [Made, Made, Made];

  expect(elsewhere).toMatchObject({ model: null, outcome: { status: 'pass-limit', certificate: { kind: 'none' } } });
  expect(own.outcome.passes.at(-1)?.pass).not.toBe(7);
  expect(last.outcome.certificate).toEqual(own.outcome.certificate);
});

it('without a trainer nothing else is done in its stead', async () => {
  await expect(fitAll(undefined, [{ mode: 'spark' }])).rejects.toThrow('without Spark');
});
