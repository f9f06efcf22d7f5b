/**
 * A form in which nearly equal texts are the same, written apart from the form that the split groups by, so that one can check the
 * other: compatibility forms, lower case, no Latin accents, no ASCII punctuation, single spaces. Only shown, never digested.
 */
export function looseForm(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]/g, '')
    .replaceAll(/[^0-9a-z\u00a1-\uffff]+/g, ' ')
    .trim();
}
