import { type LabelProblems, reviewLabels, writeLabelSheet } from '../../app/labels/review-labels.js';
import { withTables } from '../../app/with-tables.js';
import { withPrivateFiles } from '../../core/files/private-files.js';
import { formatCount, formatScore, formatShare } from '../../report/format.js';
import { openFinishedRun } from '../../runner/run-store.js';
import { argument, type CommandInput, type Outcome } from '../command.js';
import { optionPath } from '../parse-option.js';
import { textTable } from '../text/text-table.js';

const SHOWN = 20;

/** `millrace labels`: texts whose rows disagree, and rows whose code may be wrong, as a sheet for people. */
export async function labels(input: CommandInput): Promise<Outcome> {
  const run = openFinishedRun(input.global.workspace, argument(input, 0));
  const out = optionPath(input, 'out') ?? null;
  const { examples } = run.manifest.config.privacy;
  const found = await withTables(input.global, async (tables, folder) => {
    const problems = await reviewLabels(run, tables);
    const services = { tables, signal: input.signal, store: { scratch: async () => folder } };
    if (out !== null) await withPrivateFiles(!examples, () => writeLabelSheet(out, run, problems.suspects, services));
    return problems;
  });
  const { suspects, ...facts } = found;
  const shown = examples ? suspects.slice(0, SHOWN).map(({ group: _, weight: __, ...suspect }) => suspect) : [];
  const json = { run: run.run, ...facts, suspectCount: suspects.length, suspects: shown, out };
  return { json, text: `${describe(found, examples)}${out === null ? '' : `\n\n${out}`}` };
}

function describe({ suspects, rowCount, leftOutCount, texts, hasCodebook }: LabelProblems, examples: boolean): string {
  const { ceiling } = texts;
  const rows = suspects
    .slice(0, SHOWN)
    .map(({ id, code, given, score, ownScore, evidence }) => [id, code, given, formatScore(score), formatScore(ownScore), evidence.toFixed(1)]);
  return [
    `${formatCount(texts.conflictGroupCount)} of ${formatCount(texts.groupCount)} texts that are there several times have rows that disagree, ${formatCount(texts.conflictRowCount)} rows`,
    ceiling === null
      ? 'no text is there several times: nothing says how far the text alone decides the code'
      : `on such rows the text alone can be right in ${formatShare(ceiling.low)} to ${formatShare(ceiling.high)}`,
    `${formatCount(suspects.length)} of ${formatCount(rowCount)} rows that were held out may have a wrong code; ${formatCount(leftOutCount)} more are of codes with one text and were left out`,
    ...(hasCodebook ? [] : ['without a codebook codes have no parents to borrow from']),
    ...(examples && rows.length > 0 ? ['', textTable(['id', 'code', 'given', 'score', 'own score', 'evidence'], rows)] : []),
  ].join('\n');
}
