import type { Codebook } from '../../artifacts/codebook.js';
import { type Failure, fail } from '../../core/failure.js';
import { compareUtf8 } from '../../core/utf8-order.js';
import type { TableFiles } from '../../engine/table-files.js';

interface Entry {
  readonly code: string;
  readonly title: string;
  readonly parent: string | null;
}

/** Loads a codebook from CSV with the columns code, title and parent. `data.codebook` for anything that is not a forest of codes. */
export async function loadCodebook(tables: TableFiles, path: string, file: string): Promise<Codebook> {
  const rows = await tables.readCsv(file);
  const [header] = rows;
  if (header === undefined) throw broken(path, 'the codebook is empty', 'a header and no rows', 'at least one code');
  const missing = ['code', 'title', 'parent'].filter((name) => !(name in header));
  if (missing.length > 0) {
    throw broken(
      path,
      `the codebook has no column ${missing.join(', ')}`,
      `the columns ${Object.keys(header).join(', ')}`,
      'the columns code, title, parent',
    );
  }
  const entries = rows.map((row) => ({ code: row.code ?? '', title: row.title ?? '', parent: row.parent === '' ? null : (row.parent ?? null) }));
  return makeCodebook(entries, path);
}

/** Checks the entries and brings them into bytewise order of code. `path` names them in messages. */
export function makeCodebook(entries: readonly Entry[], path: string): Codebook {
  const parents = new Map<string, string | null>();
  entries.forEach(({ code, parent }, row) => {
    if (code === '') throw broken(`${path}, row ${row + 2}`, 'a code is empty', "''", 'a code in every row');
    if (parents.has(code)) throw broken(`${path}, row ${row + 2}`, `code ${code} is there twice`, code, 'every code once');
    parents.set(code, parent);
  });
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
