import type { Rng } from '../../core/rng.js';

const MIN_ABBREVIATED = 6;
const NEIGHBOURS: Readonly<Record<string, string>> = {
  a: 's',
  e: 'r',
  i: 'o',
  o: 'p',
  u: 'z',
  n: 'm',
  m: 'n',
  s: 'd',
  t: 'r',
  r: 't',
  l: 'k',
  c: 'v',
  d: 'f',
  g: 'h',
  h: 'g',
  b: 'v',
  p: 'o',
};
const PLAIN: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  Ä: 'Ae',
  Ö: 'Oe',
  Ü: 'Ue',
  é: 'e',
  è: 'e',
  ê: 'e',
  à: 'a',
  â: 'a',
  ç: 'c',
  î: 'i',
  ï: 'i',
  ô: 'o',
  û: 'u',
  œ: 'oe',
  É: 'E',
};

/** Shortens a long word as tills do: its start and mostly a full stop (`Vollkornb.`), or without inner vowels (`Vllkrnbrt`). */
export function abbreviate(word: string, rng: Rng): string {
  if (word.length < MIN_ABBREVIATED) return word;
  if (rng.nextFloat() < 0.3) return word[0] + word.slice(1).replace(/[aeiouäöüéèêà]/g, '');
  const kept = 3 + Math.floor(rng.nextFloat() * (word.length - 4));
  return word.slice(0, kept) + (rng.nextFloat() < 0.6 ? '.' : '');
}

/** One slip of the finger: a letter left out, doubled, swapped with the next, or its neighbour on the keyboard. Never the first letter. */
export function misspell(text: string, rng: Rng): string {
  if (text.length < 4) return text;
  const at = 1 + Math.floor(rng.nextFloat() * (text.length - 2));
  const letter = text[at] as string;
  const before = text.slice(0, at);
  const after = text.slice(at + 1);
  switch (Math.floor(rng.nextFloat() * 4)) {
    case 0:
      return before + after;
    case 1:
      return before + letter + letter + after;
    case 2:
      return before + after[0] + letter + after.slice(1);
    default:
      return before + (NEIGHBOURS[letter] ?? 'e') + after;
  }
}

/** Writes umlauts and accents as plain letters: `Käse` → `Kaese`, `crème` → `creme`. */
export function plainLetters(text: string): string {
  return text.replace(/[äöüßÄÖÜéèêàâçîïôûœÉ]/g, (letter) => PLAIN[letter] as string);
}
