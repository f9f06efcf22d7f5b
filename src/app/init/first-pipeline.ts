import { formatCount } from '../../report/format.js';
import type { LookedColumn } from './column-look.js';
import type { Guess, GuessedColumns } from './guess-columns.js';
import type { LookedTable } from './look-at-file.js';

/** What a first pipeline file says. */
export interface FirstPipeline {
  /** A name that a pipeline may have. */
  readonly name: string;
  /** As in the configuration: a pattern, relative to where commands are run. */
  readonly partitions: string;
  /** The pipeline file, as a shell takes it. */
  readonly file: string;
  readonly table: LookedTable;
  readonly guessed: GuessedColumns;
}

const MOST_NAMED = 12;

/** A pipeline file with comments: what was guessed and why, what there is beside, and what to look at next. */
export function firstPipeline({ name, partitions, file, table, guessed }: FirstPipeline): string {
  const { rowCount, isWhole, delimiter } = table;
  const rows = `${isWhole ? '' : 'the first '}${formatCount(rowCount)} rows`;
  const cells = delimiter === null ? '' : `, cells between ${delimiter === '\t' ? 'tabs' : `"${delimiter}"`}`;
  return [
    `# A first pipeline, guessed from ${rows}${cells}. Look at the columns, then:`,
    `#   millrace run ${file}`,
    `name: ${name}`,
    'data:',
    `  partitions: ${yamlText(partitions)}`,
    ...keyLines('id', guessed.id, yamlText, 'a column with a value of its own in every row'),
    ...keyLines(
      'text',
      guessed.text,
      (names) => `[${names.map(yamlText).join(', ')}]`,
      'columns with the texts that the code is found from, as a list',
    ),
    ...keyLines('label', guessed.label, yamlText, 'the column with the code that a person gave'),
    ...othersLines(guessed.others),
    '  # A CSV file with the columns code,title,parent adds titles, and finds labels that are no codes:',
    '  # codebook: codes.csv',
    'review: { budget: 0.2 } # the share of rows that people look at',
    '# Trials to compare; without them one model is fitted whose settings did best on many data sets:',
    '# search: { grid: { l2: [1e-5, 1e-6], classWeight: [none, { power: 0.5 }] } }',
    `# Every key with what it is for: millrace config show ${file} --explain`,
    '',
  ].join('\n');
}

function keyLines<Value>(key: string, guess: Guess<Value> | null, format: (value: Value) => string, wanted: string): readonly string[] {
  if (guess === null) return [`  # Not guessed: nothing looks like it. Wanted is ${wanted}.`, `  ${key}: ???`];
  return [`  # Guessed: ${guess.why}.`, `  ${key}: ${format(guess.value)}`];
}

function othersLines(others: readonly LookedColumn[]): readonly string[] {
  if (others.length === 0) return [];
  const named = others.slice(0, MOST_NAMED).map((column) => `${oneLine(column.name)} (${describe(column)})`);
  const more = others.length > MOST_NAMED ? ` and ${others.length - MOST_NAMED} more` : '';
  return [`  # Also there: ${named.join(', ')}${more}. Those that help to find the code:`, '  # covariates: []'];
}

function describe({ distinctCount, isNumeric, filledCount }: LookedColumn): string {
  if (filledCount === 0) return 'no value';
  return isNumeric && distinctCount > 20 ? `${formatCount(distinctCount)} numbers` : `${formatCount(distinctCount)} values`;
}

/** Plain where nobody could read it as something else; JSON strings are YAML too. */
export function yamlText(text: string): string {
  const isPlain = /^[A-Za-z_][\w./-]*$/.test(text) && !/^(null|true|false|yes|no|on|off|y|n)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
