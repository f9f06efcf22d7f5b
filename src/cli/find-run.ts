import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { nearest } from '../config/nearest.js';
import { fail } from '../core/failure.js';
import { compareUtf8 } from '../core/utf8-order.js';

/** A run that has its manifest. */
export interface FoundRun {
  readonly run: string;
  /** Absolute path of `workspace/runs/<run>`. */
  readonly folder: string;
}

/** The runs of a workspace, oldest first: ids start with the time. */
export function listRuns(workspace: string): readonly FoundRun[] {
  const folder = join(workspace, 'runs');
  if (!existsSync(folder)) return [];
  const runs = readdirSync(folder).filter((run) => existsSync(join(folder, run, 'run.json')));
  return runs.sort(compareUtf8).map((run) => ({ run, folder: join(folder, run) }));
}

/** The run with this id, or the only one whose id starts or ends with it. Fails with `usage.missing-run`. */
export function findRun(workspace: string, id: string): FoundRun {
  const runs = listRuns(workspace);
  const exact = runs.find(({ run }) => run === id);
  if (exact !== undefined) return exact;
  const close = runs.filter(({ run }) => run.startsWith(id) || run.endsWith(id));
  if (close.length === 1 && close[0] !== undefined && id.length >= 4) return close[0];
  throw missingRun(workspace, id, runs, close);
}

function missingRun(workspace: string, id: string, runs: readonly FoundRun[], close: readonly FoundRun[]): Error {
  const latest = runs.at(-1)?.run;
  const best = close[0]?.run ?? nearest(id, runs.map(({ run }) => run).reverse()) ?? latest;
  return fail('usage.missing-run', {
    what: close.length > 1 ? 'several runs have this id' : 'there is no such run',
    where: join(workspace, 'runs'),
    got: id,
    wanted: runs.length === 0 ? 'a run; this workspace has none yet' : `one of ${runs.length} runs, such as ${best}`,
    hint: runs.length === 0 ? 'millrace run PIPELINE makes one; another workspace is named by --workspace' : 'millrace runs list shows them',
  });
}
