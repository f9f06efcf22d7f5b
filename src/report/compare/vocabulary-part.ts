import type { VocabularyDrift } from '../../evaluation/consistency/vocabulary-drift.js';
import { showNgram } from '../../text/show-ngram.js';
import { formatCount, formatShare } from '../format.js';
import { type Html, html } from '../page/html.js';
import { foreign, table } from '../page/parts.js';

/** What models do not know of the rows' words, and the words that the second does not know. */
export function vocabularyPart(vocabulary: VocabularyDrift): Html {
  return html`<p>${vocabularyText(vocabulary)}</p>${sharesTable(vocabulary)}${wordsTable(vocabulary)}<p class="note">Unknown words are the mean share of a row's distinct words that a model has no feature of. The noise floor is what chance exceeds 5 times in 100 at most. Texts that are there several times count as one.</p>`;
}

/** Whether more is unknown than chance explains, in one sentence. */
export function vocabularyText({ overFirst, testRows, units }: VocabularyDrift): string {
  const alarms = [
    ...(overFirst?.isAlarm === true ? ['by the second model than by the first'] : []),
    ...(testRows?.isAlarm === true ? ['than of the test rows'] : []),
  ];
  if (alarms.length > 0) return `More words are unknown, beyond chance, ${alarms.join(', and ')}.`;
  if (overFirst === null && testRows === null) return `The first model counts ${units[0]}, the second ${units[1]}: their shares are no comparison.`;
  return `No more words are unknown than chance explains.`;
}

/** A line for each model and for the test rows: rows, both shares, excess and noise floor. */
export function shareLines({ first, second, overFirst, testRows }: VocabularyDrift): readonly (readonly string[])[] {
  const line = (name: string, { rowCount, unknownRows, unknownWords }: VocabularyDrift['first'], over: VocabularyDrift['overFirst']) => [
    name,
    formatCount(rowCount),
    formatShare(unknownRows),
    formatShare(unknownWords),
    over === null ? '–' : `${over.excess < 0 ? '−' : '+'}${formatShare(Math.abs(over.excess))}`,
    over === null ? '–' : formatShare(over.floor),
  ];
  const lines = [line('first model', first, overFirst), line('second model', second, null)];
  return testRows === null ? lines : [...lines, line('second model, test rows', testRows, testRows)];
}

function sharesTable(vocabulary: VocabularyDrift): Html {
  return table({
    id: 'vocabulary-table',
    compact: true,
    columns: [
      { name: 'Of', kind: 'text' },
      { name: 'Rows', kind: 'number' },
      { name: 'Rows without a known n-gram', kind: 'number' },
      { name: 'Unknown words', kind: 'number' },
      { name: 'Second over it', kind: 'number' },
      { name: 'Noise floor', kind: 'number' },
    ],
    rows: shareLines(vocabulary).map((cells) => ({ cells })),
  });
}

function wordsTable({ words, uncountedCount }: VocabularyDrift): Html | null {
  if (words.length === 0) return null;
  return html`${table({
    id: 'words-table',
    columns: [
      { name: 'Unknown to the second model', kind: 'text' },
      { name: 'Rows', kind: 'number' },
      { name: 'For example', kind: 'text' },
    ],
    rows: words.map(({ word, rowCount, examples }) => ({
      cells: [foreign(showNgram(word)), formatCount(rowCount), examples.map(({ text }) => html`<p>${foreign(text)}</p>`)],
    })),
  })}${uncountedCount === 0 ? null : html`<p class="note">Too many different words are unknown to count them all: ${formatCount(uncountedCount)} times one came that may be missing here.</p>`}`;
}
