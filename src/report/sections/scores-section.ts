import type { Evaluation } from '../../artifacts/evaluation.js';
import { calibrationError } from '../../evaluation/figures/calibration-error.js';
import { figureValue } from '../../evaluation/figures/figures.js';
import { type CoveragePoint, coverageChart, reliabilityChart } from '../charts/charts.js';
import { formatCount, formatFigure, formatNumber, formatScore, formatShare } from '../format.js';
import { type Html, html } from '../page/html.js';
import { facts, section, table } from '../page/parts.js';
import type { ReportData } from '../report-data.js';

/** Whether scores can be believed, and what a review budget buys. */
export function scoresSection(data: ReportData): Html {
  const { evaluation, calibration } = data;
  const bins = evaluation.reliability.filter(({ weight }) => weight > 0);
  const points = coveragePoints(bins);
  const { budget } = calibration.review;
  return section(
    'scores',
    'Can the scores be believed',
    facts([
      [
        'Calibration',
        calibration.method === 'none'
          ? 'none'
          : `temperature ${formatNumber(calibration.temperature)}, from ${formatCount(calibration.rowCount)} calibration rows`,
      ],
      ['Log loss on those rows', `${formatNumber(calibration.logLossBefore)} before, ${formatNumber(calibration.logLossAfter)} after`],
      ['Calibration error on test rows', formatFigure(calibrationError, figureValue(evaluation.metrics, calibrationError))],
    ]),
    bins.length === 0
      ? html`<p class="note">There are no test rows to draw.</p>`
      : html`<div class="charts">${reliabilityChart(bins)}${coverageChart(points, budget)}</div>${binTable(bins, points)}`,
  );
}

/** Cumulates reliability bins from the highest mean score down. Exact at the borders of the bins. */
export function coveragePoints(bins: Evaluation['reliability']): CoveragePoint[] {
  const total = bins.reduce((sum, { weight }) => sum + weight, 0);
  let rows = 0;
  let right = 0;
  return [...bins]
    .sort((a, b) => b.meanScore - a.meanScore)
    .map(({ weight, shareRight }) => {
      rows += weight;
      right += shareRight * weight;
      return { coverage: rows / total, accuracy: right / rows };
    });
}

function binTable(bins: Evaluation['reliability'], points: readonly CoveragePoint[]): Html {
  const falling = [...bins].sort((a, b) => b.meanScore - a.meanScore);
  return table({
    id: 'bins-table',
    compact: true,
    columns: [
      { name: 'Score', kind: 'number' },
      { name: 'Right', kind: 'number' },
      { name: 'Rows', kind: 'number', minor: true },
      { name: 'Kept', kind: 'number' },
      { name: 'Right of kept', kind: 'number' },
    ],
    rows: falling.map((bin, index) => ({
      cells: [
        formatScore(bin.meanScore),
        formatScore(bin.shareRight),
        formatCount(bin.rowCount),
        formatShare(points[index]?.coverage ?? Number.NaN),
        formatShare(points[index]?.accuracy ?? Number.NaN),
      ],
    })),
  });
}
