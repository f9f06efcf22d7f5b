import { compareUtf8 } from '../../../core/utf8-order.js';
import { sizeChart } from '../../charts/size-chart.js';
import { formatCount, formatNumber, formatScore } from '../../format.js';
import { type Html, html } from '../../page/html.js';
import { foreign, table } from '../../page/parts.js';
import type { ReportCode } from '../../report-data.js';
import type { Line } from './code-line.js';

/** A code, and what twice its training texts may be worth. */
export interface WantedTexts {
  readonly code: string;
  readonly title: string | null;
  readonly trainRows: number;
  /** Test rows of the code that are right, as a share: drawn towards that of codes of its size where they are few. */
  readonly recall: number;
  /** The same of codes with about twice as many training texts. */
  readonly recallOfTwice: number;
  /** Rows of a thousand as they come that would be right beside today's, were the code as good as those. */
  readonly gain: number;
}

/** Test rows of a code weigh as much as so many that are as codes of its size are. */
const PRIOR_ROWS = 5;
const SHOWN = 30;

/**
 * The codes that need texts most. Codes of like size make a band, b = ⌊log2 of their training rows⌋, with the recall R_b over its test
 * rows. With s_c test rows of a code, of which r_c are right, and p_c its share of all rows,
 *
 *   recall_c = (r_c + 5·R_b) / (s_c + 5),   gain_c = 1000 · p_c · max(0, R_{b+1} − recall_c)
 *
 * so that a code is listed where codes of twice its size do better, and counts as its rows do. Most first, ties in bytewise order of
 * code; codes of the largest band have nothing to be held against.
 */
export function wantedTexts(perCode: readonly Line[], codes: readonly ReportCode[]): readonly WantedTexts[] {
  const judged = new Map(perCode.map((line) => [line.code, line]));
  const allRows = codes.reduce((sum, { roleCounts }) => sum + rowsOf(roleCounts), 0);
  const bands = recallByBand(codes, judged);
  return codes
    .flatMap(({ code, title, roleCounts }) => {
      const trainRows = roleCounts[0] ?? 0;
      const own = bands.get(bandOf(trainRows));
      const twice = bands.get(bandOf(trainRows) + 1);
      if (trainRows === 0 || own === undefined || twice === undefined) return [];
      const { support = 0, recall: found = 0 } = judged.get(code) ?? {};
      const recall = (support * found + PRIOR_ROWS * own) / (support + PRIOR_ROWS);
      const gain = (1000 * rowsOf(roleCounts) * Math.max(0, twice - recall)) / allRows;
      return gain > 0 ? [{ code, title, trainRows, recall, recallOfTwice: twice, gain }] : [];
    })
    .sort((a, b) => b.gain - a.gain || compareUtf8(a.code, b.code));
}

/** Recall over the test rows of codes of like size, from the smallest up. */
export interface SizeBand {
  /** Training rows of its codes. */
  readonly trainRows: readonly [from: number, to: number];
  readonly codeCount: number;
  readonly testRows: number;
  readonly recall: number;
}

/** The bands of codes with training rows that have test rows: what recall comes with how many texts, seen across codes. */
export function sizeBands(perCode: readonly Line[], codes: readonly ReportCode[]): readonly SizeBand[] {
  const judged = new Map(perCode.map((line) => [line.code, line]));
  return [...sumsByBand(codes, judged)]
    .filter(([band, { rows }]) => band >= 0 && rows > 0)
    .sort(([a], [b]) => a - b)
    .map(([band, { right, rows, codeCount }]) => ({
      trainRows: [1 << band, (1 << band) * 2 - 1],
      codeCount,
      testRows: rows,
      recall: right / rows,
    }));
}

const rowsOf = (roleCounts: readonly number[]): number => roleCounts.reduce((sum, count) => sum + count, 0);
const bandOf = (trainRows: number): number => 31 - Math.clz32(trainRows);

function recallByBand(codes: readonly ReportCode[], judged: ReadonlyMap<string, Line>): ReadonlyMap<number, number> {
  return new Map([...sumsByBand(codes, judged)].filter(([, { rows }]) => rows > 0).map(([band, { right, rows }]) => [band, right / rows]));
}

function sumsByBand(codes: readonly ReportCode[], judged: ReadonlyMap<string, Line>) {
  const sums = new Map<number, { right: number; rows: number; codeCount: number }>();
  for (const { code, roleCounts } of codes) {
    const { support = 0, recall = 0 } = judged.get(code) ?? {};
    const band = bandOf(roleCounts[0] ?? 0);
    const sum = sums.get(band) ?? { right: 0, rows: 0, codeCount: 0 };
    sums.set(band, sum);
    sum.right += support * recall;
    sum.rows += support;
    sum.codeCount++;
  }
  return sums;
}

/** The work list as a table, and whole as a CSV file to be saved. */
export function workList(perCode: readonly Line[], codes: readonly ReportCode[]): Html | null {
  const wanted = wantedTexts(perCode, codes);
  if (wanted.length === 0) return null;
  const file = `data:text/csv;charset=utf-8;base64,${Buffer.from(csvOf(wanted)).toString('base64')}`;
  return html`<h3 id="work-list">Where more texts would help</h3>${sizeChart(sizeBands(perCode, codes))}${table({
    id: 'work-table',
    columns: [
      { name: 'Code', kind: 'text' },
      { name: 'Train rows', kind: 'number' },
      { name: 'Recall', kind: 'number' },
      { name: 'Of codes twice its size', kind: 'number', minor: true },
      { name: 'Right rows more, of 1,000', kind: 'number' },
    ],
    rows: wanted.slice(0, SHOWN).map(({ code, title, trainRows, recall, recallOfTwice, gain }) => ({
      cells: [
        html`<span class="code">${foreign(code)}</span>${title === null || title === code ? null : html`<span class="title">${foreign(title)}</span>`}`,
        formatCount(trainRows),
        formatScore(recall),
        formatScore(recallOfTwice),
        formatNumber(Number(gain.toPrecision(2))),
      ],
    })),
  })}<p class="note">What a code would gain were it as good as codes with about twice its texts, by its share of the rows; recall is drawn towards that of codes of its size where test rows are few. An expectation from other codes, no promise. <a href="${file}" download="work-list.csv">All ${formatCount(wanted.length)} codes as CSV</a></p>`;
}

function csvOf(wanted: readonly WantedTexts[]): string {
  const quote = (cell: string | number | null): string => `"${String(cell ?? '').replaceAll('"', '""')}"`;
  const lines = wanted.map(({ code, title, trainRows, recall, recallOfTwice, gain }) =>
    [quote(code), quote(title), trainRows, recall.toFixed(4), recallOfTwice.toFixed(4), gain.toFixed(3)].join(','),
  );
  return `code,title,train_rows,recall,recall_of_twice,gain_per_1000\r\n${lines.join('\r\n')}\r\n`;
}
