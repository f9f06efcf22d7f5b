import { ACCENT, CHARACTER_CLASS, DIGIT, INVISIBLE, LETTER, SPACE, UNASSIGNED } from './unicode/character-class.js';

/** Which steps the canonical form takes; the fields of the `text` section of a pipeline that concern characters. */
export interface CanonicalOptions {
  readonly unicode: 'nfkc' | 'nfc';
  readonly case: 'lower' | 'keep';
  readonly accents: 'fold' | 'keep';
  /** `zero` writes every decimal digit as 0, `drop` removes it. */
  readonly digits: 'keep' | 'zero' | 'drop';
  /** `space` turns everything that is no letter, mark, number or blank into a blank; `keep` leaves all but controls. */
  readonly punctuation: 'space' | 'keep';
}

/**
 * The canonical form of a text, the same on every Node release and in every locale. In this order: lone surrogates and code
 * points not assigned in Unicode 15.0 become U+FFFD; invisible characters (zero-width, bidirectional controls) go; Unicode
 * normal form; lower case (of single code points: every sigma becomes σ); accents; digits; punctuation; controls become blanks;
 * runs of white space become one blank, none at the ends. Applying it twice changes nothing. Cost: linear.
 */
export function canonicalText(text: string, options: CanonicalOptions): string {
  return canonicalLatin(text, options) ?? canonicalUnicode(text, options);
}

const BLANK = 0x20;
const DROPPED = -1;
/** In a table: not looked up yet. */
const UNKNOWN = -2;
/** In a table: becomes more than one code point, or one above U+00FF. */
const LONGER = -3;
/**
 * Code points below this one, where the combining marks begin, neither change their neighbours nor are changed by them: each has a form
 * of its own. Above U+007F that form is found by the rules for any text.
 */
const FIRST_MARK = 0x300;
/** The form that `latinForm` wrote last, one byte a letter. */
export const LATIN_FORM = Buffer.alloc(4096);
/** By the options themselves: they are met again with every text. */
const latinTables = new WeakMap<CanonicalOptions, Int32Array>();
let lastOptions: CanonicalOptions | undefined;
let lastTable: Int32Array = new Int32Array(FIRST_MARK);

function canonicalLatin(text: string, options: CanonicalOptions): string | undefined {
  const length = latinForm(text, options);
  return length < 0 ? undefined : LATIN_FORM.toString('latin1', 0, length);
}

/**
 * Writes the canonical form of a text of Latin letters into `LATIN_FORM`, by one table, and gives its length; -1 when the text has other
 * code points, or the form letters above U+00FF, or when it is too long for the buffer.
 */
export function latinForm(text: string, options: CanonicalOptions): number {
  if (text.length > LATIN_FORM.length) return -1;
  const table = latinForms(options);
  let length = 0;
  let pendingBlank = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= FIRST_MARK) return -1;
    const mapped = table[unit]! === UNKNOWN ? lookUp(unit, table, options) : table[unit]!;
    if (mapped === LONGER) return -1;
    if (mapped === BLANK) {
      pendingBlank = length === 0 ? 0 : 1;
    } else if (mapped !== DROPPED) {
      if (pendingBlank === 1) LATIN_FORM[length++] = BLANK;
      pendingBlank = 0;
      LATIN_FORM[length++] = mapped;
    }
  }
  return length;
}

/**
 * The form of each code point below U+0300, as far as texts have had it: a letter up to U+00FF, -1 for one that goes, -2 for one that was not
 * looked up yet, and less for what has a longer one. Not to be written to.
 */
export function latinForms(options: CanonicalOptions): Int32Array {
  if (options === lastOptions) return lastTable;
  const table = latinTables.get(options) ?? newLatinTable(options);
  lastOptions = options;
  lastTable = table;
  return table;
}

function newLatinTable(options: CanonicalOptions): Int32Array {
  const table = new Int32Array(FIRST_MARK).fill(UNKNOWN);
  latinTables.set(options, table);
  return table;
}

function lookUp(unit: number, table: Int32Array, options: CanonicalOptions): number {
  table[unit] = unit > 0x7f ? loneForm(unit, options) : mapUnit(options.case === 'lower' ? lowerAscii(unit) : unit, options);
  return table[unit]!;
}

/** Between letters, where a blank stays. */
function loneForm(unit: number, options: CanonicalOptions): number {
  const form = canonicalUnicode(`x${String.fromCharCode(unit)}x`, options).slice(1, -1);
  if (form === '') return DROPPED;
  return form.length === 1 && form.charCodeAt(0) <= 0xff ? form.charCodeAt(0) : LONGER;
}

function lowerAscii(unit: number): number {
  return unit >= 0x41 && unit <= 0x5a ? unit + 0x20 : unit;
}

/** What a code point becomes in the last step: itself, a blank, a zero, or nothing. */
function mapUnit(codePoint: number, options: CanonicalOptions): number {
  const kind = CHARACTER_CLASS[codePoint]!;
  if (kind === LETTER || kind === ACCENT) return codePoint;
  if (kind === DIGIT) return options.digits === 'keep' ? codePoint : options.digits === 'zero' ? 0x30 : DROPPED;
  if (kind === SPACE || options.punctuation === 'space' || isControl(codePoint)) return BLANK;
  return codePoint;
}

function isControl(codePoint: number): boolean {
  return codePoint < 0x20 || (codePoint >= 0x7f && codePoint < 0xa0);
}

function canonicalUnicode(text: string, options: CanonicalOptions): string {
  const form = options.unicode === 'nfkc' ? 'NFKC' : 'NFC';
  let result = replaceUnknown(text).normalize(form);
  if (options.case === 'lower') result = lowerCase(result).normalize(form);
  if (options.accents === 'fold') result = foldAccents(result);
  // Where a digit was dropped, a letter and a mark that it kept apart now touch: they must be composed.
  return mapUnits(result, options).normalize(form);
}

/** Writes U+FFFD for what Unicode 15.0 does not know, and leaves out invisible characters. */
function replaceUnknown(text: string): string {
  return rewrite(text, (kind) => (kind === UNASSIGNED ? '\ufffd' : kind === INVISIBLE ? '' : undefined));
}

/**
 * Lower case of each code point alone, so that no rule about its neighbours (whose tables differ between releases) applies:
 * a capital sigma becomes σ even at the end of a word, and ς becomes σ too.
 */
function lowerCase(text: string): string {
  const lower = text.replaceAll('Σ', 'σ').toLowerCase();
  return lower.includes('ς') ? lower.replaceAll('ς', 'σ') : lower;
}

function foldAccents(text: string): string {
  return rewrite(text.normalize('NFD'), (kind) => (kind === ACCENT ? '' : undefined)).normalize('NFC');
}

/** Replaces single code points; `replacement` gives undefined for what stays. Copies nothing when all stays. */
function rewrite(text: string, replacement: (kind: number) => string | undefined): string {
  let result = '';
  let copied = 0;
  for (let i = 0; i < text.length; ) {
    const codePoint = text.codePointAt(i)!;
    const next = i + (codePoint > 0xffff ? 2 : 1);
    const changed = replacement(CHARACTER_CLASS[codePoint]!);
    if (changed !== undefined) {
      result += text.slice(copied, i) + changed;
      copied = next;
    }
    i = next;
  }
  return copied === 0 ? text : result + text.slice(copied);
}

function mapUnits(text: string, options: CanonicalOptions): string {
  let result = '';
  let copied = 0;
  let blankBefore = true;
  for (let i = 0; i < text.length; ) {
    const codePoint = text.codePointAt(i)!;
    const next = i + (codePoint > 0xffff ? 2 : 1);
    const mapped = mapUnit(codePoint, options);
    const written: number = mapped === BLANK && blankBefore ? DROPPED : mapped;
    if (written !== DROPPED) blankBefore = written === BLANK;
    if (written !== codePoint) {
      result += text.slice(copied, i) + (written === DROPPED ? '' : String.fromCodePoint(written));
      copied = next;
    }
    i = next;
  }
  result += text.slice(copied);
  return result.endsWith(' ') ? result.slice(0, -1) : result;
}
