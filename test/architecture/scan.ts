/** The text of a TypeScript file twice, with every offset kept: without comments, and without comments and string contents. */
export interface ScannedText {
  readonly withoutComments: string;
  /** Regular expressions and the expressions inside templates are kept. */
  readonly code: string;
}

const REGEX_MAY_FOLLOW_WORD = /(?:^|[^\w$.])(?:return|typeof|case|in|of|void|delete|throw|new|else|do|yield|await)$/;

/** Blanks comments and strings with spaces, so that a rule about code is not set off by a sentence. */
export function scan(text: string): ScannedText {
  const comments: [number, number][] = [];
  const strings: [number, number][] = [];
  const templateDepths: number[] = [];
  let braces = 0;
  let at = 0;

  const readTemplate = (start: number): number => {
    let i = start;
    while (i < text.length) {
      if (text[i] === '\\') i += 2;
      else if (text[i] === '`') {
        strings.push([start, i]);
        return i + 1;
      } else if (text[i] === '$' && text[i + 1] === '{') {
        strings.push([start, i]);
        templateDepths.push(braces);
        braces++;
        return i + 2;
      } else i++;
    }
    return i;
  };

  while (at < text.length) {
    const c = text[at] as string;
    const next = text[at + 1];
    if (c === '/' && next === '/') {
      const end = endOf(text, '\n', at);
      comments.push([at, end]);
      at = end;
    } else if (c === '/' && next === '*') {
      const end = Math.min(text.length, endOf(text, '*/', at + 2) + 2);
      comments.push([at, end]);
      at = end;
    } else if (c === "'" || c === '"') {
      const end = endOfString(text, c, at + 1);
      strings.push([at + 1, end]);
      at = end + 1;
    } else if (c === '`') at = readTemplate(at + 1);
    else if (c === '{') {
      braces++;
      at++;
    } else if (c === '}') {
      braces--;
      at++;
      if (templateDepths.at(-1) === braces) {
        templateDepths.pop();
        at = readTemplate(at);
      }
    } else if (c === '/' && regexMayStart(text.slice(Math.max(0, at - 40), at))) at = endOfRegex(text, at + 1);
    else at++;
  }
  const withoutComments = blank(text, comments);
  return { withoutComments, code: blank(withoutComments, strings) };
}

function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found === -1 ? text.length : found;
}

function endOfString(text: string, quote: string, from: number): number {
  let i = from;
  while (i < text.length && text[i] !== quote && text[i] !== '\n') i += text[i] === '\\' ? 2 : 1;
  return i;
}

/** A slash divides after a value and starts a regular expression elsewhere. */
function regexMayStart(before: string): boolean {
  const trimmed = before.trimEnd();
  const last = trimmed.at(-1);
  if (last === undefined) return true;
  if (/[\w$]/.test(last)) return REGEX_MAY_FOLLOW_WORD.test(trimmed);
  return !')]}'.includes(last);
}

function endOfRegex(text: string, from: number): number {
  let inClass = false;
  let i = from;
  while (i < text.length && text[i] !== '\n') {
    if (text[i] === '\\') i++;
    else if (text[i] === '[') inClass = true;
    else if (text[i] === ']') inClass = false;
    else if (text[i] === '/' && !inClass) return i + 1;
    i++;
  }
  return i;
}

function blank(text: string, ranges: readonly [number, number][]): string {
  let out = '';
  let at = 0;
  for (const [start, end] of ranges) {
    out += text.slice(at, start) + text.slice(start, end).replaceAll(/[^\n]/g, ' ');
    at = end;
  }
  return out + text.slice(at);
}
