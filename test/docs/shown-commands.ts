import { readSourceFiles } from '../architecture/source-file.js';

/** A command of millrace as a page shows it. */
export interface ShownCommand {
  readonly page: string;
  /** What stands behind `millrace`, as a shell gives it to the program. */
  readonly args: readonly string[];
}

/** Pages about what there is now: logs tell of the past. */
export const PAGES = readSourceFiles('', /^(README|CONTRIBUTING|docs\/[\w-]+)\.md$/);

/** The lines of the blocks of a page that are in a language; null for blocks without one. */
export function linesOfBlocks(text: string, language: string | null): readonly string[] {
  const blocks = [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].filter(([, found]) => (found ?? '') === (language ?? ''));
  return blocks.flatMap(([, , lines]) => (lines as string).split('\n').filter((line) => line.trim() !== ''));
}

/** Every call of millrace in the blocks of a page that hold commands. */
export function shownCommands(page: string, text: string): readonly ShownCommand[] {
  const lines = [...linesOfBlocks(text, 'sh'), ...linesOfBlocks(text, null)];
  return lines.flatMap((line) => commandsOf(shellWords(line)).map((args) => ({ page, args })));
}

/** What stands between a `millrace` in the place of a command and the end of that command. */
function commandsOf(words: readonly string[]): readonly (readonly string[])[] {
  const commands: (readonly string[])[] = [];
  let command: string[] = [];
  for (const word of [...words, ';']) {
    if (!['|', '||', '&&', ';', '>', '>>', '2>>', '<'].includes(word)) command.push(word);
    else {
      const start = command.indexOf('millrace');
      const before = command.slice(0, Math.max(0, start));
      if (start >= 0 && before.every((each) => /^(npx|flock|-n|\/.*|[A-Z_]+=.*|[\d*]+)$/.test(each))) commands.push(command.slice(start + 1));
      command = [];
    }
  }
  return commands;
}

/** The words of a line as a shell reads them, signs between commands as words of their own; a comment is none. */
function shellWords(line: string): readonly string[] {
  const words: string[] = [];
  for (const [part] of line.matchAll(/#.*$|2>>|>>|\|\||&&|[|;<>]|(?:'[^']*'|"[^"]*"|[^\s'"|;<>&])+/g)) {
    if (part.startsWith('#')) break;
    words.push(part.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double));
  }
  return words;
}
