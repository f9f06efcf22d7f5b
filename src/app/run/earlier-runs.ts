import { type PastRun, pastRun } from '../../report/run-history.js';
import { loadOutline } from '../../runner/run-outline.js';
import { listRunFolders } from '../../runner/run-store.js';

/** A page shows so many. */
const MOST = 50;

/** The latest done runs of a pipeline before one, oldest first. Cost: the outlines of all runs since the first of them. */
export function earlierRuns(workspace: string, pipeline: string, before: string): readonly PastRun[] {
  const found: PastRun[] = [];
  for (const place of listRunFolders(workspace).toReversed()) {
    if (found.length === MOST) break;
    if (place.run >= before) continue;
    const { state, outline } = loadOutline(place);
    if (state !== 'done' || outline?.pipeline !== pipeline) continue;
    found.push(...[pastRun(place.run, outline.results)].filter((run) => run !== null));
  }
  return found.reverse();
}
