import { describe, expect, it } from 'vitest';
import type { PassRecord } from '../../src/artifacts/fit.js';
import type { JudgedOutcome, Trial, Trials } from '../../src/artifacts/trials.js';
import { joinFolds } from '../../src/stages/search/join-folds.js';
import { trialsTable } from '../../src/stages/search/trial-tables.js';
import { sampleReport } from '../report/sample-report.js';

const sample = sampleReport().trials;

const pass = (number: number, changes: Partial<PassRecord>): PassRecord => ({
  pass: number,
  objective: 1,
  score: 0.5,
  gradientNorm: null,
  relativeGap: null,
  seconds: 1,
  training: null,
  validation: null,
  ...changes,
});

function columnsOf(passes: readonly (readonly PassRecord[])[], bestPass: number): Readonly<Record<string, readonly unknown[]>> {
  const [first] = sample.trials as readonly [Trial];
  const trials = passes.map((own, trial): Trial => ({ ...first, trial, passes: own, bestPass }));
  const table = trialsTable({ ...(sample as Trials), trials, chosen: 0 });
  return Object.fromEntries(table.map(({ name, values }) => [name, values as readonly unknown[]]));
}

describe('trials.parquet', () => {
  it('tells the spread over members and the share of a mixture at the best pass, not at the last', () => {
    const averaged = [pass(1, { members: [0, 1] }), pass(2, { members: [0.4, 0.5, 0.6] }), pass(3, { members: [0.5, 0.5] })];
    const mixed = [pass(1, { fullShare: 1 }), pass(2, { members: [0.1, 0.3, 0.6, 1], fullShare: 0.25 }), pass(3, { fullShare: 0 })];
    const plain = [pass(1, {}), pass(2, {}), pass(3, {})];
    const { memberSpread, fullShare } = columnsOf([averaged, mixed, plain, []], 2);
    expect(memberSpread).toEqual([expect.closeTo(0.1, 12), expect.closeTo(Math.sqrt(0.05), 12), null, null]);
    expect(fullShare).toEqual([null, 0.25, null, null]);
  });
});

describe('folds of an average', () => {
  const outcomeOf = (members?: readonly number[]): JudgedOutcome => ({
    status: 'pass-limit',
    certificate: { kind: 'none', reason: '', objective: 1 },
    passes: [pass(1, members === undefined ? {} : { members })],
    bestPass: 1,
    validation: { macroF1: 0.5, microF1: 0, weightedF1: 0, accuracy: 0 },
    seconds: 1,
    allocatedBytes: 1,
  });

  it('give each member the mean over its folds', () => {
    const { passes } = joinFolds([outcomeOf([0.25, 0.5]), outcomeOf([0.75, 0.5])], [0, 1]);
    expect(passes.map(({ members }) => members)).toEqual([[0.5, 0.5]]);
    expect(joinFolds([outcomeOf(), outcomeOf()], [0, 1]).passes[0]).not.toHaveProperty('members');
  });
});
