import { expect, test } from 'vitest';
import { holdSuites } from '../../../src/app/suites/hold-suites.js';
import type { SuiteCheck } from '../../../src/artifacts/suite.js';
import { PASSED } from '../run/passed-comparison.js';

function check(suite: string, decision: SuiteCheck['decision']): SuiteCheck {
  const figures = { candidate: 0.7, championValue: 0.7, difference: 0, lowerBound: -0.01, detectableMargin: 0.02 };
  return { suite, decision, reason: `${decision} here`, margin: 0.02, sharedRowCount: 50, groupCount: 50, ...figures };
}

test('a candidate passes where it passes on every suite', () => {
  const suites = [check('a', 'promote'), check('b', 'promote')];
  expect(holdSuites(PASSED, suites)).toEqual({ ...PASSED, suites });
});

test('one suite that is worse refuses, whatever the others and the test rows say', () => {
  const suites = [check('a', 'promote'), check('b', 'refuse'), check('c', 'cannot-tell')];
  const expected = { decision: 'refuse', reason: 'suite b: refuse here; besides: not worse' };
  expect(holdSuites(PASSED, suites)).toMatchObject(expected);
  expect(holdSuites({ ...PASSED, decision: 'cannot-tell' }, suites)).toMatchObject(expected);
});

test('one that cannot tell holds a candidate back, and makes no refusal milder', () => {
  const suites = [check('a', 'cannot-tell'), check('b', 'promote')];
  expect(holdSuites(PASSED, suites)).toMatchObject({ decision: 'cannot-tell', reason: 'suite a: cannot-tell here; besides: not worse' });
  expect(holdSuites({ ...PASSED, decision: 'refuse' }, suites)).toMatchObject({ decision: 'refuse', reason: 'not worse' });
});
