import { formatSeconds, formatSize } from '../../core/size.js';
import { kindOf } from '../../estimators/kinds.js';
import { describeStorage } from '../../estimators/model-files.js';
import { formatCount, formatNumber, formatShare } from '../format.js';
import { type Html, html } from '../page/html.js';
import { callout, facts, section } from '../page/parts.js';
import type { ReportData } from '../report-data.js';
import { boundSentence, chosenPassCount, fitVerdict } from './fit-verdict.js';
import { memberFacts } from './member-facts.js';
import { passCharts } from './pass-charts.js';

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
      ...memberFacts(winner, data.trials.metric),
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
      ...(fit.stored === undefined ? [] : ([['Stored weights', describeStorage(fit.stored)]] as const)),
      ['Time and memory', `${formatSeconds(fit.seconds)}, ${formatSize(fit.allocatedBytes)} allocated`],
    ]),
    importantNgrams(data),
    passCharts(data),
  );
}

/** Which n-grams the shipped model asks for most, where its kind tells. */
function importantNgrams({ evaluation: { important = [] } }: ReportData): Html | null {
  if (important.length === 0) return null;
  const note =
    'Of all that splits take off the Gini impurity of training rows, what those by the n-gram take (mean decrease in impurity): rare n-grams may stand too high.';
  return html`<h3>What the model asks for most</h3>
<p class="note">${note}</p>
${facts(important.map(({ ngram, share }) => [ngram, formatShare(share)]))}`;
}
