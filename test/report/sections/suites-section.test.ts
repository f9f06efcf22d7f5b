import { expect, test } from 'vitest';
import type { SuiteCheck } from '../../../src/artifacts/suite.js';
import { suitesSection } from '../../../src/report/sections/suites-section.js';
import type { ShownSuite } from '../../../src/report/suite-figures.js';
import { sampleReport } from '../../report/sample-report.js';

const PANEL: ShownSuite = {
  ...{ suite: 'panel', kind: 'file', rowCount: 1_240, groupCount: 1_200, trainedRowCount: 17 },
  accuracy: { value: 0.6123, low: 0.58, high: 0.64 },
  macroF1: { value: 0.41, low: null, high: null },
  ...{ codeCount: 88, ece: 0.0321 },
};
const NOTHING: ShownSuite = {
  ...{ suite: 'later', kind: 'latest', rowCount: 0, groupCount: 0, trainedRowCount: 0 },
  ...{ accuracy: null, macroF1: null, codeCount: null, ece: null },
};
const CHECK: SuiteCheck = {
  ...{ suite: 'panel', decision: 'refuse', reason: 'worse by more than the margin', margin: 0.02, sharedRowCount: 1_200, groupCount: 1_180 },
  ...{ candidate: 0.61, championValue: 0.66, difference: -0.05, lowerBound: -0.07, detectableMargin: 0.019 },
};

function textOf(changes: Parameters<typeof sampleReport>[0]): string {
  return (suitesSection(sampleReport(changes))?.text ?? '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

test('a run without suites has no section of them', () => {
  expect(suitesSection(sampleReport())).toBeNull();
  expect(suitesSection(sampleReport({ suites: [] }))).toBeNull();
});

test('each suite is a row with its figures, one without rows has dashes', () => {
  const text = textOf({ suites: [PANEL, NOTHING] });
  expect(text).toContain('panel file 1,240 0.612 0.580 – 0.640 0.410 88 0.032');
  expect(text).toContain('later latest 0 – – – –');
  expect(text).toContain('panel: 17 of its rows have trained the model and are left out.');
  expect(text).not.toContain('Beside the champion');
});

test('what the gate found on a suite stands beside it, and in a table of its own', () => {
  const { comparison } = sampleReport();
  const text = textOf({ suites: [PANEL], comparison: { ...comparison, suites: [CHECK] } });
  expect(text).toContain('0.032 worse');
  expect(text).toContain('panel 1,200 −0.0500 −0.0700 0.020 worse by more than the margin');
});
