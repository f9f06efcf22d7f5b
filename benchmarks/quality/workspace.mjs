import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What stages before the search leave in a store: the same for all configurations that differ in nothing before it. */
const BEFORE_SEARCH = ['prepared-shard', 'prepared-index', 'split', 'ngram-counts', 'ngram-table', 'bin-edges', 'matrix-shard'];

/**
 * Makes a workspace ready for a run that is measured: empty when it is to be `fresh`, else with no trial, model or champion of an
 * earlier run, so that each configuration pays for its own search and is compared with nobody.
 */
export function clearWorkspace(workspace, fresh) {
  mkdirSync(workspace, { recursive: true });
  const store = join(workspace, 'store');
  const kinds = existsSync(store) && !fresh ? readdirSync(store).filter((name) => !name.startsWith('.')) : [];
  const gone = fresh
    ? readdirSync(workspace)
    : ['runs', 'registry', ...kinds.filter((kind) => !BEFORE_SEARCH.includes(kind)).map((kind) => join('store', kind))];
  for (const name of gone) rmSync(join(workspace, name), { recursive: true, force: true });
}
