import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mutationsOf } from './mutate.mjs';
import { filesUnder } from './reach.mjs';

/** Folders whose files were moved as they were, and where they lay: a move leaves them their mutants, and what is known of these. */
const MOVED = { 'src/ml/solvers/': 'src/ml/', 'src/model/bundle/': 'src/model/' };

/**
 * Draws mutants by a seed, at most one a line. The order is that of a hash of the seed and the mutant, so a change of one file
 * moves no mutant of another one.
 */
export function chooseMutants(root, folders, count, seed) {
  const all = folders.flatMap((folder) => filesUnder(root, folder, '.ts')).flatMap((file) => mutantsOf(root, file));
  const rank = ({ id }) => digest(`${seed} ${id}`);
  const ranked = all.map((mutant) => [rank(mutant), mutant]).sort(([a], [b]) => (a < b ? -1 : 1));
  const chosen = new Map();
  for (const [, mutant] of ranked) {
    const place = `${mutant.file}:${mutant.line}`;
    if (chosen.size < count && !chosen.has(place)) chosen.set(place, mutant);
  }
  return [...chosen.values()];
}

/** Every mutant of a file. Its id holds as long as its line, and how often that line came before, stays the same. */
function mutantsOf(root, file) {
  const text = readFileSync(join(root, file), 'utf8');
  const moved = Object.keys(MOVED).find((folder) => file.startsWith(folder));
  const name = moved === undefined ? file : file.replace(moved, MOVED[moved]);
  const seen = new Map();
  return mutationsOf(text).map((mutation) => {
    const lineStart = text.lastIndexOf('\n', mutation.start - 1) + 1;
    const lineEnd = text.indexOf('\n', mutation.start);
    const content = text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd).trim();
    const key = `${name} ${content} ${mutation.operator} ${mutation.start - lineStart} ${mutation.replacement}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    return {
      ...mutation,
      file,
      content,
      line: text.slice(0, mutation.start).split('\n').length,
      original: text.slice(mutation.start, mutation.end),
      id: digest(`${key} ${seen.get(key)}`).slice(0, 16),
    };
  });
}

function digest(text) {
  return createHash('sha256').update(text).digest('hex');
}
