import type { Codebook } from '../../artifacts/codebook.js';
import { type Failure, fail } from '../../core/failure.js';
import { compareUtf8 } from '../../core/utf8-order.js';
import { cleanCode } from '../../text/clean-code.js';
import { readCsv } from './read-csv.js';

interface Entry {
  readonly line: number;
  readonly code: string;
  readonly title: string;
  readonly parent: string | null;
}

/**
 * Reads a codebook with the columns code, title and parent; see `readCsv`. `data.codebook` for anything that is not a forest of codes.
 */
export function readCodebook(path: string, file: string): Codebook {
  const { rows } = readCsv(file, path, ['code', 'title', 'parent']);
  if (rows.length === 0) throw broken(path, 'the codebook is empty', 'a header and no rows', 'at least one code');
  const entries = rows.map(({ line, cells }) => ({
    line,
    code: cleanCode(cells.code ?? ''),
    title: cells.title ?? '',
    parent: cells.parent === '' ? null : cleanCode(cells.parent ?? ''),
  }));
  return makeCodebook(entries, path);
}

/** Checks the entries and brings them into bytewise order of code. `path` names them in messages. */
export function makeCodebook(entries: readonly Entry[], path: string): Codebook {
  const parents = new Map<string, string | null>();
  for (const { line, code, parent } of entries) {
    if (code === '') throw broken(`${path}, line ${line}`, 'a code is empty', "''", 'a code in every row');
    if (parents.has(code)) throw broken(`${path}, line ${line}`, `code ${code} is there twice`, code, 'every code once');
    parents.set(code, parent);
  }
  for (const [code, parent] of parents) {
    if (parent !== null && !parents.has(parent)) {
      throw broken(path, `the parent of code ${code} is not in the codebook`, parent, 'a parent that is itself a code, or an empty cell at the top');
    }
  }
  checkCycles(parents, path);
  const sorted = [...entries].sort((a, b) => compareUtf8(a.code, b.code));
  return { codes: sorted.map((entry) => entry.code), titles: sorted.map((entry) => entry.title), parents: sorted.map((entry) => entry.parent) };
}

function checkCycles(parents: ReadonlyMap<string, string | null>, path: string): void {
  const reachesTop = new Set<string>();
  for (const start of parents.keys()) {
    const way: string[] = [];
    for (let code: string | null = start; code !== null && !reachesTop.has(code); code = parents.get(code) ?? null) {
      if (way.includes(code))
        throw broken(path, `code ${code} is its own ancestor`, [...way.slice(way.indexOf(code)), code].join(' → '), 'a parent nearer to the top');
      way.push(code);
    }
    for (const code of way) reachesTop.add(code);
  }
}

function broken(where: string, what: string, got: string, wanted: string): Failure {
  return fail('data.codebook', { what, where, got, wanted });
}
