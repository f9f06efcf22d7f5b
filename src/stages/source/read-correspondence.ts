import type { Codebook } from '../../artifacts/codebook.js';
import type { Correspondence } from '../../artifacts/source.js';
import { type Failure, fail } from '../../core/failure.js';
import { compareUtf8 } from '../../core/utf8-order.js';
import { cleanCode } from '../../text/clean-code.js';
import { readCsv } from './read-csv.js';

/** One line of the file: an old code, a new one (empty when the old code was dropped), and the share of its rows that go there. */
export interface CorrespondenceLine {
  readonly line: number;
  readonly old: string;
  readonly new: string;
  readonly weight: string;
}

/**
 * Reads a correspondence with the columns old and new, and weight where there is one; see `readCsv`.
 * `data.codebook` when a column is missing, or when a new code is not in the codebook.
 */
export function readCorrespondence(path: string, file: string, codebook: Codebook | null): Correspondence {
  const { rows } = readCsv(file, path, ['old', 'new'], ['weight']);
  if (rows.length === 0) throw broken(path, 'the correspondence is empty', 'a header and no rows', 'at least one old code');
  const lines = rows.map(({ line, cells }) => ({
    line,
    old: cleanCode(cells.old ?? ''),
    new: cleanCode(cells.new ?? ''),
    weight: cells.weight ?? '',
  }));
  return makeCorrespondence(lines, path, codebook);
}

/** Gathers the lines by old code; new codes of one old code come in bytewise order, each once. `path` names them in messages. */
export function makeCorrespondence(lines: readonly CorrespondenceLine[], path: string, codebook: Codebook | null): Correspondence {
  const known = codebook === null ? null : new Set(codebook.codes);
  const byOld = new Map<string, Map<string, string>>();
  for (const line of lines) {
    const where = `${path}, line ${line.line}`;
    if (line.old === '') throw broken(where, 'an old code is empty', "''", 'an old code in every row');
    if (line.new !== '' && known !== null && !known.has(line.new))
      throw broken(where, `the new code ${line.new} is not in the codebook`, line.new, 'a code of data.codebook');
    if (line.weight !== '' && !(Number(line.weight) >= 0))
      throw broken(where, 'a weight is no number', line.weight, 'a share such as 0.3, or an empty cell');
    const candidates = byOld.get(line.old) ?? new Map<string, string>();
    if (candidates.has(line.new)) throw broken(where, `${line.old} → ${line.new} is there twice`, line.new, 'every pair once');
    byOld.set(line.old, candidates.set(line.new, line.weight));
  }
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
