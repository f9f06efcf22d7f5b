import { compareUtf8 } from '../../../core/utf8-order.js';
import { formatCount } from '../../format.js';
import { type Html, html } from '../../page/html.js';
import { section, table } from '../../page/parts.js';
import type { ReportCode, ReportData } from '../../report-data.js';
import { icicle } from '../icicle/icicle.js';
import { codeRow, type Line, type LineFacts } from './code-line.js';
import { codeLists } from './code-lists.js';
import { confusedPairs } from './confused-pairs.js';
import { levelsTable } from './levels-table.js';
import { wantedTexts, workList } from './work-list.js';

/**
 * The figures by level, then every code of the run with its rows and scores, sorted by support, then code; a row opens. Scores that are
 * not defined are a dash.
 */
export function codesSection(data: ReportData): Html {
  const { evaluation, codes } = data;
  const factsOf = lineFacts(data);
  const lines: Line[] = [...evaluation.perCode, ...withoutRows(codes, evaluation.perCode)].sort(
    (a, b) => b.support - a.support || compareUtf8(a.code, b.code),
  );
  return section(
    'codes',
    'Code by code',
    icicle(data),
    levelsTable(evaluation.hierarchy ?? null),
    html`<p class="filter"><label>Filter <input type="search" id="code-filter" data-filters="codes-table" placeholder="code or title" autocomplete="off"></label> <output id="code-count">${formatCount(lines.length)} codes</output></p>`,
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
      rows: lines.map((line) => codeRow(line, factsOf(line.code))),
    }),
    html`<p class="note">Support: test rows with the code, weighted when there are evaluation weights. Small numbers below a score are its 95 % interval (Wilson's, by group; F1 by way of Jaccard's index). A code opens to show what it is taken for and from; in brackets are ids of such rows. ${
      evaluation.telling === undefined ? 'This kind of model weighs no n-grams, so that none speaks for a code.' : NGRAM_NOTE
    }</p>`,
    codeLists(evaluation.codeLists),
    confusedPairs(evaluation.perCode, codes),
    workList(evaluation.perCode, codes),
  );
}

const NGRAM_NOTE =
  'What speaks for a code: the five n-grams that add most to its score in rows of it that the model was fitted on (weight times mean value, over its first 100 such rows), after the column that they are of (= words, ~ letters), with the share of these rows that have them.';

/** What the page knows of each code beside its figures. */
function lineFacts({ evaluation, codes, comparison }: ReportData): (code: string) => LineFacts {
  const known = new Map(codes.map((code) => [code.code, code]));
  const telling = new Map(evaluation.telling?.map(({ code, ngrams }) => [code, ngrams]));
  const wanted = new Map(wantedTexts(evaluation.perCode, codes).map((texts) => [texts.code, texts]));
  const losses = new Map(comparison.told?.byCode.losses.map((loss) => [loss.code, loss]));
  const takenFrom = new Map<string, { code: string; weight: number }[]>();
  for (const { code, confusions = [] } of evaluation.perCode as readonly Line[]) {
    for (const { given, weight } of confusions) {
      const list = takenFrom.get(given) ?? [];
      takenFrom.set(given, list);
      list.push({ code, weight });
    }
  }
  for (const list of takenFrom.values()) list.sort((a, b) => b.weight - a.weight || compareUtf8(a.code, b.code));
  return (code) => ({
    code: known.get(code),
    takenFrom: (takenFrom.get(code) ?? []).slice(0, MOST_TAKEN),
    telling: telling.get(code) ?? [],
    wanted: wanted.get(code),
    loss: losses.get(code),
  });
}

const MOST_TAKEN = 5;

/** Codes that no judged row has, and no judged row was given. */
function withoutRows(codes: readonly ReportCode[], perCode: readonly Line[]): Line[] {
  const judged = new Set(perCode.map(({ code }) => code));
  return codes.filter(({ code }) => !judged.has(code)).map(({ code }) => ({ code, support: 0, predicted: 0, precision: 0, recall: 0, f1: 0 }));
}
