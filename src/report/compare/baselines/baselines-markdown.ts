import { canonicalJson, type Json } from '../../../core/canonical-json.js';
import type { MeanRank, RankedSet } from '../../../evaluation/baselines/rank-baselines.js';
import { formatNumber } from '../../format.js';
import { baselineColumns, baselineNote } from './baseline-columns.js';

/** The comparison as Markdown: a table a set, mean ranks over several, and the settings of every kind. */
export function baselinesMarkdown(sets: readonly RankedSet[], ranks: readonly MeanRank[]): string {
  return [...sets.map(setPart), ...(ranks.length === 0 ? [] : [ranksPart(ranks)]), settingsPart(sets)].join('\n\n');
}

function setPart(set: RankedSet): string {
  const columns = baselineColumns(set);
  const body = set.rows.map((row) => columns.map(({ show }) => show(row)));
  const table = markdownTable(
    columns.map(({ name }) => name),
    columns.map(({ kind }) => (kind === 'number' ? '---:' : '---')),
    body,
  );
  return `## ${set.name}\n\n${table}\n\n${baselineNote(set)}`;
}

function ranksPart(ranks: readonly MeanRank[]): string {
  const body = ranks.map(({ estimator, meanRank, setCount }) => [estimator, formatNumber(meanRank), String(setCount)]);
  const note = 'Ranks by the test figure of each set, 1 the best, means over sets. So few sets carry no test.';
  return `## Mean ranks\n\n${markdownTable(['estimator', 'mean rank', 'sets'], ['---', '---:', '---:'], body)}\n\n${note}`;
}

function settingsPart(sets: readonly RankedSet[]): string {
  const body = sets.flatMap(({ name, rows }) =>
    rows.map(({ estimator, trialCount, settings }) => [name, estimator, String(trialCount), `\`${canonicalJson(settings as Json)}\``]),
  );
  return `## Settings\n\nThose that validation chose, of so many trials.\n\n${markdownTable(['set', 'estimator', 'trials', 'settings'], ['---', '---', '---:', '---'], body)}\n`;
}

function markdownTable(heads: readonly string[], rule: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), line(rule), ...rows.map(line)].join('\n');
}
