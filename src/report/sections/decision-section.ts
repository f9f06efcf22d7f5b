import type { LargestMove } from '../../evaluation/consistency/consistency.js';
import type { VocabularyDrift } from '../../evaluation/consistency/vocabulary-drift.js';
import { differenceChart } from '../charts/charts.js';
import { movesTable } from '../compare/moves-table.js';
import { shiftTable } from '../compare/shift-table.js';
import { vocabularyPart, vocabularyText } from '../compare/vocabulary-part.js';
import { formatConfidence, formatCount, formatDifference, formatNumber, formatScore, formatShare } from '../format.js';
import { limitAsked, limitFound, limitName } from '../limit-text.js';
import { type Html, html } from '../page/html.js';
import { facts, foreign, section, table } from '../page/parts.js';
import type { ReportData } from '../report-data.js';

/** How the decision was made; nothing where nothing was compared, limited or warned of. */
export function decisionSection(data: ReportData): Html | null {
  const { comparison } = data;
  const parts = [
    limitTable(comparison.limits ?? []),
    consistencyPart(comparison.consistency),
    comparison.candidate !== null && comparison.championValue !== null ? comparedWith(data) : null,
    warnings(data.warnings),
  ];
  return parts.every((part) => part === null) ? null : section('decision', 'How it was decided', ...parts);
}

/** What coding takes beside what it may take. */
function limitTable(limits: NonNullable<ReportData['comparison']['limits']>): Html | null {
  if (limits.length === 0) return null;
  return html`${table({
    id: 'limits-table',
    compact: true,
    columns: [
      { name: 'Limit of the gate', kind: 'text' },
      { name: 'Wanted', kind: 'number' },
      { name: 'Measured', kind: 'number' },
      { name: 'Held', kind: 'text' },
    ],
    rows: limits.map((check) => ({
      cells: [limitName(check), limitAsked(check), limitFound(check), check.isHeld === null ? 'cannot tell' : check.isHeld ? 'yes' : 'no'],
    })),
  })}<p class="note">Times are medians of five repeats on test rows, on one thread of this machine; least and most in brackets. Memory is that of a process that opens the model and codes these rows, without reading tables.</p>`;
}

/** What candidate and champion say of rows without codes. */
function consistencyPart(check: ReportData['comparison']['consistency']): Html | null {
  if (check === undefined) return null;
  const { found, minAgreement, maxShift, isHeld } = check;
  const least = minAgreement === null ? '' : `, at least ${formatShare(minAgreement)} wanted`;
  const most = maxShift === null ? '' : ` At most a shift of ${formatShare(maxShift)} is allowed.`;
  return html`<p>${formatShare(found.agreement)} of ${formatCount(found.rowCount)} rows without codes get the champion's code${least}.${most} ${isHeld ? null : html`<strong>This is not held.</strong>`}</p>${shiftTable(found.shifts)}${movedRows(found.moves)}${unknownWords(found.vocabulary)}`;
}

function movedRows(moves: readonly LargestMove[]): Html | null {
  return moves.length === 0 ? null : html`<details><summary>Between which codes rows went most</summary>${movesTable(moves)}</details>`;
}

function unknownWords(vocabulary: VocabularyDrift | undefined): Html | null {
  if (vocabulary === undefined) return null;
  return html`<details><summary>Words that are not known. ${vocabularyText(vocabulary)} It decides nothing.</summary>${vocabularyPart(vocabulary)}</details>`;
}

function comparedWith({ comparison, trials }: ReportData): Html {
  const { interval, difference } = comparison;
  const lines = [
    { at: 0, name: 'equal' },
    { at: -comparison.margin, name: `margin ${formatDifference(-comparison.margin)}` },
  ];
  return html`${facts([
    ['Metric', comparison.metric],
    ['Candidate', formatScore(comparison.candidate)],
    [`Champion ${comparison.champion ?? ''}`, formatScore(comparison.championValue)],
    ['Difference', formatDifference(difference)],
    ['One-sided lower bound', formatDifference(comparison.lowerBound)],
    ['Margin, set beforehand', formatScore(comparison.margin)],
    ['Rows that neither model was made with', formatCount(comparison.sharedRowCount)],
    ...toldFacts(comparison),
    ...anchorFacts(comparison),
    ...(comparison.earlierJudgements === undefined
      ? []
      : [['Models that such rows judged before', formatCount(comparison.earlierJudgements)] as const]),
  ])}${metricNote(comparison.metric, trials.metric)}${
    interval === null || difference === null
      ? null
      : html`${differenceChart(difference, interval.low, interval.high, lines)}<p class="note">${formatConfidence(interval.confidence)} interval of: ${interval.estimand}; one unit a ${interval.unit}.</p>`
  }${lossTable(comparison)}`;
}

type Facts = readonly (readonly [string, string])[];

/** What these rows could tell at all. */
function toldFacts({ told, margin }: ReportData['comparison']): Facts {
  if (told === undefined) return [];
  const { weights, unspokenShare, groupCount, discordantCount, chanceIfEqual, detectableMargin } = told;
  const without = unspokenShare === null ? '' : `; ${formatShare(unspokenShare)} of the data has codes without such a row`;
  return [
    ['Rows stand for', weights === 'design' ? `the data (weights by design${without})` : 'themselves (plain weights)'],
    ['Groups that one model alone gets right', `${formatCount(discordantCount)} of ${formatCount(groupCount)}`],
    [`A model as good as the champion passes a margin of ${formatScore(margin)}`, `with a chance of ${formatShare(chanceIfEqual)}`],
    ['The least margin that it passes with a chance of 80 %', formatScore(detectableMargin)],
  ];
}

function anchorFacts({ anchor }: ReportData['comparison']): Facts {
  if (anchor === undefined) return [];
  const found =
    anchor.difference === null
      ? anchor.reason
      : `difference ${formatDifference(anchor.difference)}, lower bound ${formatDifference(anchor.lowerBound)}`;
  return [[`Beside the anchor ${anchor.champion ?? ''}`, `${anchor.decision}: ${found}`]];
}

/** A search that chose by one metric and a gate that judges by another are no fault, but nobody should be surprised. */
function metricNote(gate: string, search: string): Html | null {
  if (gate === search) return null;
  return html`<p class="note">The gate judges by ${gate}${gate === 'accuracy' ? ', which tells a difference from the fewest rows' : ''}; the search chose by ${search}. Set gate.metric to ${search} to judge by the same.</p>`;
}

/** Shown of the losses of single codes. */
const MOST_LOSSES = 20;

function lossTable({ told }: ReportData['comparison']): Html | null {
  if (told === undefined) return null;
  const { codeCount, tellableCount, losses, level } = told.byCode;
  const byChance = formatNumber(Math.round(level * tellableCount));
  const note = html`<p class="note">${losses.length === 0 ? 'No code is' : losses.length === 1 ? 'One code is' : `${formatCount(losses.length)} codes are`} shown to be coded worse than by the champion (sign test over groups at ${formatShare(level)}, no part of the decision). ${formatCount(tellableCount)} of ${formatCount(codeCount)} codes have groups enough to tell; about ${byChance} of these would stand here by chance.</p>`;
  if (losses.length === 0) return note;
  return html`${note}${table({
    id: 'losses-table',
    compact: true,
    columns: [
      { name: 'Code', kind: 'text' },
      { name: 'Groups', kind: 'number' },
      { name: 'Only the candidate right', kind: 'number' },
      { name: 'Only the champion right', kind: 'number' },
      { name: 'p', kind: 'number' },
    ],
    rows: losses.slice(0, MOST_LOSSES).map(({ code, groupCount, candidateOnly, championOnly, p }) => ({
      cells: [foreign(code), formatCount(groupCount), formatCount(candidateOnly), formatCount(championOnly), formatNumber(p)],
    })),
  })}`;
}

function warnings(messages: readonly string[]): Html | null {
  if (messages.length === 0) return null;
  return html`<div class="callout caution"><p class="headline">${messages.length === 1 ? 'One warning' : `${messages.length} warnings`}</p><ul>${messages.map((message) => html`<li>${message}</li>`)}</ul></div>`;
}
