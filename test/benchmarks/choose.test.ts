import { describe, expect, test } from 'vitest';
import { bestWithin, chooseBest, chooseFastest, describeNumbers, fastestBelow, fastestReaching } from '../../benchmarks/choose.mjs';

const answer = (name: string, trainSeconds: number, validationMacroF1: number | null, more: object = {}) => ({
  name,
  status: 'ok',
  trainSeconds,
  validationMacroF1,
  ...more,
});

describe('the choosing rule', () => {
  const answers = [answer('slow and best', 90, 0.7), answer('fast and near', 20, 0.6951), answer('fastest, too far', 5, 0.6949)];

  test('takes the fastest setting within 0.005 of the best validation macro F1', () => {
    expect(chooseFastest(answers)?.name).toBe('fast and near');
  });

  test('never looks at a setting that failed, was stopped, or has no validation figure', () => {
    const others = [answer('stopped', 1, 0.9, { status: 'stopped' }), answer('unjudged', 1, null), { ...answer('failed', 1, 0.9), status: 'failed' }];
    expect(chooseFastest([...others, ...answers])?.name).toBe('fast and near');
    expect(chooseFastest(others)).toBeUndefined();
    expect(chooseFastest([])).toBeUndefined();
  });

  test('takes the earlier of two that are equal in all', () => {
    expect(chooseFastest([answer('first', 5, 0.5), answer('second', 5, 0.5)])?.name).toBe('first');
  });

  test('takes the best whatever its time when asked for the best', () => {
    expect(chooseBest(answers)?.name).toBe('slow and best');
  });
});

describe('what is held equal', () => {
  const answers = [answer('one pass', 1, 0.5), answer('two passes', 2, 0.6), answer('five passes', 5, 0.65)];

  test('is a macro F1 to reach, by the fastest that does', () => {
    expect(fastestReaching(answers, 0.55)?.name).toBe('two passes');
    expect(fastestReaching(answers, 0.66)).toBeUndefined();
    const whole = answers.map((each, i) => ({ ...each, wholeCpuSeconds: [4, 7, 6][i] as number }));
    expect(fastestReaching(whole, 0.55, 'wholeCpuSeconds')?.name).toBe('five passes');
  });

  test('is a time to keep, by the best that does', () => {
    expect(bestWithin(answers, 4)?.name).toBe('two passes');
    expect(bestWithin(answers, 0.5)).toBeUndefined();
  });

  test('is an objective to reach, no higher', () => {
    const fits = [
      answer('far', 1, null, { objective: 2 }),
      answer('equal', 3, null, { objective: 1.5 }),
      answer('lower', 9, null, { objective: 1.4 }),
    ];
    expect(fastestBelow(fits, 1.5)).toMatchObject({ name: 'equal' });
    expect(fastestBelow(fits, 1.3)).toBeUndefined();
  });
});

describe('repeats', () => {
  test('are told by least, middle and most, and their spread over the middle', () => {
    expect(describeNumbers([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3, spread: 1, count: 3 });
    expect(describeNumbers([4, 2]).median).toBe(3);
  });
});
