import type { LearningCurve } from '../../../artifacts/evaluation.js';
import { formatScore, formatShare } from '../../format.js';

/** How test figures grow with the training rows, for the terminal. */
export function describeCurve(curve: LearningCurve): string {
  const points = curve.map(
    ({ share, figures }) => `${formatShare(share)}: accuracy ${formatScore(figures.accuracy.value)}, macro F1 ${formatScore(figures.macroF1.value)}`,
  );
  return `by the share of training rows: ${points.join('; ')}`;
}
