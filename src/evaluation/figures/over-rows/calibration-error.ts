import type { BinFigure } from '../figure.js';

/** ECE = Σ_bins share of the weight · |mean score − share right|, ten bins of equal row count by the score of the code given. */
export const calibrationError = {
  name: 'ece',
  label: 'calibration error',
  over: 'score-bins',
  compute: (bins) => {
    let total = 0;
    let error = 0;
    for (const bin of bins) {
      total += bin.weight;
      error += bin.weight * Math.abs(bin.meanScore - bin.shareRight);
    }
    return total > 0 ? error / total : 0;
  },
  format: 'score',
  card: { size: 'small', place: 6, note: 'mean gap of score and share right' },
} as const satisfies BinFigure;
