import { compareUtf8 } from '../../core/utf8-order.js';
import type { CodeMetrics } from '../../evaluation/evaluate.js';
import { formatCount, formatScore } from '../format.js';
import { type Html, html } from '../page/html.js';
import { type Cell, foreign, section, table } from '../page/parts.js';
import type { ReportCode, ReportData } from '../report-data.js';

/** Every code of the run with its rows and scores; sorted by support, then code. Scores that are not defined are a dash. */
export function codesSection({ evaluation, codes }: ReportData): Html {
  const known = new Map(codes.map((code) => [code.code, code]));
  const rows = [...evaluation.perCode, ...withoutRows(codes, evaluation.perCode)].sort(
    (a, b) => b.support - a.support || compareUtf8(a.code, b.code),
  );
  return section(
    'codes',
    'Code by code',
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
      ],
      rows: rows.map((row) => ({ cells: codeCells(row, known.get(row.code)) })),
    }),
    html`<p class="note">Support: test rows with the code, weighted when there are evaluation weights. A score from few rows says little: with one row, F1 is close to all or nothing.</p>`,
  );
}

/** Codes that no judged row has, and no judged row was given. */
function withoutRows(codes: readonly ReportCode[], perCode: readonly CodeMetrics[]): CodeMetrics[] {
  const judged = new Set(perCode.map(({ code }) => code));
  return codes.filter(({ code }) => !judged.has(code)).map(({ code }) => ({ code, support: 0, predicted: 0, precision: 0, recall: 0, f1: 0 }));
}

function codeCells(row: CodeMetrics, code: ReportCode | undefined): readonly Cell[] {
  const title = code?.title;
  return [
    {
      content: html`<span class="code">${foreign(row.code)}</span>${title == null || title === row.code ? null : html`<span class="title">${foreign(title)}</span>`}`,
      sort: row.code,
    },
    { content: code === undefined ? '–' : formatCount(code.roleCounts[0] ?? 0), sort: code?.roleCounts[0] ?? 0 },
    { content: formatCount(row.support), sort: row.support },
    { content: formatCount(row.predicted), sort: row.predicted },
    score(row.precision, row.predicted > 0),
    score(row.recall, row.support > 0),
    { ...score(row.f1, row.support > 0 || row.predicted > 0), bar: row.f1 },
  ];
}

/** Undefined scores sort below zero. */
function score(value: number, defined: boolean): Cell {
  return defined ? { content: formatScore(value), sort: value } : { content: '–', sort: -1 };
}
