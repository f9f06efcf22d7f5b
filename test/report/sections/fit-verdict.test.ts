import { describe, expect, test } from 'vitest';
import type { Certificate, FitStatus } from '../../../src/artifacts/fit.js';
import { fitVerdict } from '../../../src/report/sections/fit-verdict.js';
import { sampleReport } from '../sample-report.js';

const gap = (relativeGap: number): Certificate => ({
  kind: 'duality-gap',
  objective: 1,
  gap: relativeGap,
  relativeGap,
  gradientNorm: 0,
  interceptResidual: 0,
});
const ended = (status: FitStatus, certificate: Certificate) => fitVerdict({ ...sampleReport().fit, status, certificate });

describe('the verdict on a fit', () => {
  test('calls a fit converged when its certificate is inside the tolerance', () => {
    expect(ended('converged', gap(9e-4))).toMatchObject({ tone: 'good', headline: expect.stringContaining('Converged: relative gap 9e-4') });
  });

  test.each([gap(2e-3), { kind: 'none', reason: 'l2 is 0', objective: 1 } as const])(
    'does not believe a status that the certificate does not bear out',
    (certificate) => {
      expect(ended('converged', certificate)).toMatchObject({ tone: 'bad', headline: expect.stringContaining('does not show it') });
    },
  );

  test.each(['pass-limit', 'stopped-by-validation'] as const)('says plainly that %s is not converged, however small the gap', (status) => {
    expect(ended(status, gap(1e-9)).headline).toMatch(/^Not converged/);
  });

  test('says that a gap as large as the objective proves nothing', () => {
    expect(ended('pass-limit', gap(1)).detail).toContain('proves nothing');
  });

  test('says what is left to gain, not how far above the optimum', () => {
    const detail = fitVerdict({
      ...sampleReport().fit,
      status: 'pass-limit',
      certificate: { ...gap(0.25), objective: 4, gap: 1 } as Certificate,
    }).detail;
    expect(detail).toContain('no weights bring the objective from 4 below 3, so at most 25.0 % of it is left to gain');
  });

  test('names the pass count that validation chose, still as not converged', () => {
    const { fit } = sampleReport();
    expect(fitVerdict({ ...fit, status: 'pass-limit' }, fit.passes.length).headline).toBe('Not converged: ran the 5 passes that validation chose');
  });

  test('gives the reason when there is no certificate', () => {
    expect(ended('pass-limit', { kind: 'none', reason: 'l2 is 0', objective: 1 }).detail).toContain('No certificate: l2 is 0.');
  });
});
