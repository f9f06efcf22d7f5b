import { formatCount } from '../../report/format.js';
import type { LookedColumn } from './column-look.js';
import type { LookedTable } from './look-at-file.js';

/** A guess, and why, in a sentence for people. */
export interface Guess<Value> {
  readonly value: Value;
  readonly why: string;
}

/** Which columns hold what; null where nothing speaks for any. */
export interface GuessedColumns {
  readonly id: Guess<string> | null;
  readonly text: Guess<readonly string[]> | null;
  readonly label: Guess<string> | null;
  /** Columns that are none of these. */
  readonly others: readonly LookedColumn[];
}

const ID_NAME = /^(id|uid|uuid|guid|key|nr|no|number|nummer|index|row|record|serial)$|(^|[_\W])id$|^id[_\W]|Id$|ID$/i;
const LABEL_NAME =
  /(^|[_\W])(label|code|class|category|target|kode|klasse|kategorie|categorie|clase|nace|naics|isco|coicop|sic|kldb|noga|cpa|cpc|isic|hs|onet|soc)([_\W\d]|$)/i;
const TEXT_NAME =
  /(^|[_\W])(text|texts|description|desc|title|name|product|item|occupation|job|activity|goods|answer|response|bezeichnung|beschreibung|beruf|titel|libelle|intitule|texto|descripcion|descrizione)([_\W\d]|$)/i;

/**
 * Guesses the columns of a table: the id has a value of its own in every row, the code comes again and again, texts are of several words.
 * Names decide between columns that are alike.
 */
export function guessColumns({ columns, rowCount }: LookedTable): GuessedColumns {
  const id = guessId(columns, rowCount);
  const label = guessLabel(
    columns.filter(({ name }) => name !== id?.value),
    rowCount,
  );
  const rest = columns.filter(({ name }) => name !== id?.value && name !== label?.value);
  const text = guessText(rest, rowCount);
  return { id, label, text, others: rest.filter(({ name }) => text?.value.includes(name) !== true) };
}

function guessId(columns: readonly LookedColumn[], rowCount: number): Guess<string> | null {
  const fitting = columns.filter((column) => column.filledCount === rowCount && column.distinctCount === rowCount && isShort(column));
  const found = fitting.find(({ name }) => ID_NAME.test(name)) ?? fitting[0];
  return found === undefined ? null : { value: found.name, why: `each of the ${formatCount(rowCount)} rows has a value of its own` };
}

/** No text of several words, and no measurement: numbers with a fraction are no ids. */
function isShort({ kind, meanWords, meanLength }: LookedColumn): boolean {
  return kind !== 'number' && meanWords < 1.5 && meanLength <= 64;
}

function guessLabel(columns: readonly LookedColumn[], rowCount: number): Guess<string> | null {
  const fitting = columns.filter((column) => column.kind !== 'number' && column.distinctCount >= 2 && 2 * column.distinctCount <= column.filledCount);
  const named = fitting.filter(({ name }) => LABEL_NAME.test(name));
  const short = fitting.filter(isShort);
  const [found] = [...(named.length > 0 ? named : short.length > 0 ? short : fitting)].sort((a, b) => b.distinctCount - a.distinctCount);
  if (found === undefined) return null;
  const each = found.filledCount / found.distinctCount;
  const name = LABEL_NAME.test(found.name) ? 'its name, and ' : '';
  const missing = rowCount - found.filledCount;
  const without = missing === 0 ? '' : `; ${formatCount(missing)} rows have none`;
  return {
    value: found.name,
    why: `${name}${formatCount(found.distinctCount)} values, each in ${formatCount(Math.round(each))} rows on average${without}`,
  };
}

/** All columns of texts, the longest first; of none that looks so, the one whose name says so. */
function guessText(columns: readonly LookedColumn[], rowCount: number): Guess<readonly string[]> | null {
  const texts = columns.filter((column) => column.kind === 'text' && !column.isNumeric && column.filledCount > 0);
  const varied = texts.filter(({ distinctCount }) => 5 * distinctCount >= rowCount);
  const long = varied.filter(({ meanWords, name }) => meanWords >= 1.5 || TEXT_NAME.test(name));
  const chosen = long.length > 0 ? long : texts.filter(({ name }) => TEXT_NAME.test(name));
  const best = chosen.length > 0 ? chosen : [...varied].sort((a, b) => b.meanLength - a.meanLength).slice(0, 1);
  if (best.length === 0) return null;
  const sorted = [...best].sort((a, b) => b.meanLength - a.meanLength);
  const words = sorted.map(({ name, meanWords }) => `${name} ${meanWords.toFixed(1)}`);
  return { value: sorted.map(({ name }) => name), why: `texts of so many words on average: ${words.join(', ')}` };
}
