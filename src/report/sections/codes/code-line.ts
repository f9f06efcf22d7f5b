import type { NamedCodeScores } from '../../../artifacts/evaluation.js';
import type { Bounds } from '../../../evaluation/codes/code-intervals.js';
import type { CodeMetrics } from '../../../evaluation/evaluate.js';
import type { CodeLoss } from '../../../evaluation/paired/code-losses.js';
import { showNgram } from '../../../text/show-ngram.js';
import { formatCount, formatDifference, formatNumber, formatScore, formatShare } from '../../format.js';
import { scoreCell } from '../../page/between.js';
import { type Html, html } from '../../page/html.js';
import { type Cell, facts, foreign, type Row } from '../../page/parts.js';
import type { ReportCode, ReportData } from '../../report-data.js';
import type { WantedTexts } from './work-list.js';

/** A code of the page's table; runs that were made before codes had intervals and confusions lack them. */
export type Line = Omit<CodeMetrics, 'intervals' | 'confusions'> & Partial<Pick<CodeMetrics, 'intervals' | 'confusions'>>;

/** What else the page knows of a code. */
export interface LineFacts {
  readonly code: ReportCode | undefined;
  /** Other codes whose rows were given this one, most first. */
  readonly takenFrom: readonly { readonly code: string; readonly weight: number }[];
  readonly telling: NonNullable<ReportData['evaluation']['telling']>[number]['ngrams'];
  /** What twice its texts may be worth; undefined where codes of twice its size do no better, or there are none. */
  readonly wanted: WantedTexts | undefined;
  /** Where a champion was compared with. */
  readonly scores: NamedCodeScores | undefined;
  /** Where the champion is shown to be better. */
  readonly loss: (Omit<CodeLoss, 'code'> & { readonly code: string }) | undefined;
}

/** The row of a code: its figures, and what opens below them. */
export function codeRow(line: Line, known: LineFacts): Row {
  return { cells: figureCells(line, known.code), more: facts(openedFacts(line, known)) };
}

function figureCells({ intervals, ...row }: Line, code: ReportCode | undefined): readonly Cell[] {
  const title = code?.title;
  return [
    {
      content: html`<span class="code">${foreign(row.code)}</span>${title == null || title === row.code ? null : html`<span class="title">${foreign(title)}</span>`}`,
      sort: row.code,
    },
    { content: code === undefined ? '–' : formatCount(code.roleCounts[0] ?? 0), sort: code?.roleCounts[0] ?? 0 },
    { content: formatCount(row.support), sort: row.support },
    { content: formatCount(row.predicted), sort: row.predicted },
    score(row.precision, row.predicted > 0, intervals?.precision),
    score(row.recall, row.support > 0, intervals?.recall),
    { ...score(row.f1, row.support > 0 || row.predicted > 0, intervals?.f1), bar: row.f1 },
  ];
}

/** A score that is not defined sorts as nothing: last. */
function score(value: number, defined: boolean, bounds: Bounds | null | undefined): Cell {
  if (!defined) return { content: '–', sort: '' };
  const [low, high] = bounds ?? [null, null];
  return { content: scoreCell({ value, low, high }), sort: value };
}

function openedFacts({ confusions = [] }: Line, { code, takenFrom, telling, wanted, scores, loss }: LineFacts): readonly (readonly [string, Html])[] {
  const opened: [string, Html][] = [];
  if (code?.above !== undefined && code.above.length > 0) {
    opened.push(['Below', html`${code.above.map((each, i) => html`${i === 0 ? null : ' › '}${foreign(each)}`)}`]);
  }
  opened.push(['Mistaken for', confusions.length === 0 ? html`nothing in these rows` : html`${confusions.map(confusionLine)}`]);
  opened.push([
    'Given to rows of',
    takenFrom.length === 0 ? html`no other code among the three that each is mistaken for` : html`${takenFrom.map(takenLine)}`,
  ]);
  if (telling.length > 0) opened.push(['What speaks for it', html`${telling.map(ngramLine)}`]);
  opened.push(['More texts', wantedLine(wanted)]);
  const beside = [...(scores === undefined ? [] : [scoresLine(scores)]), ...(loss === undefined ? [] : [lossLine(loss)])];
  if (beside.length > 0) opened.push(['Beside the champion', html`${beside}`]);
  return opened;
}

function confusionLine({ given, weight, examples }: CodeMetrics['confusions'][number]): Html {
  const shown =
    examples.length === 0 ? null : html` <span class="examples">(${examples.map((id, i) => html`${i === 0 ? null : ', '}${foreign(id)}`)})</span>`;
  return html`<div>${foreign(given)} × ${formatCount(weight)}${shown}</div>`;
}

const scoresLine = ({ candidate, champion }: NamedCodeScores): Html =>
  html`<div>F1 ${formatScore(candidate)}, the champion ${formatScore(champion)} on the rows that both are judged on: ${formatDifference(candidate - champion)}</div>`;

const lossLine = ({ candidateOnly, championOnly, p }: NonNullable<LineFacts['loss']>): Html =>
  html`<div>worse: right alone in ${formatCount(candidateOnly)} groups, the champion alone in ${formatCount(championOnly)} (p ${formatNumber(p)})</div>`;

function wantedLine(wanted: WantedTexts | undefined): Html {
  if (wanted === undefined) return html`nothing says that they would help: no codes of about twice its texts do better`;
  const { recall, recallOfTwice, gain } = wanted;
  return html`may help: its recall is about ${formatScore(recall)}, that of codes with twice its texts ${formatScore(recallOfTwice)} (${formatNumber(Number(gain.toPrecision(2)))} rows of 1,000)`;
}

const takenLine = ({ code, weight }: LineFacts['takenFrom'][number]): Html => html`<div>${foreign(code)} × ${formatCount(weight)}</div>`;

const ngramLine = ({ ngram, share }: LineFacts['telling'][number]): Html =>
  html`<div>${foreign(showNgram(ngram))} <span class="examples">${formatShare(share)}</span></div>`;
