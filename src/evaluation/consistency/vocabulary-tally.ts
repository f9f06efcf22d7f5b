import type { MoveExample } from './answer-tally.js';
import { GroupTally } from './group-tally.js';

/** What a model counts as the words of a row: its words alone where it counts them, otherwise all of its n-grams. */
export type WordUnit = 'words' | 'n-grams';

/** The distinct words of a row's texts, and those that the model has no feature of. */
export interface RowWords {
  readonly wordCount: number;
  /** By name, such as `text=rye`; in order of first occurrence. */
  readonly unknown: readonly string[];
  /** Whether any n-gram of the texts, of whatever length, has a feature. */
  readonly hasKnownNgram: boolean;
}

/** Whose words a tally is told of. */
export interface WordsOfRow {
  readonly id: string | null;
  readonly text: string;
  /** `groupKey` of its texts. */
  readonly group: string;
}

/** A word that the model does not know, with the rows that have it. */
export interface UnknownWord {
  readonly word: string;
  readonly rowCount: number;
  readonly examples: readonly MoveExample[];
}

const MOST_EXAMPLES = 3;
/** Distinct unknown words that are counted one by one. */
const MOST_WORDS = 1 << 18;

/** Which words of rows a model does not know, added up. Memory: an entry a text and one an unknown word, each up to a limit. */
export class VocabularyTally {
  rowCount = 0;
  /** Rows without any known n-gram. */
  unknownRowCount = 0;
  /** The sum over the rows of the share of a row's words that are unknown. */
  shareSum = 0;
  /** How often a word came that is in the shares only, since too many others were counted by then. */
  uncountedCount = 0;
  readonly groups = new GroupTally();
  readonly #words = new Map<string, { rowCount: number; readonly examples: MoveExample[] }>();

  /** Adds a row; one without words, as of stop words alone, has no unknown ones. Gives the share of its words that is unknown. */
  add({ wordCount, unknown, hasKnownNgram }: RowWords, row: WordsOfRow): number {
    const share = unknown.length === 0 ? 0 : unknown.length / wordCount;
    this.rowCount++;
    if (!hasKnownNgram) this.unknownRowCount++;
    this.shareSum += share;
    this.groups.add(share, row.group);
    for (const word of unknown) this.#addWord(word, row);
    return share;
  }

  words(): UnknownWord[] {
    return [...this.#words].map(([word, counted]) => ({ word, ...counted }));
  }

  #addWord(word: string, { id, text }: WordsOfRow): void {
    const known = this.#words.get(word);
    if (known === undefined && this.#words.size >= MOST_WORDS) {
      this.uncountedCount++;
      return;
    }
    const counted = known ?? { rowCount: 0, examples: [] };
    if (known === undefined) this.#words.set(word, counted);
    counted.rowCount++;
    const { examples } = counted;
    if (examples.length < MOST_EXAMPLES && examples.every((example) => example.text !== text)) examples.push({ id, text });
  }
}
