import { formatCount, formatTime } from './format.js';
import { htmlDocument } from './page/document.js';
import { type Html, html } from './page/html.js';
import { PAGE_SCRIPT } from './page/page-script.js';
import type { ReportData } from './report-data.js';
import { codesSection } from './sections/codes/codes-section.js';
import { curveSection } from './sections/curve/curve-section.js';
import { inputSection, splitSection } from './sections/data-section.js';
import { decisionSection } from './sections/decision-section.js';
import { driftSection } from './sections/drift-section.js';
import { glanceSection } from './sections/glance/glance-section.js';
import { historySection } from './sections/history-section.js';
import { metricsSection } from './sections/metrics-section.js';
import { originSection } from './sections/origin-section.js';
import { reviewSection } from './sections/review-section.js';
import { scoresSection } from './sections/scores-section.js';
import { searchSection } from './sections/search-section.js';
import { suitesSection } from './sections/suites-section.js';
import { trainingSection } from './sections/training-section.js';

/** Sections in the order of the page, with their names in its contents; one that a run has nothing for is null. */
const SECTIONS: readonly (readonly [id: string, name: string, make: (data: ReportData) => Html | null])[] = [
  ['glance', 'At a glance', glanceSection],
  ['decision', 'Decision', decisionSection],
  ['metrics', 'Metrics', metricsSection],
  ['curve', 'Learning curve', curveSection],
  ['suites', 'Suites', suitesSection],
  ['history', 'Earlier runs', historySection],
  ['training', 'Fit', trainingSection],
  ['codes', 'Codes', codesSection],
  ['scores', 'Scores', scoresSection],
  ['review', 'Review', reviewSection],
  ['drift', 'Drift', driftSection],
  ['search', 'Trials', searchSection],
  ['split', 'Split', splitSection],
  ['input', 'Input', inputSection],
  ['origin', 'Origin', originSection],
];

/** Those that say what coding takes. */
const WITH_CODING: ReadonlySet<string> = new Set(['glance', 'origin']);

/** Sections that are drawn already, by id. */
export type DrawnSections = ReadonlyMap<string, Html | null>;

/** All sections that do not say what coding takes, while that is still measured. */
export function drawAhead(data: ReportData): DrawnSections {
  return new Map(SECTIONS.flatMap(([id, _name, make]) => (WITH_CODING.has(id) ? [] : [[id, make(data)] as const])));
}

/** The report of a run as one self-contained HTML page. The same data gives the same bytes; what is drawn of it already is not drawn again. */
export function renderReport(data: ReportData, drawn: DrawnSections = new Map()): string {
  const contentOf = (id: string, make: (data: ReportData) => Html | null): Html | null => (drawn.has(id) ? (drawn.get(id) ?? null) : make(data));
  const shown = SECTIONS.map(([id, name, make]) => ({ id, name, content: contentOf(id, make) })).filter(({ content }) => content !== null);
  const body = html`<header><p class="kicker">millrace report</p><h1>${data.run.pipeline}</h1>
<p class="note">Run ${data.run.id} · ${formatTime(data.run.startedAt)} · ${formatCount(data.prepared.includedCount)} rows · ${formatCount(data.codes.length)} codes</p>
<nav>${shown.map(({ id, name }) => html`<a href="#${id}">${name}</a>`)}</nav></header><main>${shown.map(({ content }) => content)}</main>`;
  return htmlDocument(`${data.run.pipeline} · ${data.run.id}`, body, PAGE_SCRIPT);
}
