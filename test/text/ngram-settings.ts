import type { NgramSettings } from '../../src/text/ngram-counter.js';
import { TEXT } from '../features/fit-in-memory.js';

/** Words of one and two tokens and three to five characters of one text column, less what is given. */
export function settingsOf(part: Partial<NgramSettings>): NgramSettings {
  return { text: TEXT, textColumns: ['text'], categoricalColumns: [], words: [1, 2], chars: [3, 5], ...part };
}
