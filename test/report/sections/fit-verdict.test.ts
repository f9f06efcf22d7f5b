import { describe, expect, test } from 'vitest';
import type { Certificate, FitStatus } from '../../../src/artifacts/fit.js';
import { chosenPassCount, fitVerdict } from '../../../src/report/sections/fit-verdict.js';
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

  test('says of a fit whose weights were rounded that it had converged, and why nothing is proven', () => {
    const certificate = { kind: 'none', reason: 'the weights that ship are rounded to i8', objective: 1 } as const;
    const { tone, headline, detail } = ended('rounded', certificate);
    expect([tone, headline]).toEqual(['neutral', 'Converged in 5 passes, and its weights were then rounded']);
    expect(detail).toBe('No certificate: the weights that ship are rounded to i8.');
  });

  test('says plainly that a fit cut at its limit is not converged, however small the gap', () => {
    expect(ended('pass-limit', gap(1e-9))).toMatchObject({ tone: 'caution', headline: expect.stringMatching(/^Not converged/) });
  });

  test('says that a fit which validation stopped was stopped on purpose: no warning, and no convergence', () => {
    const { tone, headline, detail } = ended('stopped-by-validation', gap(1e-9));
    expect(tone).toBe('neutral');
    expect(headline).toBe('Stopped early on purpose: validation chose pass 5 of 5 passes');
    expect(detail).toContain('not called converged');
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

  test('says that a fit of the passes that validation chose was stopped on purpose', () => {
    const { fit } = sampleReport();
    expect(fitVerdict({ ...fit, status: 'pass-limit' }, fit.passes.length)).toMatchObject({
      tone: 'neutral',
      headline: 'Stopped early on purpose: ran the 5 passes that validation chose',
    });
  });

  test('takes the limit of a trial for nobody’s choice', () => {
    const { fit } = sampleReport();
    const cut = { status: 'pass-limit', bestPass: fit.passes.length, passes: fit.passes } as const;
    expect(chosenPassCount(cut)).toBeNull();
    expect(chosenPassCount({ ...cut, bestPass: 3 })).toBe(3);
    expect(chosenPassCount({ ...cut, status: 'stopped-by-validation' })).toBe(5);
    expect(chosenPassCount(undefined)).toBeNull();
  });

  test('gives the reason when there is no certificate', () => {
    expect(ended('pass-limit', { kind: 'none', reason: 'l2 is 0', objective: 1 }).detail).toContain('No certificate: l2 is 0.');
  });
});
