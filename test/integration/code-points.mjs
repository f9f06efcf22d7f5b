// Prints digests of what every code point becomes, as one line of JSON: `ours` must be the same on every Node release, and
// `plain` is what Node alone makes of it. Runs on the Node release that is asked, over the built files.
import { createHash } from 'node:crypto';
import { canonicalText } from '../../dist/text/canonical-text.js';
import { canonicalGroupText, groupKey } from '../../dist/text/group-key.js';
import { loadStemmer } from '../../dist/text/language.js';

const LANGUAGES = ['de', 'en', 'es', 'fr', 'it', 'nl', 'no', 'pt', 'sv'];
const CODE_POINTS = 0x110000;
/** Where the letters of alphabets end and those of syllabaries and Chinese begin. */
const ALPHABETS = 0x3000;

const usual = { unicode: 'nfkc', case: 'lower', accents: 'fold', digits: 'keep', punctuation: 'space' };
const bare = { unicode: 'nfc', case: 'lower', accents: 'keep', digits: 'keep', punctuation: 'keep' };
const stemmers = LANGUAGES.map(loadStemmer);

console.log(
  JSON.stringify({
    unicode: process.versions.unicode,
    ours: {
      usual: digestOfAll((character) => canonicalText(character, usual)),
      // Beside an accent and a mark that follows it: composition, and order of marks.
      composed: digestOfAll((character) => canonicalText(`a\u0301${character}\u0323b`, usual)),
      lowerCase: digestOfAll((character) => canonicalText(character, bare)),
      capitals: digestOfAll((character) => canonicalText(`ΑΣ${character}Σ`, { ...bare, digits: 'zero' })),
      group: digestOfAll((character) => canonicalGroupText(`A${character}`)),
      groupKey: groupKey([everyTenth()]),
      stems: digestOfAll((character) => stemmers.map((stem) => stem(canonicalText(`b${character}dings`, usual))).join(' '), ALPHABETS),
    },
    plain: {
      lowerCase: digestOfAll((character) => character.toLowerCase()),
      letters: digestOfAll((character) => String(/\p{L}/u.test(character))),
    },
  }),
);

function digestOfAll(convert, end = CODE_POINTS) {
  const hash = createHash('sha256');
  for (let codePoint = 0; codePoint < end; codePoint++) hash.update(`${convert(String.fromCodePoint(codePoint))}\n`);
  return hash.digest('hex');
}

function everyTenth() {
  let text = '';
  for (let codePoint = 0; codePoint < CODE_POINTS; codePoint += 10) text += String.fromCodePoint(codePoint);
  return text;
}
