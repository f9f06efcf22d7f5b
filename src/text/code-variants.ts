import { type CanonicalOptions, canonicalText } from './canonical-text.js';

const CODE_FORM: CanonicalOptions = Object.freeze({ unicode: 'nfkc', case: 'lower', accents: 'keep', digits: 'keep', punctuation: 'space' });

/**
 * What spellings of one code share: codes that differ only by case, by full-width forms, by leading zeros of a number or by the signs
 * between their parts have one key.
 */
export function codeKey(code: string): string {
  return canonicalText(code, CODE_FORM).replace(/(?<![0-9])0+(?=[0-9])/g, '');
}

/** Codes that share a key with another, each group in the order given, groups in order of their first code. */
export function codeVariants(codes: readonly string[]): readonly (readonly string[])[] {
  const groups = new Map<string, string[]>();
  for (const code of codes) {
    const group = groups.get(codeKey(code));
    if (group === undefined) groups.set(codeKey(code), [code]);
    else group.push(code);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}

/**
 * Whether whole numbers look like codes that lost their leading zeros: of several widths, where no code begins with a zero. Codes of a
 * classification with levels of several widths look so too.
 */
export function mayLackZeros(codes: readonly string[]): boolean {
  return codes.every((code) => /^[1-9]\d*$/.test(code)) && new Set(codes.map(({ length }) => length)).size > 1;
}
