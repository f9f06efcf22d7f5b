import { formatSeconds, formatSize } from '../../core/size.js';
import { kindOf } from '../../estimators/kinds.js';
import { type PassLine, passChart } from '../charts/charts.js';
import { formatCount, formatNumber } from '../format.js';
import { type Html, html } from '../page/html.js';
import { callout, facts, section } from '../page/parts.js';
import type { ReportData } from '../report-data.js';
import { boundSentence, chosenPassCount, fitVerdict } from './fit-verdict.js';

/** How the shipped fit ended, what is proven about it, and its passes. */
export function trainingSection(data: ReportData): Html {
  const { fit, features } = data;
  const winner = data.trials.trials[data.trials.chosen];
  const { tone, headline, detail } = fitVerdict(fit, chosenPassCount(winner));
  const { certificate, settings } = fit;
  return section(
    'training',
    'How far the fit got',
    callout(tone, headline, detail),
    facts([
      ['Estimator', settings.estimator],
      ...kindOf(settings)
        .settings.facts(settings)
        .map(([name, value]) => [name, typeof value === 'number' ? formatNumber(value) : value] as const),
      ['Objective', formatNumber(certificate.objective)],
      ...(certificate.kind === 'duality-gap'
        ? ([
            ['Certified gap', `${formatNumber(certificate.gap)}, relative ${formatNumber(certificate.relativeGap)}`],
            ['Gradient norm', formatNumber(certificate.gradientNorm)],
            ['Intercept residual', formatNumber(certificate.interceptResidual)],
          ] as const)
        : ([['Certificate', boundSentence(certificate)]] as const)),
      ['Features', `${formatCount(features.featureCount)} (${features.variant})`],
      ['Codes', formatCount(fit.codeCount)],
      ['Time and memory', `${formatSeconds(fit.seconds)}, ${formatSize(fit.allocatedBytes)} allocated`],
    ]),
    passCharts(data),
  );
}

function passCharts({ fit, trials }: ReportData): Html | null {
  const winner = trials.trials[trials.chosen];
  const final: PassLine = { name: 'final fit', passes: fit.passes };
  const search: readonly PassLine[] = winner === undefined ? [] : [{ name: `trial ${winner.trial} (chosen)`, passes: winner.passes }];
  const scored = [...search, final].filter(({ passes }) => passes.some(({ score }) => score !== null));
  const objectives = [...search, final].filter(({ passes }) => passes.length > 0);
  if (objectives.length === 0) return null;
  return html`<div class="charts">${passChart({ id: 'objective', title: 'Objective by pass (log scale)', scale: 'log' }, objectives, ({ objective }) => objective)}${
    scored.length === 0
      ? null
      : passChart({ id: 'validation', title: `Validation ${trials.metric} by pass`, scale: 'value' }, scored, ({ score }) => score)
  }</div>
<p class="note">The objective of a pass is the mean loss seen during it plus the penalty after it. The final fit has other rows than the trial, so the two lines need not meet.</p>`;
}
