import type { Prepared } from '../../artifacts/prepared.js';
import { type Split, TEST } from '../../artifacts/split.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { weighToData } from '../../evaluation/calibration/role-weights.js';
import { type Design, whyNotDrawnByCode } from '../../evaluation/design.js';
import type { RoleRows } from '../../evaluation/rows-to-judge.js';

/**
 * How the test rows stand for the data: the split gives the groups of each code to roles by quotas, so the groups of a code are a sample
 * of it, and weigh what the data has of them by what the test role has. Where the test rows were drawn in another way nothing is claimed.
 */
export function testDesign(
  chosen: RoleRows,
  prepared: Prepared,
  split: Pick<Split, 'role'>,
  config: Pick<PipelineConfig['split'], 'stratify' | 'test'>,
): Design {
  const reason = whyNotDrawnByCode(config);
  if (reason !== null) return { kind: 'none', reason };
  return { kind: 'weighted', ...weighToData(prepared, chosen.group, (row) => (split.role[row] as number) <= TEST) };
}
