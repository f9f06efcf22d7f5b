import { expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.js';
import type { Baseline } from '../../../src/evaluation/baselines/baseline.js';
import { meanRanks, rankBaselines } from '../../../src/evaluation/baselines/rank-baselines.js';
import { comparedFigure } from '../../../src/evaluation/figures/figures.js';
import { pairedPValue } from '../../../src/evaluation/paired/paired-p-value.js';
import { pairedDifference } from '../../../src/evaluation/paired-difference.js';

const ROWS = 300;
const rng = Rng.fromSeed(9);
const label = Array.from({ length: ROWS }, () => rng.nextBelow(5));

/** A kind that gives the right code to about so many rows of a hundred. */
function baseline(estimator: string, validation: number, right: number, splitDigest = 'split'): Baseline {
  const given = label.map((own) => (rng.nextBelow(100) < right ? own : (own + 1) % 5));
  const accuracy = given.filter((code, row) => code === label[row]).length / ROWS;
  const answers = { codeCount: 5, label, group: label.map((_, row) => row >> 1), weight: null, given };
  return { estimator, validation, splitDigest, answers, metrics: { accuracy } } as unknown as Baseline;
}

it('holds each kind against the best by validation as the gate holds a candidate against the champion', () => {
  const [weak, best, middle] = [baseline('weak', 0.4, 50), baseline('best', 0.8, 85), baseline('middle', 0.7, 80)] as const;
  const { rows } = rankBaselines('set', 'accuracy', [weak, best, middle]);
  expect(rows.map(({ estimator }) => estimator)).toEqual(['best', 'middle', 'weak']);
  expect(rows[0]?.toBest).toBeNull();
  const typed = ({ answers }: Baseline) => Int32Array.from(answers.given);
  const raw = [middle, weak].map((other) => {
    const rowsOfGate = {
      classCount: 5,
      label: Int32Array.from(label),
      group: Uint32Array.from(best.answers.group),
      weight: null,
      predicted: [typed(other), typed(best)] as const,
    };
    return pairedDifference(rowsOfGate, comparedFigure('accuracy'), 0.95);
  });
  raw.forEach(({ difference, low, high, counts }, place) => {
    expect(rows[place + 1]?.toBest).toMatchObject({ difference, low, high, pValue: pairedPValue(counts) });
  });
  expect(rows[2]?.toBest?.holmPValue).toBeCloseTo(2 * (rows[2]?.toBest?.pValue as number), 12);
});

it('refuses to compare kinds on different rows', () => {
  expect(() => rankBaselines('set', 'accuracy', [baseline('a', 1, 90), baseline('b', 0.5, 80, 'other')])).toThrow(/split into other rows/);
});

it('gives mean ranks over several sets, equal figures sharing theirs, and none over one', () => {
  const set = (name: string, accuracies: readonly number[]) =>
    rankBaselines(
      name,
      'accuracy',
      accuracies.map((accuracy, place) => ({ ...baseline(`kind ${place}`, 1, 50), metrics: { accuracy } }) as unknown as Baseline),
    );
  const sets = [set('one', [0.9, 0.8, 0.8]), set('two', [0.7, 0.9, 0.6])];
  expect(meanRanks(sets)).toEqual([
    { estimator: 'kind 0', meanRank: 1.5, setCount: 2 },
    { estimator: 'kind 1', meanRank: 1.75, setCount: 2 },
    { estimator: 'kind 2', meanRank: 2.75, setCount: 2 },
  ]);
  expect(meanRanks(sets.slice(0, 1))).toEqual([]);
});
