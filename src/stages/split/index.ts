import { dirname, join } from 'node:path';
import { readArrayFile } from '../../artifacts/array-file.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { Source } from '../../artifacts/source.js';
import type { Split, SplitDetails } from '../../artifacts/split.js';
import { type TimeOrder, timeOrder } from '../../artifacts/time-order.js';
import type { Json } from '../../core/canonical-json.js';
import { digestFile } from '../../core/digest.js';
import { placeFileAtomic } from '../../core/place-file.js';
import { sharedUint8 } from '../../core/shared-arrays.js';
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
    placeFileAtomic(join(stored.folder, 'conflicts.parquet'), join(context.runFolder, 'conflicts.parquet'));
    if (earlier !== null) placeFileAtomic(join(stored.folder, 'changes.parquet'), join(context.runFolder, 'changes.parquet'));
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
  const file = (name: string) => join(stored.folder, name);
  const array = (name: string) => readArrayFile(file(name), sharedUint8(rowCount));
  const mayBeSeen = config.split.test !== null || details.earlier !== null;
  const loaded: SplitDetails = {
    ...details,
    conflictsFile: file('conflicts.parquet'),
    seen: mayBeSeen ? array('seen.u8') : null,
    fold: config.split.folds === null ? null : array('fold.u8'),
    earlier: details.earlier === null ? null : { ...details.earlier, changesFile: file('changes.parquet') },
  };
  return { kind: 'split', role: array('role.u8'), file: file('split.parquet'), ...meta, details: loaded };
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
