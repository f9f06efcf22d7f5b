import { TEXT_FLAGS } from './compose-text.js';
import { ROW_KINDS } from './draw-block.js';
import { LANGUAGES, PERIODS, SOURCES } from './settings.js';
import { type DividedRow, varietyCode } from './varieties.js';
import type { Leaf, World } from './world.js';

/** Columns of the two tables, in the order of the text lines. An empty cell is null. */
export const ROW_COLUMNS = [
  { name: 'id', type: 'text' },
  { name: 'text', type: 'text' },
  { name: 'label', type: 'text' },
  { name: 'source', type: 'text' },
  { name: 'period', type: 'text' },
  { name: 'shop', type: 'text' },
  { name: 'price', type: 'float64' },
] as const;

/** Columns of the truth, in the order in which `encodeTruth` writes them. */
export const TRUTH_COLUMNS = [
  { name: 'id', type: 'text' },
  { name: 'kind', type: 'text' },
  { name: 'copyOf', type: 'text' },
  { name: 'trueCode', type: 'text' },
  { name: 'labelNoise', type: 'boolean' },
  { name: 'language', type: 'text' },
  { name: 'ambiguous', type: 'boolean' },
  { name: 'abbreviated', type: 'boolean' },
  { name: 'misspelt', type: 'boolean' },
  { name: 'newWord', type: 'boolean' },
] as const;

/** The last four cells of a line of truth, for each sum of bits of TEXT_FLAGS. */
const FLAG_CELLS = Array.from({ length: 16 }, (_, flags) =>
  Object.values(TEXT_FLAGS)
    .map((bit) => (flags & bit) !== 0)
    .join('\t'),
);

/** `id text label source period shop price` and a line feed, separated by tabs. No cell holds a tab, a line feed or is quoted. */
export function encodeRow(world: World, row: DividedRow, id: string): string {
  const code = varietyCode((world.leaves[row.label] as Leaf).code, row.labelVariety);
  return `${id}\t${row.text}\t${code}\t${SOURCES[row.source]}\t${PERIODS[row.period]}\t${row.shop}\t${encodePrice(row.priceCents)}\n`;
}

/** The truth about a row as a line of `TRUTH_COLUMNS`, separated by tabs. */
export function encodeTruth(world: World, row: DividedRow, id: string, seed: number): string {
  const code = varietyCode((world.leaves[row.trueLeaf] as Leaf).code, row.trueVariety);
  const copyOf = row.copyOf < 0 ? '' : rowId(seed, row.copyOf);
  return `${id}\t${ROW_KINDS[row.kind]}\t${copyOf}\t${code}\t${row.labelNoise}\t${LANGUAGES[row.language]}\t${FLAG_CELLS[row.flags]}\n`;
}

/** Rows have ids of nine digits; a file holds fewer than 10^9. */
const ID_BASE = 1e9;

/** Ids sort in row order and tell the seed, so that files of several seeds can be read together. */
export function rowId(seed: number, row: number): string {
  return `${seed}-${String(ID_BASE + row).slice(1)}`;
}

function encodePrice(cents: number): string {
  if (cents < 0) return '';
  const rest = cents % 100;
  return `${(cents - rest) / 100}.${rest < 10 ? '0' : ''}${rest}`;
}
