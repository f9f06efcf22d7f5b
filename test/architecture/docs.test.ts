import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { LAYERS } from './layers.js';
import { type Fault, placeOf, readSourceFiles, type SourceFile } from './source-file.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const docs = readSourceFiles('', /^(README|CONTRIBUTING|benchmarks\/README|docs\/.+)\.md$/);

/** Named in the docs, and made by changes that go in beside them. */
const COMING = ['src/estimators/', 'test/estimators/', 'docs/toy-estimator.diff'];

function doc(path: string): string {
  const found = docs.find((file) => file.path === path);
  if (found === undefined) throw new Error(`${path} is missing`);
  return found.text;
}

function cellsOfRows(text: string): string[][] {
  const rows = text.split('\n').filter((line) => line.startsWith('|') && !line.startsWith('|---'));
  return rows.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function isThere(path: string): boolean {
  return existsSync(join(root, path)) || COMING.some((coming) => path.startsWith(coming));
}

/** What matches in the text of a doc and is not there. */
function missing(file: SourceFile, pattern: RegExp, pathOf: (name: string) => string): Fault[] {
  return [...file.text.matchAll(pattern)]
    .filter((match) => !isThere(pathOf(match[1] as string)))
    .map((match) => ({ where: placeOf(file, match.index), what: `there is no ${match[1]}` }));
}

describe('the docs', () => {
  test('link to files that exist', () => {
    const faults = docs.flatMap((file) => missing(file, /\]\((?!\w+:|#)([^)#\s]+)/g, (link) => normalize(join(dirname(file.path), link))));
    expect(faults).toEqual([]);
  });

  test('name paths that exist', () => {
    const ours = docs.filter(({ path }) => path !== 'benchmarks/README.md');
    const faults = ours.flatMap((file) => missing(file, /`((?:src|test|data|pipelines|benchmarks|docs)\/[\w./-]*)`/g, placeholderFolder));
    expect(faults).toEqual([]);
  });

  test('show the floors as they are: add a folder to docs/architecture.md where it stands in layers.ts', () => {
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
    const table = doc('docs/architecture.md').split('<!-- floors')[1]?.split('\n\n')[0] ?? '';
    const shown = cellsOfRows(table).map(([floor = '']) => [...floor.matchAll(/`(\w+)\/`/g)].map((match) => match[1] as string));
    const numbers = [...new Set(Object.values(LAYERS))].sort((a, b) => a - b);
    const floors = numbers.map((number) => Object.keys(LAYERS).filter((folder) => LAYERS[folder] === number));
    const thatExist = (all: readonly string[][]) =>
      all.map((floor) => floor.filter((folder) => folders.includes(folder)).sort()).filter((floor) => floor.length > 0);
    expect(thatExist(shown)).toEqual(thatExist(floors));
  });
});

describe('the glossary', () => {
  const rows = cellsOfRows(doc('docs/glossary.md')).filter(([word]) => word !== 'word');

  test('gives each word one meaning', () => {
    const words = rows.map(([word]) => word);
    expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
  });

  test('names places in the code that exist', () => {
    const source = readSourceFiles('src', /\.ts$/)
      .map(({ text }) => text)
      .join('\n');
    const named = rows.flatMap(([, , place = '']) => [...place.matchAll(/`(\w+)`/g)].map((match) => match[1] as string));
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !new RegExp(`\\b${name}\\b`).test(source))).toEqual([]);
  });
});

/** `src/stages/NAME/index.ts` stands for any: the folder above the placeholder must exist. */
function placeholderFolder(path: string): string {
  return path.replace(/[A-Z]{4,}.*$/, (rest) => (/^(README|LOG|LICENSES)\b/.test(rest) ? rest : ''));
}
