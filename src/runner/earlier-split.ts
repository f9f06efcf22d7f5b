import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PipelineConfig } from '../config/pipeline-config.js';
import { fail } from '../core/failure.js';
import type { Registry } from '../registry/registry.js';

/** The split file that `split.from` names. */
export interface EarlierSplitFile {
  /** The run it comes from. */
  readonly run: string;
  /** Absolute path. */
  readonly file: string;
}

/**
 * Finds the split of a run of this workspace, or of the run that made the champion; null when none is asked for, or there is no
 * champion yet. `usage.missing-run` when there is no such run, or it has no split.
 */
export async function findEarlierSplit({ name, split }: PipelineConfig, registry: Registry, runsFolder: string): Promise<EarlierSplitFile | null> {
  const { from } = split;
  if (from === null) return null;
  if (from !== 'champion') return existing(from, [join(runsFolder, from, 'split.parquet')]);
  const champion = await registry.byAlias(name, 'champion');
  if (champion === undefined) return null;
  // Beside the bundle: the run folder may have been moved with it.
  return existing(champion.run, [join(dirname(champion.bundle), 'split.parquet'), join(runsFolder, champion.run, 'split.parquet')]);
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
