import { type Dirent, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { braceExpand, escape as escapeGlob, GLOBSTAR, Minimatch } from 'minimatch';
import type { RunEvent } from '../events.js';
import { fail } from '../failure.js';
import { compareUtf8 } from '../utf8-order.js';

/** Why something that a pattern would name is not read. */
export type SkipReason = 'hidden' | 'broken-link' | 'loop' | 'no-file' | 'same-file';

/** The files that patterns name, and those that match but are skipped, each with its reason. */
export interface MatchedFiles {
  /** Relative to the folder, with `/` between folders, each once, in bytewise order. */
  readonly files: readonly string[];
  /** In the same order; paths as those of the files. */
  readonly skipped: readonly { readonly path: string; readonly reason: SkipReason }[];
}

/** One part of a pattern's path: a name, a test of names, or `**`. */
type Part = string | { readonly pattern: string; matches(name: string): boolean } | typeof GLOBSTAR;

/**
 * The files that patterns name. A pattern may hold `*`, `?`, `[a-z]`, `{a,b}`, `{01..12}`, `+(a|b)` and, as a whole folder, `**`; `\`
 * takes the next character as it is. Names that start with `.` or `_` only match a pattern that does: other programs keep there what is
 * not data. Links are followed, and a file that is reached twice is read once. `data.no-match` when one of the patterns names no file.
 */
export function matchFiles(patterns: readonly string[], folder: string): MatchedFiles {
  const walk = new Walk();
  for (const pattern of patterns) {
    const foundBefore = walk.foundCount;
    walk.collect(pattern, folder);
    if (walk.foundCount === foundBefore) throw noMatch(pattern, folder, walk);
  }
  const pathOf = (file: string): string => relative(folder, file).split(sep).join('/');
  const reasons = new Map([...walk.skipped].map(([file, reason]) => [pathOf(file), reason]));
  const files: string[] = [];
  const seen = new Set<string>();
  for (const path of [...walk.files].map(pathOf).sort(compareUtf8)) {
    const real = walk.sawLink ? realpathSync(resolve(folder, path)) : path;
    if (seen.has(real)) reasons.set(path, 'same-file');
    else files.push(path);
    seen.add(real);
  }
  return { files, skipped: [...reasons].map(([path, reason]) => ({ path, reason })).sort((a, b) => compareUtf8(a.path, b.path)) };
}

/** The pattern that names exactly this path. */
export function patternOf(path: string): string {
  return escapeGlob(path, { magicalBraces: true });
}

const MOST_NAMED = 3;
const SKIPPED: Readonly<Record<SkipReason, { readonly type: 'note' | 'warning'; readonly says: string }>> = {
  hidden: { type: 'note', says: 'not read, since their names start with . or _' },
  'broken-link': { type: 'warning', says: 'links that lead nowhere' },
  loop: { type: 'warning', says: 'not entered, since they lead back to a folder above them' },
  'no-file': { type: 'warning', says: 'not read, since they are neither files nor folders' },
  'same-file': { type: 'note', says: 'not read, since they lead to files that are read under another name' },
};

/** What to say of the files that were passed by: one event a reason, with their number and the first names. */
export function skippedEvents(stage: string, skipped: MatchedFiles['skipped']): readonly RunEvent[] {
  return (Object.keys(SKIPPED) as SkipReason[]).flatMap((reason): RunEvent[] => {
    const paths = skipped.filter((each) => each.reason === reason).map(({ path }) => path);
    if (paths.length === 0) return [];
    const names = `${paths.slice(0, MOST_NAMED).join(', ')}${paths.length > MOST_NAMED ? ', …' : ''}`;
    const { type, says } = SKIPPED[reason];
    return [{ type, stage, message: `${paths.length} ${says}: ${names}` }];
  });
}

class Walk {
  readonly files = new Set<string>();
  readonly skipped = new Map<string, SkipReason>();
  /** With repetitions. */
  foundCount = 0;
  sawLink = false;

  collect(pattern: string, folder: string): void {
    if (/^[a-z][a-z0-9+.-]+:\/\//i.test(pattern)) throw notLocal(pattern);
    const start = isAbsolute(pattern) ? resolve('/') : folder;
    for (const plain of braceExpand(pattern)) for (const parts of partsOf(plain)) this.#visit(start, parts, []);
  }

  /** `above`: real paths of the folders that the path has been through. */
  #visit(path: string, parts: readonly Part[], above: readonly string[]): void {
    const [part, ...rest] = parts;
    if (part === undefined) this.#take(path);
    else if (typeof part === 'string') this.#visit(join(path, part), rest, above);
    else this.#visitEntries(path, part, parts, above);
  }

  #visitEntries(path: string, part: Exclude<Part, string>, parts: readonly Part[], above: readonly string[]): void {
    const rest = parts.slice(1);
    const entries = this.#list(path);
    if (part === GLOBSTAR) {
      this.#visit(path, rest, above);
      if (entries.length > 0) this.#descend(path, entries, parts, [...above, realpathSync(path)]);
      return;
    }
    for (const entry of entries.filter(({ name }) => part.matches(name))) {
      const below = join(path, entry.name);
      if (this.#kindOf(entry, below) === 'broken') this.skipped.set(below, 'broken-link');
      else if (isHidden(entry.name) && !part.pattern.startsWith(entry.name[0] as string)) this.#skipHidden(entry, below, rest);
      else this.#visit(below, rest, above);
    }
  }

  /** `**` into every folder below. */
  #descend(path: string, entries: readonly Dirent[], parts: readonly Part[], above: readonly string[]): void {
    for (const entry of entries) {
      const below = join(path, entry.name);
      const kind = this.#kindOf(entry, below);
      if (kind === 'broken') this.skipped.set(below, 'broken-link');
      if (kind !== 'folder') continue;
      if (isHidden(entry.name)) this.skipped.set(below, 'hidden');
      else if (entry.isSymbolicLink() && above.includes(realpathSync(below))) this.skipped.set(below, 'loop');
      else this.#visit(below, parts, above);
    }
  }

  #skipHidden(entry: Dirent, path: string, rest: readonly Part[]): void {
    const isFolder = this.#kindOf(entry, path) === 'folder';
    if (isFolder === rest.length > 0) this.skipped.set(path, 'hidden');
  }

  #take(path: string): void {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) {
      if (isLink(path)) this.skipped.set(path, 'broken-link');
    } else if (stat.isFile()) {
      if (isLink(path)) this.sawLink = true;
      this.files.add(path);
      this.foundCount++;
    } else if (!stat.isDirectory()) this.skipped.set(path, 'no-file');
  }

  #kindOf(entry: Dirent, path: string): 'folder' | 'broken' | 'other' {
    if (!entry.isSymbolicLink()) return entry.isDirectory() ? 'folder' : 'other';
    this.sawLink = true;
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return 'broken';
    return stat.isDirectory() ? 'folder' : 'other';
  }

  #list(folder: string): readonly Dirent[] {
    try {
      return readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
      throw fail(
        'data.unreadable',
        { what: 'a folder cannot be listed', where: folder, got: String(error), wanted: 'a folder that can be read' },
        error,
      );
    }
  }
}

/** A pattern without braces as the parts of a path; the library makes the parts, and `..` and `//` simpler. */
function partsOf(plain: string): readonly (readonly Part[])[] {
  const { set } = new Minimatch(plain, { nobrace: true, nonegate: true, nocomment: true, dot: true });
  return set.map((parts) =>
    parts.map((part) => (typeof part === 'string' || part === GLOBSTAR ? part : { pattern: part.pattern, matches: (name) => part.test(name) })),
  );
}

function isHidden(name: string): boolean {
  return name.startsWith('.') || name.startsWith('_');
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function notLocal(pattern: string): Error {
  return fail('usage.wrong-value', {
    what: 'the local engine reads local files only',
    where: 'data.partitions',
    got: pattern,
    wanted: 'a path or glob of this machine',
  });
}

function noMatch(pattern: string, folder: string, { skipped }: Walk): Error {
  const stat = statSync(resolve(folder, pattern), { throwIfNoEntry: false });
  const hint = stat?.isDirectory()
    ? `this is a folder: write ${pattern.replace(/\/$/, '')}/**/*.parquet`
    : stat?.isFile()
      ? `there is a file of exactly this name: write ${patternOf(pattern)}, since [ ] { } ( ) * ? are signs of a pattern`
      : [...skipped].slice(0, 1).map(([path, reason]) => `${relative(folder, path)}: ${SKIPPED[reason].says}`)[0];
  return fail('data.no-match', {
    what: 'no file matches',
    where: `data.partitions, from ${folder}`,
    got: pattern,
    wanted: 'at least one file',
    ...(hint === undefined ? {} : { hint }),
  });
}
