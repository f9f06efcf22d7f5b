import { VocabularyTally, type WordsOfRow } from '../../evaluation/consistency/vocabulary-tally.js';
import type { PredictorParts } from '../../model/predictor.js';
import type { PredictRow } from '../../model/row-cells.js';
import { groupKey } from '../../text/group-key.js';
import type { Services } from '../open-services.js';
import { textsOf } from '../predict/rows-to-code.js';

/** The texts of a row as one. */
export function joinTexts(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join(' | ');
}

/** A row for `VocabularyTally`. */
export function wordsOfRow(id: string | null, texts: readonly string[]): WordsOfRow {
  return { id, text: joinTexts(texts), group: groupKey(texts) };
}

/** What a model does not know of the words of rows that come in pieces. */
export async function tallyWords(
  parts: PredictorParts,
  pieces: Iterable<readonly PredictRow[]>,
  { tasks }: Pick<Services, 'tasks'>,
  signal: AbortSignal,
): Promise<VocabularyTally> {
  const tally = new VocabularyTally();
  for (const rows of pieces) {
    const [found] = await tasks.map('find-words', [{ parts, rows }], { signal });
    rows.forEach((row, i) => {
      const words = found?.[i] ?? null;
      if (words !== null) tally.add(words, wordsOfRow(null, textsOf(row, parts.spec.textColumns)));
    });
  }
  return tally;
}
