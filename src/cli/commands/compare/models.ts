import { compareModels, type ModelsCompared } from '../../../app/compare/compare-models.js';
import { fail } from '../../../core/failure.js';
import { writeFileAtomic } from '../../../core/files/write-atomic.js';
import { consistencyPage } from '../../../report/compare/consistency-page.js';
import { formatCount, formatScore, formatShare } from '../../../report/format.js';
import { argumentList, type CommandInput, type Outcome } from '../../command.js';
import { optionPath, requiredOption } from '../../parse-option.js';
import { textTable } from '../../text/text-table.js';
import { codingRequest } from './coding-request.js';

const SHOWN_MOVES = 10;

/** Two models on rows whose codes nobody knows. */
export async function compareModelsOnFiles(input: CommandInput): Promise<Outcome> {
  const [first, second, ...others] = argumentList(input, 0);
  if (first === undefined || second === undefined || others.length > 0) throw notTwo(argumentList(input, 0).length);
  const data = requiredOption(input, 'data', 'a glob of files');
  const compared = await compareModels({ first, second, ...codingRequest(input) });
  const page = optionPath(input, 'html') ?? null;
  if (page !== null) writeFileAtomic(page, consistencyPage(compared, { first, second, data }));
  const text = `${describe(compared)}${page === null ? '' : `\n\n${page}`}`;
  return { json: { kind: 'consistency', data, page, ...compared }, text };
}

function describe({ rowCount, agreement, shifts, scores, moves, first, second, codebook }: ModelsCompared): string {
  const alarms = shifts.filter(({ isAlarm }) => isAlarm).map(({ level }) => level);
  const found =
    alarms.length === 0
      ? 'no level shows more shift than chance'
      : `more shift than chance at level${alarms.length > 1 ? 's' : ''} ${alarms.join(', ')}`;
  const levels = shifts.map(({ level, shift, floor, pValue, isAlarm }) => [
    `${level}${level === shifts.length ? ' (codes)' : ''}`,
    formatShare(shift),
    formatShare(floor),
    formatScore(pValue),
    isAlarm ? 'yes' : 'no',
  ]);
  const listed = moves
    .slice(0, SHOWN_MOVES)
    .map(({ from, to, rowCount: rows, backCount, examples }) => [
      from ?? 'no code',
      to ?? 'no code',
      formatCount(rows),
      formatCount(backCount),
      examples[0]?.text.slice(0, 50) ?? '',
    ]);
  const unknown = (model: typeof first): string => formatCount(model.doubts.reasons['no-known-ngram']);
  return [
    `${formatCount(rowCount)} rows, ${formatShare(agreement)} get the same code; ${found}`,
    '',
    textTable(['level', 'shift', 'noise floor', 'p', 'more than chance'], levels),
    ...(codebook === null ? ['without a codebook: give --codebook for levels above the codes'] : []),
    '',
    `mean score ${formatScore(scores.first.mean)} and ${formatScore(scores.second.mean)}; distributions of scores ${formatScore(scores.distance)} apart`,
    `rows without any known n-gram: ${unknown(first)} and ${unknown(second)}`,
    ...(listed.length === 0 ? [] : ['', textTable(['from', 'to', 'rows', 'back', 'for example'], listed)]),
  ].join('\n');
}

function notTwo(count: number): Error {
  return fail('usage.wrong-value', {
    what: 'models are compared on data two at a time',
    where: 'command line: compare',
    got: `${count} names`,
    wanted: 'two models, the one of today first',
  });
}
