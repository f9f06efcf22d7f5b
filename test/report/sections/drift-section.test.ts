import { expect, test } from 'vitest';
import { renderReport } from '../../../src/report/render-report.js';
import { driftSection } from '../../../src/report/sections/drift-section.js';
import { sampleReport } from '../sample-report.js';

const sample = sampleReport();
const drift = sample.drift as NonNullable<typeof sample.drift>;

test('says whether the newest rows have other codes, which rows these are, and beyond what noise', () => {
  const shown = driftSection(sample)?.text ?? '';
  expect(shown).toContain('The newest rows have other codes than the earlier ones');
  expect(shown).toContain('4,000 rows of the last partition, <bdi>data/made-up/part-2.parquet</bdi>, beside 7,981 earlier ones');
  expect(shown).toMatch(/2 \(codes\)<\/td><td[^>]*>9\.1 %<\/td><td[^>]*>6\.2 %<\/td>/);
  expect(shown).toMatch(/goods\/kind-003<\/bdi><\/td><td[^>]*>1\.5 % <span class="between">120<\/span><\/td><td[^>]*>6\.0 %/);
});

test('does not shout of what chance does', () => {
  const shifts = drift.shifts.map((level) => ({ ...level, isAlarm: false }));
  const shown = driftSection({ ...sample, drift: { ...drift, shifts, by: 'period', newest: '2026-11-01' } })?.text ?? '';
  expect(shown).toContain('No drift of the codes beyond chance');
  expect(shown).toContain('rows of the test, from <bdi>2026-11-01</bdi> on,');
});

test('is left out where no rows are newer', () => {
  expect(renderReport({ ...sample, drift: null })).not.toContain('#drift');
});
