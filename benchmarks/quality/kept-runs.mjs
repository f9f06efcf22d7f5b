import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { jsonLines } from '../measure.mjs';
import { CACHE } from '../paths.mjs';

/**
 * Runs that were measured, a JSON line each in a file (of the cache, unless one is named), so that an interrupted measurement goes on. A run
 * is known by what was run on what: the data, the pipeline, and in the cache the digest of the compiled program.
 */
export function openKeptRuns(file = join(CACHE, 'quality', 'runs.jsonl')) {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true });
  const kept = new Map((existsSync(file) ? jsonLines(readFileSync(file, 'utf8')) : []).map((run) => [run.key, run]));
  return {
    folder,
    get: (key) => kept.get(key),
    put(key, run) {
      kept.set(key, { key, ...run });
      appendFileSync(file, `${JSON.stringify(kept.get(key))}\n`);
      return kept.get(key);
    },
  };
}

/** Of values that JSON holds. */
export function keyOf(...values) {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 16);
}

/** Of what runs: the code, the kernels and the libraries of a `dist`, by path. */
export function digestProgram(dist) {
  const hash = createHash('sha256');
  const files = readdirSync(dist, { recursive: true }).filter((name) => /\.(m?js|wasm)$/.test(name));
  for (const name of files.sort())
    hash
      .update(name)
      .update('\0')
      .update(readFileSync(join(dist, name)));
  return hash.digest('hex').slice(0, 16);
}
