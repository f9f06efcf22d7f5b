import { compareModels, type ModelsCompared } from '../../../app/compare/compare-models.js';
import { fail } from '../../../core/failure.js';
import { writeFileAtomic } from '../../../core/files/write-atomic.js';
import type { VocabularyDrift } from '../../../evaluation/consistency/vocabulary-drift.js';
import { consistencyPage } from '../../../report/compare/consistency-page.js';
import { shareLines, vocabularyText } from '../../../report/compare/vocabulary-part.js';
import { formatCount, formatScore, formatShare } from '../../../report/format.js';
import { showNgram } from '../../../text/show-ngram.js';
import { argumentList, type CommandInput, type Outcome } from '../../command.js';
import { optionPath, requiredOption } from '../../parse-option.js';
import { textTable } from '../../text/text-table.js';
import { codingRequest } from './coding-request.js';

const SHOWN_MOVES = 10;
const SHOWN_WORDS = 10;

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

function describe({ rowCount, agreement, shifts, scores, moves, codebook, vocabulary }: ModelsCompared): string {
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
  return [
    `${formatCount(rowCount)} rows, ${formatShare(agreement)} get the same code; ${found}`,
    '',
    textTable(['level', 'shift', 'noise floor', 'p', 'more than chance'], levels),
    ...(codebook === null ? ['without a codebook: give --codebook for levels above the codes'] : []),
    '',
    `mean score ${formatScore(scores.first.mean)} and ${formatScore(scores.second.mean)}; distributions of scores ${formatScore(scores.distance)} apart`,
    ...(vocabulary === undefined ? [] : describeWords(vocabulary)),
    ...(listed.length === 0 ? [] : ['', textTable(['from', 'to', 'rows', 'back', 'for example'], listed)]),
  ].join('\n');
}

function describeWords(vocabulary: VocabularyDrift): readonly string[] {
  const { words } = vocabulary;
  const listed = words
    .slice(0, SHOWN_WORDS)
    .map(({ word, rowCount, examples }) => [showNgram(word), formatCount(rowCount), examples[0]?.text.slice(0, 50) ?? '']);
  return [
    '',
    vocabularyText(vocabulary),
    textTable(['of', 'rows', 'no known n-gram', 'unknown words', 'second over it', 'noise floor'], shareLines(vocabulary)),
    ...(listed.length === 0 ? [] : ['', textTable(['unknown to the second', 'rows', 'for example'], listed)]),
  ];
}

function notTwo(count: number): Error {
  return fail('usage.wrong-value', {
    what: 'models are compared on data two at a time',
    where: 'command line: compare',
    got: `${count} names`,
    wanted: 'two models, the one of today first',
  });
}
