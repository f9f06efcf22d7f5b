import { type Fault, placeOf, type SourceFile } from './source-file.js';

/** What a shared project has no use for: paths of one machine, and notes about who or what typed it. */
const UNWANTED: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: /(?<![\w.])\/(?:work|home|root|Users)\/[\w.]/g, what: 'the path of one machine' },
  { pattern: /[A-Z]:\\Users\\/g, what: 'the path of one machine' },
  {
    pattern: /\bco-authored-by\b|\b(?:written|generated|made)\s+(?:by|with)\s+(?:an?\s+)?(?:AI|assistant|bot|language model)\b/gi,
    what: 'a note about who typed it',
  },
  { pattern: /\b(?:AI|coding|language-model) (?:agent|assistant)s?\b/gi, what: 'a note about who typed it' },
  { pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/g, what: 'a private key' },
];

/** Machine paths, notes and secrets in files of the tree. */
export function unwantedWords(files: readonly SourceFile[]): Fault[] {
  return files.flatMap((file) =>
    UNWANTED.flatMap(({ pattern, what }) =>
      [...file.text.matchAll(pattern)].map((match) => ({ where: placeOf(file, match.index), what: `${what}: ${match[0]}` })),
    ),
  );
}
