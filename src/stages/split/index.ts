import { dirname } from 'node:path';
import { loadSplitArrays, splitFiles } from '../../artifacts/files/split-files.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { Source } from '../../artifacts/source.js';
import type { Split } from '../../artifacts/split.js';
import { type TimeOrder, timeOrder } from '../../artifacts/time-order.js';
import type { Json } from '../../core/canonical-json.js';
import { digestFile } from '../../core/digest.js';
import { placeFileAtomic } from '../../core/files/place-file.js';
import { type EarlierSplitFile, findEarlierSplit } from '../../runner/earlier-split.js';
import { piece } from '../../runner/flow/pieces.js';
import { stageOf } from '../../runner/flow/stage.js';
import type { StoredArtifact } from '../../store/store.js';
import type { Stage, StageContext } from '../stage-context.js';
import { splitCost } from './cost.js';
import { splitParts } from './plan-split.js';
import { splitSalt } from './split-salt.js';
import { type SplitMeta, writeSplit } from './write-split.js';

/** Raised when the same input would get another split. */
const VERSION = 3;

/** Gives every row a role: whole groups, stratified by code, by rank of a salted hash, with integer quotas. */
export const splitStage: Stage<{ readonly source: Source; readonly prepared: Prepared }, Split> = stageOf({
  name: 'split',
  cost: splitCost,
  async *pieces({ source, prepared }, context) {
    const { test } = context.config.split;
    const time = test === null ? null : timeOrder(source, test);
    const earlier = await findEarlierSplit(context.config, context.registry, context.runsFolder ?? dirname(context.runFolder));
    if (earlier === null && context.config.split.from !== null)
      context.emit({ type: 'note', stage: 'split', message: 'split.from: there is no champion yet, so every row is placed anew' });
    const fingerprint = await splitFingerprint(prepared, earlier, time, context);
    const stored = yield* piece('split', fingerprint, async (folder) => {
      return (await writeSplit(prepared, earlier, time, folder, context)) as unknown as Json;
    });
    const split = loadSplit(stored, prepared.rowCount, context);
    const [from, to] = [splitFiles(stored.folder), splitFiles(context.runFolder)];
    placeFileAtomic(from.conflicts, to.conflicts);
    if (earlier !== null) placeFileAtomic(from.changes, to.changes);
    warnOfLeaks(split, context);
    return split;
  },
});

async function splitFingerprint(
  prepared: Prepared,
  earlier: EarlierSplitFile | null,
  time: TimeOrder | null,
  { config }: StageContext,
): Promise<Json> {
  const { groupBy, seed, stratify, test, folds, reportLeak } = config.split;
  return {
    version: VERSION,
    // Rows, their keys and their order.
    shards: prepared.shards.map((shard) => shard.key),
    // Which key is the group; the shards hold it, said here for the reader of `plan`.
    groupBy,
    stratify,
    salt: splitSalt(seed),
    parts: splitParts(config.split),
    // The column of the test role, and where its rows begin in the order of its kind.
    test: test === null || time === null ? null : { column: test.column, by: time.by, from: time.from },
    folds,
    reportLeak,
    // The bytes and the name of the split that is continued.
    earlier: earlier === null ? null : { run: earlier.run, file: await digestFile(earlier.file) },
  };
}

function loadSplit(stored: StoredArtifact, rowCount: number, { config }: StageContext): Split {
  const { details, ...meta } = stored.meta as unknown as SplitMeta;
  const files = splitFiles(stored.folder);
  const hasSeen = config.split.test !== null || details.earlier !== null;
  const { role, seen, fold } = loadSplitArrays(stored.folder, { rowCount, hasSeen, hasFold: config.split.folds !== null });
  const earlier = details.earlier === null ? null : { ...details.earlier, changesFile: files.changes };
  return { kind: 'split', role, file: files.split, ...meta, details: { ...details, conflictsFile: files.conflicts, seen, fold, earlier } };
}

function warnOfLeaks({ leak, details }: Split, { config, emit }: StageContext): void {
  const warn = (message: string) => emit({ type: 'warning', stage: 'split', message });
  if (leak.leakedTestRowCount > 0) warn(`${leak.leakedTestRowCount} of ${leak.testRowCount} test rows have a group that is in another role too`);
  for (const { by, leakedTestRowCount } of details?.otherLeaks ?? []) {
    if (leakedTestRowCount > 0)
      warn(`grouped by ${config.split.groupBy}, ${leakedTestRowCount} of ${leak.testRowCount} test rows share their ${by} with another role`);
  }
  if (details !== undefined && details.seenTestRowCount > 0) warn(`${details.seenTestRowCount} of ${leak.testRowCount} test rows are marked seen`);
}
