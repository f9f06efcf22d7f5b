/**
 * Writes `unicode-tables.ts` from the Unicode 15.0.0 character database (devDependency `@unicode/unicode-15.0.0`).
 * Run once: `node src/text/unicode/build-unicode-tables.mjs`. The tables are frozen: another Unicode version would change
 * every group key and every model.
 */
import { writeFileSync } from 'node:fs';

const root = '@unicode/unicode-15.0.0';
const ranges = async (path) => (await import(`${root}/${path}/ranges.mjs`)).default;
const classes = new Uint8Array(0x110000);

async function mark(letter, paths, keep = () => true) {
  for (const path of paths) {
    for (const { begin, end } of await ranges(path)) {
      for (let codePoint = begin; codePoint < end; codePoint++)
        if (classes[codePoint] !== 0 && keep(codePoint)) classes[codePoint] = letter.charCodeAt(0);
    }
  }
}

for (const { begin, end } of await ranges('Binary_Property/Assigned')) classes.fill('O'.charCodeAt(0), begin, end);
await mark('L', ['General_Category/Letter', 'General_Category/Mark', 'General_Category/Letter_Number', 'General_Category/Other_Number']);
await mark('D', ['General_Category/Decimal_Number']);
// Accents are the marks that decorate letters. Vowel signs of Indic and South-East Asian scripts and the kana voicing
// marks (U+3099, U+309A) are marks too, but they are letters to a reader: they stay.
const decorating = new Set();
for (const script of ['Inherited', 'Latin', 'Greek', 'Cyrillic', 'Hebrew', 'Arabic', 'Syriac']) {
  for (const { begin, end } of await ranges(`Script/${script}`)) for (let c = begin; c < end; c++) decorating.add(c);
}
await mark('A', ['General_Category/Nonspacing_Mark', 'General_Category/Enclosing_Mark'], (c) => decorating.has(c) && c !== 0x3099 && c !== 0x309a);
await mark('S', ['Binary_Property/White_Space']);
await mark('I', ['Binary_Property/Default_Ignorable_Code_Point']);
for (let surrogate = 0xd800; surrogate < 0xe000; surrogate++) classes[surrogate] = 0;

let runs = '';
for (let start = 0; start < classes.length; ) {
  let end = start;
  while (end < classes.length && classes[end] === classes[start]) end++;
  runs += (classes[start] === 0 ? 'U' : String.fromCharCode(classes[start])) + (end - start === 1 ? '' : (end - start).toString(36));
  start = end;
}
writeFileSync(
  new URL('unicode-tables.ts', import.meta.url),
  `/**
 * Made by build-unicode-tables.mjs from Unicode 15.0.0; do not edit.
 * Runs over all code points from 0: a class letter, then the run's length in base 36 (none: 1).
 * L letter, mark or other number · D decimal digit · A accent · S white space · I invisible · O other · U unassigned or surrogate.
 */
export const CLASS_RUNS =
  '${runs}';
`,
);
