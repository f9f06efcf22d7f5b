import { sharedFloat32 } from '../../core/shared-arrays.js';
import { CLOSED } from '../../kernels/linear-layout.js';
import { LogSums } from '../../kernels/log-sums.js';
import { log } from '../../kernels/math.js';
import { type ScoreAnswers, writeAnswer } from '../../ml/answers.js';
import { countCodes, summarise } from '../../ml/code-counts.js';
import { type FitOutcome, type FitRequest, validationScores } from '../../ml/fit.js';
import { codeShares } from '../../ml/labelled-rows.js';
import type { FitServices } from '../estimator.js';
import { MAJORITY, type MajorityModel } from './majority-model.js';
import type { MajoritySettings } from './settings.js';

/** Counts the codes of the rows; one walk over their labels each. */
export async function fitMajority(requests: readonly FitRequest<MajoritySettings>[], services: FitServices<MajorityModel>): Promise<void> {
  for (const [index, request] of requests.entries()) {
    services.signal.throwIfAborted();
    const { outcome, model } = countShares(request);
    await services.onDone(index, outcome, request.keep ? model : null, scoreAlike(request, model));
  }
}

function countShares({ rows, codes, featureCount, validation }: FitRequest<MajoritySettings>): { outcome: FitOutcome; model: MajorityModel } {
  const started = performance.now();
  const shares = codeShares(rows, codes.length);
  const logShares = sharedFloat32(codes.length);
  logShares.set(shares.map((share) => (share > 0 ? log(share) : CLOSED)));
  const objective = -shares.reduce((sum, share) => (share > 0 ? sum + share * log(share) : sum), 0);
  const most = shares.indexOf(shares.reduce((a, b) => Math.max(a, b)));
  const judged = validation?.rows;
  const counts = judged && countCodes(judged.label, new Int32Array(judged.row.length).fill(most), judged.weight, validation.classCount);
  const outcome: FitOutcome = {
    status: 'closed-form',
    certificate: { kind: 'none', reason: 'the optimum of the intercept is known in closed form', objective },
    passes: [],
    bestPass: 0,
    validation: counts ? summarise(counts) : null,
    seconds: (performance.now() - started) / 1000,
    allocatedBytes: logShares.byteLength,
  };
  return { outcome, model: { kind: MAJORITY, codes, featureCount, logShares } };
}

/** Every row gets the same scores. */
function scoreAlike(request: FitRequest<MajoritySettings>, { codes, logShares }: MajorityModel): ScoreAnswers | null {
  const scores = validationScores(request);
  if (scores === null) return null;
  const label = request.validation?.rows.label ?? new Int32Array(0);
  const sums = new LogSums(codes.length);
  sums.place(0, logShares);
  scores.logSumExp.fill(sums.at(1, 1)[0] as number);
  label.forEach((own, row) => {
    writeAnswer(logShares, row, own, scores);
  });
  return scores;
}
