import type { Codebook } from '../../artifacts/codebook.js';
import type { Correspondence } from '../../artifacts/source.js';
import { type Failure, fail } from '../../core/failure.js';
import { compareUtf8 } from '../../core/utf8-order.js';
import type { TableFiles } from '../../engine/table-files.js';

/** One line of the file: an old code, a new one (empty when the old code was dropped), and the share of its rows that go there. */
export interface CorrespondenceLine {
  readonly old: string;
  readonly new: string;
  readonly weight: string;
}

/**
 * Loads a correspondence from CSV with the columns old and new, and weight where there is one.
 * `data.codebook` when a column is missing, or when a new code is not in the codebook.
 */
export async function loadCorrespondence(tables: TableFiles, path: string, file: string, codebook: Codebook | null): Promise<Correspondence> {
  const rows = await tables.readCsv(file);
  const [header] = rows;
  if (header === undefined) throw broken(path, 'the correspondence is empty', 'a header and no rows', 'at least one old code');
  const missing = ['old', 'new'].filter((name) => !(name in header));
  if (missing.length > 0) {
    const got = `the columns ${Object.keys(header).join(', ')}`;
    throw broken(path, `the correspondence has no column ${missing.join(', ')}`, got, 'the columns old, new, weight');
  }
  const lines = rows.map((row) => ({ old: row.old ?? '', new: row.new ?? '', weight: row.weight ?? '' }));
  return makeCorrespondence(lines, path, codebook);
}

/** Gathers the lines by old code; new codes of one old code come in bytewise order, each once. `path` names them in messages. */
export function makeCorrespondence(lines: readonly CorrespondenceLine[], path: string, codebook: Codebook | null): Correspondence {
  const known = codebook === null ? null : new Set(codebook.codes);
  const byOld = new Map<string, Map<string, string>>();
  lines.forEach((line, index) => {
    const where = `${path}, row ${index + 2}`;
    if (line.old === '') throw broken(where, 'an old code is empty', "''", 'an old code in every row');
    if (line.new !== '' && known !== null && !known.has(line.new))
      throw broken(where, `the new code ${line.new} is not in the codebook`, line.new, 'a code of data.codebook');
    const candidates = byOld.get(line.old) ?? new Map<string, string>();
    if (candidates.has(line.new)) throw broken(where, `${line.old} → ${line.new} is there twice`, line.new, 'every pair once');
    byOld.set(line.old, candidates.set(line.new, line.weight));
  });
  const oldCounts = new Map<string | undefined, number>();
  for (const sole of [...byOld.values()].map(soleCandidate)) oldCounts.set(sole, (oldCounts.get(sole) ?? 0) + 1);
  return [...byOld]
    .map(([old, candidates]) => {
      const sole = soleCandidate(candidates);
      const codes = [...candidates].filter(([code]) => code !== '').map(([code, weight]) => ({ code, weight }));
      codes.sort((a, b) => compareUtf8(a.code, b.code));
      return { old, candidates: codes, merged: sole !== undefined && (oldCounts.get(sole) ?? 0) > 1 };
    })
    .sort((a, b) => compareUtf8(a.old, b.old));
}

function soleCandidate(candidates: ReadonlyMap<string, string>): string | undefined {
  const codes = [...candidates.keys()].filter((code) => code !== '');
  return codes.length === 1 ? codes[0] : undefined;
}

function broken(where: string, what: string, got: string, wanted: string): Failure {
  return fail('data.codebook', { what, where, got, wanted });
}
