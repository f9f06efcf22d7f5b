import { expect, test } from 'vitest';
import type { CurvePoint } from '../../../../src/artifacts/evaluation.js';
import { curveSection } from '../../../../src/report/sections/curve/curve-section.js';
import { describeCurve } from '../../../../src/report/sections/curve/curve-text.js';
import { sampleReport } from '../../sample-report.js';

function point(share: number, rowCount: number, accuracy: number, macroF1: number): CurvePoint {
  const bounded = (value: number) => ({ value, low: value - 0.02, high: value + 0.02 });
  return { share, rowCount, codeCount: 120, figures: { accuracy: bounded(accuracy), macroF1: bounded(macroF1) } };
}
const CURVE = [point(0.25, 2_500, 0.61, 0.4), point(0.5, 5_001, 0.7, 0.48), point(1, 10_002, 0.767, 0.5512)];

test('a run without a curve has no section of it', () => {
  const { curve: _, ...earlier } = sampleReport();
  expect(curveSection(earlier)).toBeNull();
  expect(curveSection(sampleReport({ curve: null }))).toBeNull();
});

test('each share is a row with its figures and their intervals, and a point of the drawing', () => {
  const html = curveSection(sampleReport({ curve: CURVE }))!.text;
  const text = html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
  expect(text).toContain('25.0 % 2,500 120 0.610 0.590 – 0.630 0.400 0.380 – 0.420');
  expect(text).toContain('100.0 % 10,002 120 0.767 0.747 – 0.787 0.551 0.531 – 0.571');
  expect(html).toContain(
    'aria-label="Fits on 25.0 %, 50.0 %, 100.0 % of the training groups: accuracy 0.610, 0.700, 0.767; macro F1 0.400, 0.480, 0.551."',
  );
});

test('a line says it for the terminal', () => {
  expect(describeCurve(CURVE)).toBe(
    'by the share of training rows: 25.0 %: accuracy 0.610, macro F1 0.400; 50.0 %: accuracy 0.700, macro F1 0.480; 100.0 %: accuracy 0.767, macro F1 0.551',
  );
});
