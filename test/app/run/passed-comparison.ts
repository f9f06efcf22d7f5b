import type { Comparison } from '../../../src/artifacts/evaluation.js';

/** What the gate says of a candidate that is not worse. */
export const PASSED: Comparison = {
  kind: 'comparison',
  decision: 'promote',
  reason: 'not worse',
  champion: 'shop@1',
  metric: 'accuracy',
  sharedRowCount: 100,
  candidate: 0.8,
  championValue: 0.8,
  difference: 0,
  lowerBound: -0.001,
  interval: null,
  margin: 0.005,
};
