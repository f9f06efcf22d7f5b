import type { Prepared } from '../../artifacts/prepared.js';
import type { TimeOrder } from '../../artifacts/time-order.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import type { LeakKey, SplitPlan } from '../../engine/split-engine.js';
import type { EarlierSplitFile } from '../../runner/earlier-split.js';
import { partsPerMillion, type Quota } from './group-quota.js';
import { splitSalt } from './split-salt.js';
import { topUpQuota } from './top-up-quota.js';

/** The section `split` of a pipeline. */
export type SplitSettings = PipelineConfig['split'];

/** What the pipeline file says of the split, as the engine carries it out. */
export function planSplit(prepared: Prepared, earlier: EarlierSplitFile | null, settings: SplitSettings, time: TimeOrder | null): SplitPlan {
  const { seed, stratify, folds } = settings;
  const parts = splitParts(settings);
  return {
    leftOut: leftOut(prepared),
    salt: splitSalt(seed),
    quota: ({ groupCount, kept }) => topUpQuota(groupCount, kept, parts),
    stratify,
    earlierSplit: earlier === null ? null : earlier.file,
    testFrom: time === null ? null : time.from,
    foldCount: folds,
    leakKeys: leakKeys(settings).map(({ key }) => key),
  };
}

/** The parts per million of a split. With a test role by time, what would be test is train: no other row may be test. */
export function splitParts({ fractions, test }: SplitSettings): Quota {
  return partsPerMillion(test === null ? fractions : { ...fractions, test: 0 });
}

/** What is counted beside the leak of groups, and its name in the report. */
export function leakKeys({ groupBy, reportLeak }: SplitSettings): readonly { readonly key: LeakKey; readonly by: string }[] {
  const keys: { key: LeakKey; by: string }[] = [];
  if (groupBy !== 'text') keys.push({ key: 'textKey', by: 'text' });
  if (reportLeak !== null) keys.push({ key: 'otherKey', by: reportLeak });
  return keys;
}

function leftOut({ included, rowCount, includedCount }: Prepared): Uint32Array {
  const rows = new Uint32Array(rowCount - includedCount);
  let next = 0;
  for (let row = 0; row < rowCount; row++) if (included[row] === 0) rows[next++] = row;
  return rows;
}
