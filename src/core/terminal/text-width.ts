import stringWidth from 'string-width';

/** How many columns of a terminal a text takes: two for each Chinese or Japanese sign and most emoji, none for marks above letters. */
export function textWidth(text: string): number {
  return stringWidth(text);
}

/** A text that takes at most so many columns: what is longer ends with `…`. */
export function cutToWidth(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let cut = '';
  let width = 1;
  for (const character of text) {
    width += textWidth(character);
    if (width > columns) break;
    cut += character;
  }
  return `${cut}…`;
}
