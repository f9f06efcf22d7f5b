/** A text with its code, for pages that are followed. */
export interface CodedText {
  readonly id: string;
  readonly text: string;
  readonly code: string;
}

const WORDS = { '0111': 'rye bread', '0112': 'wheat flour', '0121': 'fresh milk', '0122': 'hard cheese', '0561': 'hand soap' } as const;

/** Texts of five codes, all of them different. */
export function codedTexts(count: number, first = 0): readonly CodedText[] {
  const codes = Object.entries(WORDS);
  return Array.from({ length: count }, (_, index) => {
    const number = first + index;
    const [code, words] = codes[number % codes.length] as [string, string];
    return { id: `r${number}`, text: `${words} brand ${number} of ${(number % 9) * 100 + 50} g`, code };
  });
}
