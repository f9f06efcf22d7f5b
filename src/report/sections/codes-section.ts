import { compareUtf8 } from '../../core/utf8-order.js';
import type { Bounds } from '../../evaluation/codes/code-intervals.js';
import type { CodeMetrics } from '../../evaluation/evaluate.js';
import { showNgram } from '../../text/show-ngram.js';
import { formatCount, formatScore, formatShare } from '../format.js';
import { type Html, html } from '../page/html.js';
import { type Cell, foreign, section, table } from '../page/parts.js';
import type { ReportCode, ReportData } from '../report-data.js';
import { codeLists } from './code-lists.js';
import { levelsTable } from './levels-table.js';

/** A code of the page's table; runs that were made before codes had intervals and confusions lack them. */
type Line = Omit<CodeMetrics, 'intervals' | 'confusions'> & Partial<Pick<CodeMetrics, 'intervals' | 'confusions'>>;

/**
 * The figures by level, then every code of the run with its rows, scores and what it is mistaken for; sorted by support, then code.
 * Scores that are not defined are a dash.
 */
export function codesSection({ evaluation, codes }: ReportData): Html {
  const known = new Map(codes.map((code) => [code.code, code]));
  const telling = new Map(evaluation.telling?.map(({ code, ngrams }) => [code, ngrams]));
  const rows: Line[] = [...evaluation.perCode, ...withoutRows(codes, evaluation.perCode)].sort(
    (a, b) => b.support - a.support || compareUtf8(a.code, b.code),
  );
  return section(
    'codes',
    'Code by code',
    levelsTable(evaluation.hierarchy ?? null),
    html`<p class="filter"><label>Filter <input type="search" id="code-filter" data-filters="codes-table" placeholder="code or title" autocomplete="off"></label> <output id="code-count">${formatCount(rows.length)} codes</output></p>`,
    table({
      id: 'codes-table',
      sortable: true,
      columns: [
        { name: 'Code', kind: 'text' },
        { name: 'Train rows', kind: 'number', minor: true },
        { name: 'Support', kind: 'number' },
        { name: 'Predicted', kind: 'number', minor: true },
        { name: 'Precision', kind: 'number', minor: true },
        { name: 'Recall', kind: 'number', minor: true },
        { name: 'F1', kind: 'number' },
        { name: 'Mostly mistaken for', kind: 'text', minor: true },
        { name: 'What speaks for it', kind: 'text', minor: true },
      ],
      rows: rows.map((row) => ({ cells: [...codeCells(row, known.get(row.code)), ngramCell(telling.get(row.code) ?? [])] })),
    }),
    html`<p class="note">Support: test rows with the code, weighted when there are evaluation weights. Small numbers below a score are its 95 % interval (Wilson's, by group; F1 by way of Jaccard's index). In brackets after a code that rows were mistaken for: ids of such rows. ${
      evaluation.telling === undefined ? 'This kind of model weighs no n-grams, so that none speaks for a code.' : NGRAM_NOTE
    }</p>`,
    codeLists(evaluation.codeLists),
  );
}

const NGRAM_NOTE =
  'What speaks for a code: the five n-grams that add most to its score in rows of it that the model was fitted on (weight times mean value, over its first 100 such rows), after the column that they are of (= words, ~ letters), with the share of these rows that have them.';

/** Codes that no judged row has, and no judged row was given. */
function withoutRows(codes: readonly ReportCode[], perCode: readonly Line[]): Line[] {
  const judged = new Set(perCode.map(({ code }) => code));
  return codes.filter(({ code }) => !judged.has(code)).map(({ code }) => ({ code, support: 0, predicted: 0, precision: 0, recall: 0, f1: 0 }));
}

function codeCells({ intervals, confusions = [], ...row }: Line, code: ReportCode | undefined): readonly Cell[] {
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
    { content: confusions.map(confusionLine), sort: confusions[0]?.weight ?? 0 },
  ];
}

function confusionLine({ given, weight, examples }: CodeMetrics['confusions'][number]): Html {
  const shown =
    examples.length === 0 ? null : html` <span class="examples">(${examples.map((id, i) => html`${i === 0 ? null : ', '}${foreign(id)}`)})</span>`;
  return html`<div class="confusion">${foreign(given)} × ${formatCount(weight)}${shown}</div>`;
}

function ngramCell(ngrams: NonNullable<ReportData['evaluation']['telling']>[number]['ngrams']): Cell {
  const content = ngrams.map(
    ({ ngram, share }) => html`<div class="confusion">${foreign(showNgram(ngram))} <span class="examples">${formatShare(share)}</span></div>`,
  );
  return { content, sort: ngrams[0]?.contribution ?? 0 };
}

/** Undefined scores sort below zero. */
function score(value: number, defined: boolean, bounds: Bounds | null | undefined): Cell {
  if (!defined) return { content: '–', sort: -1 };
  const between = bounds == null ? null : html`<div class="between">${formatScore(bounds[0])} – ${formatScore(bounds[1])}</div>`;
  return { content: html`${formatScore(value)}${between}`, sort: value };
}
