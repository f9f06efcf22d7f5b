import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail } from '../../core/failure.js';
import type { StageContext } from '../../runner/stage.js';

/** The split file that `split.from` names. */
export interface EarlierSplitFile {
  /** The run it comes from. */
  readonly run: string;
  readonly file: string;
}

/**
 * Finds the split of a run of this workspace, or of the run that made the champion; null when there is no champion yet.
 * `usage.missing-run` when there is no such run, or it has no split.
 */
export async function findEarlierSplit(context: StageContext): Promise<EarlierSplitFile | null> {
  const { config, registry, runFolder } = context;
  const { from } = config.split;
  if (from === null) return null;
  if (from !== 'champion') return existing(from, [join(dirname(runFolder), from, 'split.parquet')]);
  const champion = await registry.byAlias(config.name, 'champion');
  if (champion === undefined) {
    context.emit({ type: 'note', stage: 'split', message: 'split.from: there is no champion yet, so every row is placed anew' });
    return null;
  }
  // Beside the bundle: the run folder may have been moved with it.
  return existing(champion.run, [join(dirname(champion.bundle), 'split.parquet'), join(dirname(runFolder), champion.run, 'split.parquet')]);
}

function existing(run: string, files: readonly string[]): EarlierSplitFile {
  const file = files.find((candidate) => existsSync(candidate));
  if (file !== undefined) return { run, file };
  throw fail('usage.missing-run', {
    what: 'there is no earlier split to go on from',
    where: 'split.from',
    got: `${run}: no ${files[0]}`,
    wanted: 'a finished run of this workspace, or champion',
    hint: '`millrace runs list` shows the runs',
  });
}
