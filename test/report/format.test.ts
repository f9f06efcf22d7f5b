import { expect, test } from 'vitest';
import {
  formatConfidence,
  formatCount,
  formatDifference,
  formatNumber,
  formatScore,
  formatShare,
  formatSpread,
  formatTime,
} from '../../src/report/format.js';

test.each([
  [formatCount(0), '0'],
  [formatCount(999), '999'],
  [formatCount(1234567), '1,234,567'],
  [formatCount(1234.56), '1,234.6'],
  [formatScore(0.7666), '0.767'],
  [formatScore(null), '–'],
  [formatShare(1, 3), '33.3 %'],
  [formatShare(1, 100_000), '< 0.1 %'],
  [formatShare(99_999, 100_000), '> 99.9 %'],
  [formatShare(5, 5), '100.0 %'],
  [formatShare(0, 0), '–'],
  [formatConfidence(0.95), '95 %'],
  [formatConfidence(0.999), '99.9 %'],
  [formatDifference(0.0123), '+0.0123'],
  [formatDifference(-0.5), '−0.5000'],
  [formatNumber(1e-5), '1e-5'],
  [formatNumber(3.14159e-7), '3.14e-7'],
  [formatNumber(1.20049), '1.2'],
  [formatSpread(0.011374), '0.011'],
  [formatSpread(0.00031), '3.1e-4'],
  [formatNumber(12345678), '1.23e7'],
  [formatNumber(Number.NaN), '–'],
  [formatTime('2026-11-23T02:15:00.123Z'), '2026-11-23 02:15:00 UTC'],
  [formatTime('yesterday'), 'yesterday'],
])('%s reads %s', (shown, wanted) => {
  expect(shown).toBe(wanted);
});
