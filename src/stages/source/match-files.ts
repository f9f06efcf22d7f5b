import { type Dirent, readdirSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fail } from '../../core/failure.js';
import { compareUtf8 } from '../../core/utf8-order.js';

/**
 * The files that patterns name, relative to `folder`, with `/` between folders, each once, in bytewise order.
 * A pattern may hold `*`, `?`, `[a-z]`, `{a,b}` and, as a whole folder, `**`; names that start with a dot only match a pattern that does.
 * `data.no-match` when one of them names no file.
 */
export function matchFiles(patterns: readonly string[], folder: string): readonly string[] {
  const found = new Set<string>();
  for (const pattern of patterns) {
    const files = matchPattern(pattern, folder);
    if (files.length === 0) throw noMatch(pattern, folder);
    for (const file of files) found.add(relative(folder, file).split(sep).join('/'));
  }
  return [...found].sort(compareUtf8);
}

function matchPattern(pattern: string, folder: string): readonly string[] {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(pattern)) {
    throw fail('usage.wrong-value', {
      what: 'the local engine reads local files only',
      where: 'data.partitions',
      got: pattern,
      wanted: 'a path or glob of this machine',
    });
  }
  const start = isAbsolute(pattern) ? resolve('/') : folder;
  return expandBraces(pattern).flatMap((plain) =>
    walk(
      start,
      plain.split('/').filter((segment) => segment !== '' && segment !== '.'),
    ),
  );
}

/** `a{b,c}` becomes `ab` and `ac`; nested braces are taken from the inside. */
function expandBraces(pattern: string): readonly string[] {
  const match = /^(.*)\{([^{}]*)\}(.*)$/s.exec(pattern);
  if (match === null) return [pattern];
  const [, before = '', choices = '', after = ''] = match;
  return choices.split(',').flatMap((choice) => expandBraces(before + choice + after));
}

function walk(folder: string, segments: readonly string[]): readonly string[] {
  const [segment, ...rest] = segments;
  if (segment === undefined) return isFile(folder) ? [folder] : [];
  if (segment === '**') {
    const below = entries(folder).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
    return [...walk(folder, rest), ...below.flatMap((entry) => walk(join(folder, entry.name), segments))];
  }
  if (!/[*?[]/.test(segment)) return walk(join(folder, segment), rest);
  const matcher = segmentMatcher(segment);
  const names = entries(folder).map((entry) => entry.name);
  return names.filter((name) => matcher.test(name)).flatMap((name) => walk(join(folder, name), rest));
}

function segmentMatcher(segment: string): RegExp {
  const source = segment.replace(/\[!?[^\]]+\]|[*?]|[\\^$.|+()[\]{}]/g, (part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    if (part.length > 1) return part.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
    return `\\${part}`;
  });
  return new RegExp(`^${segment.startsWith('.') ? '' : '(?!\\.)'}${source}$`, 'su');
}

function entries(folder: string): readonly Dirent[] {
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

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function noMatch(pattern: string, folder: string): Error {
  const isFolder = statSync(resolve(folder, pattern), { throwIfNoEntry: false })?.isDirectory() === true;
  return fail('data.no-match', {
    what: 'no file matches',
    where: `data.partitions, from ${folder}`,
    got: pattern,
    wanted: 'at least one Parquet file',
    ...(isFolder ? { hint: `this is a folder: write ${pattern.replace(/\/$/, '')}/**/*.parquet` } : {}),
  });
}
