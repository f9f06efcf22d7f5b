import type { ScoreAnswers } from '../../ml/answers.js';
import type { SummaryMetrics } from '../../ml/code-counts.js';
import type { FitRequest } from '../../ml/fit.js';
import type { PassRecord } from '../../ml/fit-record.js';
import type { FittedMixture } from './mix-members.js';

interface Judged {
  readonly mixed: FittedMixture;
  readonly validation: SummaryMetrics;
  readonly scores: ScoreAnswers;
  readonly seconds: number;
}

/** What is kept of the choice by validation, in the form of a pass: the mixture, and the figures of the folded model. */
export function chosenFigures(
  request: Pick<FitRequest<unknown>, 'metric' | 'validation'>,
  { mixed, validation, scores, seconds }: Judged,
): PassRecord {
  const { shares, temperatures, loss } = mixed;
  return {
    pass: 1,
    objective: loss,
    score: validation[request.metric],
    gradientNorm: null,
    relativeGap: null,
    seconds,
    training: null,
    validation: { loss: meanLoss(scores, request.validation?.rows.weight ?? new Float32Array(0)), ...validation },
    mixture: { shares, temperatures },
  };
}

/** Mean −ln p of the given codes, over rows whose code the model knows. */
function meanLoss({ trueScore, logSumExp }: ScoreAnswers, weight: Float32Array): number {
  let [sum, total] = [0, 0];
  for (let row = 0; row < weight.length; row++) {
    if (!Number.isFinite(trueScore[row])) continue;
    sum += weight[row]! * (logSumExp[row]! - trueScore[row]!);
    total += weight[row]!;
  }
  return total > 0 ? sum / total : 0;
}
