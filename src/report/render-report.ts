import { formatCount, formatTime } from './format.js';
import { htmlDocument } from './page/document.js';
import { html } from './page/html.js';
import { PAGE_SCRIPT } from './page/page-script.js';
import type { ReportData } from './report-data.js';
import { codesSection } from './sections/codes/codes-section.js';
import { inputSection, splitSection } from './sections/data-section.js';
import { decisionSection } from './sections/decision-section.js';
import { glanceSection } from './sections/glance/glance-section.js';
import { metricsSection } from './sections/metrics-section.js';
import { originSection } from './sections/origin-section.js';
import { reviewSection } from './sections/review-section.js';
import { scoresSection } from './sections/scores-section.js';
import { searchSection } from './sections/search-section.js';
import { suitesSection } from './sections/suites-section.js';
import { trainingSection } from './sections/training-section.js';

const CONTENTS = [
  ['glance', 'At a glance'],
  ['decision', 'Decision'],
  ['metrics', 'Metrics'],
  ['suites', 'Suites'],
  ['training', 'Fit'],
  ['codes', 'Codes'],
  ['scores', 'Scores'],
  ['review', 'Review'],
  ['search', 'Trials'],
  ['split', 'Split'],
  ['input', 'Input'],
  ['origin', 'Origin'],
] as const;

/** The report of a run as one self-contained HTML page. The same data gives the same bytes. */
export function renderReport(data: ReportData): string {
  const [decision, suites] = [decisionSection(data), suitesSection(data)];
  const contents = CONTENTS.filter(([id]) => !(id === 'decision' && decision === null) && !(id === 'suites' && suites === null));
  const body = html`<header><p class="kicker">millrace report</p><h1>${data.run.pipeline}</h1>
<p class="note">Run ${data.run.id} · ${formatTime(data.run.startedAt)} · ${formatCount(data.prepared.includedCount)} rows · ${formatCount(data.codes.length)} codes</p>
<nav>${contents.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}</nav></header><main>${[
    glanceSection(data),
    decision,
    metricsSection(data),
    suites,
    trainingSection(data),
    codesSection(data),
    scoresSection(data),
    reviewSection(data),
    searchSection(data),
    splitSection(data),
    inputSection(data),
    originSection(data),
  ]}</main>`;
  return htmlDocument(`${data.run.pipeline} · ${data.run.id}`, body, PAGE_SCRIPT);
}
