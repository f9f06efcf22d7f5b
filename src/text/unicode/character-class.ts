import { CLASS_RUNS } from './unicode-tables.js';

/** Not assigned in Unicode 15.0, or a surrogate. */
export const UNASSIGNED = 0;
/** Letters, marks that are not accents, and numbers that are not decimal digits: what words are made of. */
export const LETTER = 1;
export const DIGIT = 2;
/** Marks that decorate a letter (Latin, Greek, Cyrillic, Hebrew, Arabic, Syriac and the shared ones). */
export const ACCENT = 3;
export const SPACE = 4;
/** Zero-width and bidirectional controls, soft hyphens, variation selectors: Default_Ignorable_Code_Point. */
export const INVISIBLE = 5;

/** The letters of the classes in the table, by number; the last, 6, is what remains: punctuation, symbols, controls, private use. */
const LETTERS = 'ULDASIO';

/** The class of each code point by Unicode 15.0, whatever the version of the engine. */
export const CHARACTER_CLASS = expandRuns();

function expandRuns(): Uint8Array {
  const classes = new Uint8Array(0x110000);
  let start = 0;
  for (const [, letter = '', length = ''] of CLASS_RUNS.matchAll(/([A-Z])([0-9a-z]*)/g)) {
    const end = start + (length === '' ? 1 : Number.parseInt(length, 36));
    classes.fill(LETTERS.indexOf(letter), start, end);
    start = end;
  }
  return classes;
}
