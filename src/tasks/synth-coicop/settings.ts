/**
 * The version of the data. Any change of the words, the rates or the order of draws makes other rows for the same seed:
 * it is a new version, and figures measured on an older one are void.
 */
export const SYNTH_VERSION = 1;

/** Rows that share one generator. A planted duplicate copies a row of its own block. */
export const BLOCK_ROWS = 4096;

/** Planted small codes (1, 2 and 3 rows) stand among the first rows, so that every file has them. */
export const PLANTED_ROWS = 1000;
export const SMALL_CODES_A_SIZE = 6;
export const SMALL_CODE_SIZES = [1, 2, 3] as const;

/** What `SynthRow` gives by index: the language of a text, where the row was entered, and the year that it is of. */
export const LANGUAGES = ['de', 'fr'] as const;
export const SOURCES = ['app', 'paper'] as const;
export const PERIODS = ['2025', '2026'] as const;

/** Shares of rows, between 0 and 1, unless said otherwise. */
export const RATES = {
  /** Weight of the code of rank r is 1 / (r + offset)^2. */
  zipfOffset: 24,
  german: 0.62,
  laterPeriod: 0.45,
  /** Rows from the app, by period. */
  app: [0.35, 0.6],
  duplicate: 0.06,
  /** Of the duplicates: the copy gets another code of the same group. */
  conflict: 0.2,
  labelNoise: 0.03,
  /** Of the noisy labels: another code of the same group; the others are any code. */
  noiseInGroup: 0.7,
  /** Rows that repeat a catalogue item, letter by letter. */
  catalogue: 0.24,
  /** Texts that name the class only, such as `Käse`. */
  headOnly: 0.09,
  /** Texts that use a sibling's word. */
  siblingWord: 0.05,
  /** Texts with the word of the class before that of the code. */
  headAndWord: 0.15,
  /** Texts with a second word, from another code of the group. */
  secondWord: 0.13,
  brand: 0.65,
  modifier: 0.7,
  secondModifier: 0.3,
  quantity: 0.6,
  /** Words shortened, by source. */
  abbreviation: [0.3, 0.65],
  typo: [0.25, 0.15],
  plainLetters: [0.2, 0.3],
  upperCase: [0.03, 0.6],
  lowerCase: [0.45, 0.05],
  missingPrice: 0.04,
  missingShop: 0.06,
  otherShop: 0.14,
  /** Later prices are those of the earlier period times this. */
  inflation: 1.08,
} as const;
