import { type CodeCount, type CodeCounts, countCodes } from '../../app/counts/count-codes.js';
import { formatOf } from '../../app/formats/table-format.js';
import { writeRows } from '../../app/formats/write-rows.js';
import { withTables } from '../../app/with-tables.js';
import type { BatchColumn, Cell } from '../../engine/table-files.js';
import { formatCount } from '../../report/format.js';
import { argument, type CommandInput, type Outcome } from '../command.js';
import { optionPath } from '../parse-option.js';
import { textTable } from '../text/text-table.js';
import { codingRequest } from './compare/coding-request.js';

const SHOWN = 25;
const ASSUMPTION =
  'corrected counts assume that what is truly behind a given code is the same as in the rows that the model was made with: where the mix of codes has shifted they can be further off than the given counts';

/** `millrace counts`: rows of each code, as given and corrected for what is known to be behind each given code. */
export async function counts(input: CommandInput): Promise<Outcome> {
  const found = await countCodes({ model: argument(input, 0), ...codingRequest(input) });
  const out = optionPath(input, 'out') ?? null;
  if (out !== null)
    await withTables(input.global, (tables) => writeRows({ file: out, format: formatOf(out), columns: COLUMNS }, batches(found), tables));
  return { json: { ...found, assumption: ASSUMPTION, out }, text: `${describe(found)}${out === null ? '' : `\n\n${out}`}` };
}

const COLUMNS: readonly BatchColumn[] = [
  { name: 'level', type: 'int32' },
  { name: 'code', type: 'text' },
  { name: 'title', type: 'text' },
  { name: 'given', type: 'int64' },
  { name: 'corrected', type: 'float64' },
  { name: 'low', type: 'float64' },
  { name: 'high', type: 'float64' },
  { name: 'known_rows', type: 'float64' },
  { name: 'is_enough', type: 'boolean' },
];

/** What rows of known truth are too few for stays empty. */
async function* batches({ counts: lines }: CodeCounts) {
  const column = (cell: (line: CodeCount) => Cell): readonly Cell[] => lines.map(cell);
  const ifEnough = (cell: (line: CodeCount) => number) => column((line) => (line.isEnough ? cell(line) : null));
  yield {
    rowCount: lines.length,
    cells: [
      column(({ level }) => level),
      column(({ code }) => code),
      column(({ title }) => title),
      column(({ given }) => given),
      ifEnough(({ corrected }) => corrected),
      ifEnough(({ low }) => low),
      ifEnough(({ high }) => high),
      column(({ effectiveCount }) => effectiveCount),
      column(({ isEnough }) => isEnough),
    ],
  };
}

function describe({ rowCount, uncodedCount, knownCount, counts: lines }: CodeCounts): string {
  const depth = Math.max(...lines.map(({ level }) => level));
  const ofCodes = lines.filter(({ level }) => level === depth);
  const shown = ofCodes
    .filter(({ isEnough }) => isEnough)
    .sort((a, b) => b.given - a.given)
    .slice(0, SHOWN)
    .map(({ code, given, corrected, low, high }) => [code, ...[given, corrected, low, high].map((value) => formatCount(Math.round(value)))]);
  const tooFew = ofCodes.filter(({ isEnough }) => !isEnough).length;
  return [
    `${formatCount(rowCount)} rows, ${formatCount(uncodedCount)} without a code; corrected by ${formatCount(knownCount)} rows of known truth that were held out`,
    ...(tooFew === 0
      ? []
      : [`of ${formatCount(tooFew)} of ${formatCount(ofCodes.length)} codes too few such rows are known: only the levels above them are corrected`]),
    '',
    textTable(['code', 'given', 'corrected', 'low', 'high'], shown),
    '',
    ASSUMPTION,
  ].join('\n');
}
