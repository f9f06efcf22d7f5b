import { expect, test } from 'vitest';
import { AS_THEY_ARE } from '../../src/evaluation/calibration/calibrator.js';
import { judgedRows, type Predictions, pickJudged } from '../../src/evaluation/judged-rows.js';
import type { RoleRows } from '../../src/evaluation/rows-to-judge.js';

/** Three rows of the codes a, b, x, of which the model (c, a, b: classes 0, 1, 2) does not know x. */
const CODES = ['a', 'b', 'c', 'x'];
const chosen: RoleRows = {
  rows: Uint32Array.of(4, 7, 9),
  label: Int32Array.of(0, 1, 3),
  modelLabel: Int32Array.of(1, 2, -1),
  group: Uint32Array.of(5, 5, 6),
  weight: Float32Array.of(1, 2, 3),
};

const LOGITS = [
  [0, 3, 1],
  [2, 1.5, 1],
  [1, 0, -1],
];
const logSum = (logits: readonly number[], temperature: number) => Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit / temperature), 0));
const restOf = (logits: readonly number[], temperature: number) => {
  const sorted = logits.toSorted((a, b) => b - a);
  return logSum(sorted.slice(1), temperature) - sorted[0]! / temperature;
};

const predictionsAt = (temperature: number): Predictions => ({
  kind: 'predictions',
  rows: chosen.rows,
  topCount: 3,
  top: Int32Array.of(1, 2, 0, 0, 1, 2, 0, 1, 2),
  topScores: Float32Array.of(3, 1, 0, 2, 1.5, 1, 1, 0, -1),
  temperatures: [],
  logSumExp: new Float64Array(0),
  trueScore: Float32Array.of(3, 1, Number.NEGATIVE_INFINITY),
  sums: {
    temperature,
    sum: Float64Array.from(LOGITS, (logits) => Math.exp(logSum(logits, temperature) - Math.max(...logits) / temperature)),
    logRest: Float64Array.from(LOGITS, (logits) => restOf(logits, temperature)),
    restSquares: Float64Array.from(LOGITS, (logits) => {
      const powers = logits.map((logit) => Math.exp(logit / temperature)).sort((a, b) => b - a);
      const rest = powers[1]! + powers[2]!;
      return (powers[1]! / rest) ** 2 + (powers[2]! / rest) ** 2;
    }),
  },
});

const judgeAt = (temperature: number) => judgedRows(chosen, predictionsAt(temperature), { ...AS_THEY_ARE, temperature }, ['c', 'a', 'b'], CODES);

test('classes are places in the codes of all, and the rank is that of the own code among the best, -1 for one that the model lacks', () => {
  const judged = judgeAt(1);
  expect(judged.classCount).toBe(4);
  expect([...judged.predicted]).toEqual([0, 2, 2]);
  expect([...judged.rank]).toEqual([0, 2, -1]);
  expect([judged.label, judged.group, judged.weight]).toEqual([chosen.label, chosen.group, chosen.weight]);
});

test.each([1, 2])('probability, loss and sum of squares are those of the softmax at temperature %f', (temperature) => {
  const judged = judgeAt(temperature);
  LOGITS.forEach((logits, i) => {
    const sum = logSum(logits, temperature);
    expect(judged.score[i]).toBeCloseTo(Math.exp(Math.max(...logits) / temperature - sum), 12);
    expect(judged.loss[i]).toBeCloseTo(sum - (predictionsAt(temperature).trueScore[i] as number) / temperature, 12);
    expect(judged.squares[i]).toBeCloseTo(
      logits.reduce((total, logit) => total + Math.exp(logit / temperature - sum) ** 2, 0),
      12,
    );
  });
});

test('rows that were scored at another temperature are refused', () => {
  expect(() => judgedRows(chosen, predictionsAt(2), AS_THEY_ARE, ['c', 'a', 'b'], CODES)).toThrow(RangeError);
});

test('a code of the model that has no index is refused', () => {
  expect(() => judgedRows(chosen, predictionsAt(1), AS_THEY_ARE, ['c', 'a', 'unheard of'], CODES)).toThrow(RangeError);
});

test('picked rows are those at the places, in their order, with all that is known of them', () => {
  const judged = judgeAt(1);
  const picked = pickJudged(judged, [2, 0]);
  expect(picked.classCount).toBe(4);
  for (const field of ['label', 'group', 'weight', 'predicted', 'score', 'rank', 'loss', 'squares'] as const) {
    const whole = judged[field] as Float64Array;
    expect([...(picked[field] as Float64Array)]).toEqual([whole[2], whole[0]]);
  }
  expect(pickJudged({ ...judged, weight: null }, [1]).weight).toBeNull();
});
