import { hash } from 'node:crypto';
import { type CanonicalOptions, canonicalText } from './canonical-text.js';

/** The version of the form: another one would put every text in another group, and so change every split. */
export const GROUP_KEY_VERSION = 1;

const GROUP_FORM: CanonicalOptions = Object.freeze({ unicode: 'nfkc', case: 'lower', accents: 'fold', digits: 'keep', punctuation: 'space' });

/** The form by which texts are the same to a split, whatever the pipeline's settings; '' when no letter or digit is left. */
export function canonicalGroupText(text: string): string {
  return canonicalText(text, GROUP_FORM);
}

/** Letters and digits that the form keeps: ASCII, Cyrillic, CJK ideographs, Hangul syllables. */
const KEPT = /[0-9A-Za-zА-я一-鿿가-힣]/;

/** Whether `canonicalGroupText` leaves a letter or digit of a text, which most often its first sign tells. */
export function hasGroupText(text: string): boolean {
  return KEPT.test(text) || canonicalGroupText(text) !== '';
}

/**
 * The group of a row: SHA-256, in 64 hex digits, over the version and the canonical forms of all its text columns in order.
 * A canonical form holds no line break, so a line break keeps the columns apart without doubt.
 */
export function groupKey(texts: readonly string[]): string {
  let content = `group-text-v${GROUP_KEY_VERSION}`;
  for (const text of texts) content += `\n${canonicalGroupText(text)}`;
  return hash('sha256', content, 'hex');
}
