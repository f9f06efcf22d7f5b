import type { Evaluation } from '../../artifacts/evaluation.js';
import type { BrierParts } from '../../evaluation/calibration/brier-parts.js';
import { MANY_GROUPS } from '../../evaluation/calibration/calibrator.js';
import type { ScoreGap } from '../../evaluation/calibration/score-check.js';
import type { ScoreReport } from '../../evaluation/calibration/score-report.js';
import { figureValue } from '../../evaluation/figures/figures.js';
import { calibrationError } from '../../evaluation/figures/over-rows/calibration-error.js';
import { wilsonInterval } from '../../evaluation/intervals/interval-forms.js';
import { type CoveragePoint, coverageChart, reliabilityChart } from '../charts/charts.js';
import { formatCount, formatDifference, formatFigure, formatNumber, formatScore, formatShare } from '../format.js';
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
      ['Calibration', describeCalibration(calibration)],
      [
        'Brier score of the given codes on those rows',
        `${formatNumber(calibration.brierBefore)} before, ${formatNumber(calibration.brierAfter)} after`,
      ],
      ['Data that those rows say nothing of', formatShare(calibration.unspokenShare)],
      ...poolFacts(calibration.check),
      ['Calibration error on test rows', formatFigure(calibrationError, figureValue(evaluation.metrics, calibrationError))],
      ...checkFacts(evaluation.scores, evaluation.asTheyCome.kind === 'none' ? 'the test rows as they are' : 'rows as they come'),
    ]),
    bins.length === 0
      ? html`<p class="note">There are no test rows to draw.</p>`
      : html`<div class="charts">${reliabilityChart(bins)}${coverageChart(points, budget)}</div>${binTable(bins, points)}`,
    evaluation.scores === undefined ? html`` : sizeTable(evaluation.scores),
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
        `${formatScore(bin.shareRight)} ${rightInterval(bin)}`,
        formatCount(bin.rowCount),
        formatShare(points[index]?.coverage ?? Number.NaN),
        formatShare(points[index]?.accuracy ?? Number.NaN),
      ],
    })),
  });
}

/** What the same procedure came to inside the pool. */
function poolFacts(check: ReportData['calibration']['check']): readonly (readonly [string, string])[] {
  if (check === undefined) return [];
  const { rowCount, z, unspokenShare } = check;
  const verdict = z === null ? 'cannot be told' : `z ${formatNumber(Number(z.toFixed(1)))}, within ±2 where scores hold`;
  return [
    [
      'The same procedure inside the pool',
      `${describeGap(check)}; ${verdict} (${formatCount(rowCount)} rows; ${formatShare(unspokenShare)} of the pool unheard)`,
    ],
  ];
}

/** How far off the scores are, and how far off true ones would be. */
function checkFacts(scores: ScoreReport | undefined, which: string): readonly (readonly [string, string])[] {
  if (scores === undefined || scores.all.rowCount === 0) return [];
  const { calibrationError: error, noise, recalibration, brier } = scores.all;
  return [
    [`Scores of ${which}`, describeGap(scores.all)],
    [
      `Calibration error for ${which}`,
      `${formatScore(error)}; true scores would show ${formatScore(noise.mean)}, and 95 times in 100 at most ${formatScore(noise.high)}`,
    ],
    ...(brier == null ? [] : [[`Brier score for ${which}`, describeBrier(brier)] as const]),
    [
      'Logistic recalibration',
      recalibration === null
        ? 'none: right and wrong rows cannot be told apart by scores'
        : `offset ${formatNumber(recalibration.offset)}, slope ${formatNumber(recalibration.slope)}; 0 and 1 for true scores`,
    ],
  ];
}

function describeGap({ meanScore, shareRight, standardError }: ScoreGap): string {
  return `mean score ${formatScore(meanScore)}, right ${formatScore(shareRight)}: ${formatDifference(meanScore - shareRight)} ± ${formatScore(1.96 * standardError)}`;
}

/** With as many digits as its parts need. */
function describeBrier({ score, miscalibration, discrimination, uncertainty }: BrierParts): string {
  const show = (value: number): string => value.toFixed(4);
  return `${show(score)} = miscalibration ${show(miscalibration)} − discrimination ${show(discrimination)} + uncertainty ${show(uncertainty)} (CORP)`;
}

/** 95 % by Wilson, as if each row weighed the same. */
function rightInterval({ shareRight, rowCount }: Evaluation['reliability'][number]): string {
  const [low, high] = wilsonInterval(shareRight, rowCount, 0.95);
  return `[${formatScore(low)}, ${formatScore(high)}]`;
}

function sizeTable({ bySize }: ScoreReport): Html {
  return table({
    id: 'score-sizes-table',
    compact: true,
    columns: [
      { name: 'Groups that the model knows the code given from', kind: 'text' },
      { name: 'Test rows', kind: 'number', minor: true },
      { name: 'Mean score', kind: 'number' },
      { name: 'Right', kind: 'number' },
      { name: 'Difference', kind: 'number' },
    ],
    rows: bySize
      .filter(({ rowCount }) => rowCount > 0)
      .map(({ from, to, rowCount, meanScore, shareRight, standardError }) => ({
        cells: [
          to === null ? `${from} and more` : from === to ? `${from}` : `${from} to ${to}`,
          formatCount(rowCount),
          formatScore(meanScore),
          formatScore(shareRight),
          `${formatDifference(meanScore - shareRight)} ± ${formatScore(1.96 * standardError)}`,
        ],
      })),
  });
}

function describeCalibration({ method, temperature, offset, slopeTop, slopeRest, slopeRarity, rowCount, note }: ReportData['calibration']): string {
  if (method === 'none') return `none: scores are as the model gives them${note === undefined ? '' : ` (${note})`}`;
  const from = `from ${formatCount(rowCount)} rows`;
  if (method === 'temperature') return `temperature ${formatNumber(temperature)}, ${from}`;
  const rarity = slopeRarity === undefined ? '' : `, ${formatNumber(slopeRarity)} on ln(${MANY_GROUPS} / n) of codes with n < ${MANY_GROUPS} groups`;
  if (method === 'slope') return `offset ${formatNumber(offset)} and slope ${formatNumber(slopeTop)} on the logit of the score${rarity}, ${from}`;
  return `offset ${formatNumber(offset)}, slopes ${formatNumber(slopeTop)} on ln s and ${formatNumber(slopeRest)} on −ln(1 − s)${rarity}, ${from}`;
}
