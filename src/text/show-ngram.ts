/** An n-gram as people see it: with its blanks, which stand where a word begins or ends, else `cafe` and ` cafe` look alike. */
export function showNgram(ngram: string): string {
  return ngram.replaceAll(' ', '␣');
}
