import { CHARACTER_CLASS, UNASSIGNED } from './unicode/character-class.js';

/**
 * A code as it is compared: without white space, byte order marks and control characters around it, in composed form (NFC). A text
 * with code points that Unicode 15.0 does not know is not composed: engines would differ.
 */
export function cleanCode(text: string): string {
  // Codes are mostly plain and clean, and asked for once a row.
  if (/^[!-~](?:[ -~]*[!-~])?$/.test(text)) return text;
  const trimmed = text.replace(AROUND, '');
  return isKnown(trimmed) ? trimmed.normalize('NFC') : trimmed;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken off
const AROUND = /^[\s\u0000-\u001f\u007f-\u009f\u200b\u2060\ufeff]+|[\s\u0000-\u001f\u007f-\u009f\u200b\u2060\ufeff]+$/g;

function isKnown(text: string): boolean {
  for (const character of text) if (CHARACTER_CLASS[character.codePointAt(0) as number] === UNASSIGNED) return false;
  return true;
}
