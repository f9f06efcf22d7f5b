import type { Prepared } from '../../artifacts/prepared.js';
import type { Split } from '../../artifacts/split.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { Rng } from '../../core/rng.js';
import { countStrata, strataOf } from '../../evaluation/calibration/group-strata.js';
import { reportScores, type ScoreReport } from '../../evaluation/calibration/score-report.js';
import { type Design, weighByDesign } from '../../evaluation/design.js';
import type { JudgedRows } from '../../evaluation/judged-rows.js';
import { shippedRoles } from '../../training/shipped-roles.js';

interface Tested {
  readonly prepared: Prepared;
  readonly split: Pick<Split, 'role'>;
  readonly design: Design;
}

/** Whether the scores of test rows mean what they say, for rows as they come where the test rows can be weighed so, else as they are. */
export function reportTestScores(
  judged: JudgedRows,
  { prepared, split, design }: Tested,
  config: Pick<PipelineConfig, 'train' | 'split'>,
): ScoreReport {
  const { weight } = design.kind === 'weighted' ? weighByDesign(judged, design.weight) : judged;
  const fitted = strataOf(prepared, (row) => shippedRoles(config.train).includes(split.role[row]!));
  const known = countStrata(fitted, prepared.codes.length, () => true);
  return reportScores(
    judged,
    Float64Array.from(judged.label, (_, i) => weight?.[i] ?? 1),
    Uint32Array.from(judged.predicted, (given) => known[given]!),
    Rng.fromSeed(config.split.seed).fork('check of scores'),
  );
}
