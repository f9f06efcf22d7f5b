import type { Prepared } from '../../artifacts/prepared.js';
import { type Split, TEST } from '../../artifacts/split.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { countStrata, strataOf } from '../../evaluation/calibration/group-strata.js';
import { roleWeights } from '../../evaluation/calibration/role-weights.js';
import type { Design } from '../../evaluation/design.js';
import type { RoleRows } from '../../evaluation/rows-to-judge.js';

/**
 * How the test rows stand for the data: the split gives the groups of each code to roles by quotas, so the groups of a code are a sample
 * of it, and weigh what the data has of them by what the test role has. Where the test rows were drawn in another way nothing is claimed.
 */
export function testDesign(
  chosen: RoleRows,
  prepared: Prepared,
  split: Pick<Split, 'role'>,
  { stratify, test }: Pick<PipelineConfig['split'], 'stratify' | 'test'>,
): Design {
  if (test !== null) return { kind: 'none', reason: 'the test rows are the latest ones, no sample of the data' };
  if (!stratify) return { kind: 'none', reason: 'the split is not stratified: the test rows are drawn as they come' };
  const isJudged = new Uint8Array(prepared.groupCount);
  for (const group of chosen.group) isJudged[group] = 1;
  const takesPart = (row: number): boolean => (split.role[row] as number) <= TEST;
  const stratum = strataOf(prepared, takesPart);
  const inData = countStrata(stratum, prepared.codes.length, () => true);
  const judged = countStrata(stratum, prepared.codes.length, (group) => isJudged[group] === 1);
  const stratumOfRow = chosen.group.map((group) => stratum[group] as number);
  return { kind: 'weighted', ...roleWeights(Int32Array.from(stratumOfRow), inData, judged) };
}
