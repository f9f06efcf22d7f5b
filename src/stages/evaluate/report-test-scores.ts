import type { Prepared } from '../../artifacts/prepared.js';
import { NO_ROLE, type Split } from '../../artifacts/split.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { Rng } from '../../core/rng.js';
import { countStrata, strataOf } from '../../evaluation/calibration/group-strata.js';
import { roleWeights } from '../../evaluation/calibration/role-weights.js';
import { reportScores, type ScoreReport } from '../../evaluation/calibration/score-report.js';
import type { JudgedRows } from '../../evaluation/judged-rows.js';
import { shippedRoles } from '../../training/shipped-roles.js';

/** Whether the scores of test rows mean what they say: each row weighs what its code is to the data (and its evaluation weight). */
export function reportTestScores(
  judged: JudgedRows,
  { prepared, split }: { readonly prepared: Prepared; readonly split: Pick<Split, 'role'> },
  config: Pick<PipelineConfig, 'train' | 'split'>,
): ScoreReport {
  const codeCount = prepared.codes.length;
  const stratum = strataOf(prepared, (row) => split.role[row] !== NO_ROLE);
  const fitted = strataOf(prepared, (row) => shippedRoles(config.train).includes(split.role[row]!));
  const tested = new Set(judged.group);
  const code = Int32Array.from(judged.group, (group) => stratum[group]!);
  const { weight } = roleWeights(
    code,
    countStrata(stratum, codeCount, () => true),
    countStrata(stratum, codeCount, (group) => tested.has(group)),
  );
  const known = countStrata(fitted, codeCount, () => true);
  return reportScores(
    judged,
    weight.map((own, i) => own * (judged.weight?.[i] ?? 1)),
    Uint32Array.from(judged.predicted, (given) => known[given]!),
    Rng.fromSeed(config.split.seed).fork('check of scores'),
  );
}
