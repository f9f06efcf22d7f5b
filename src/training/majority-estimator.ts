import { strideOf } from '../kernels/linear-layout.js';
import { log } from '../kernels/math.js';
import { countCodes, summarise } from '../ml/code-counts.js';
import { codeShares } from '../ml/labelled-rows.js';
import { CLOSED } from '../ml/linear-team.js';
import type { Estimator, FitRequest, FitResult } from './estimator.js';

/**
 * The baseline that knows nothing of the text: every row gets the most frequent code (ties: the first), with the shares of the
 * codes as probabilities. A linear model with no weights and intercept b_k = ln share_k, which is the optimum in closed form.
 */
export const majorityEstimator: Estimator = {
  async fitAll(_tasks, requests, options) {
    for (const [index, request] of requests.entries()) {
      options.signal.throwIfAborted();
      await options.onDone(index, fitMajority(request));
    }
  },
};

function fitMajority({ rows, featureCount, classCount, validation }: FitRequest): FitResult {
  const started = performance.now();
  const shares = codeShares(rows, classCount);
  const stride = strideOf(classCount);
  const weights = new Float32Array(featureCount * stride);
  const intercept = new Float32Array(stride);
  intercept.set(shares.map((share) => (share > 0 ? log(share) : CLOSED)));
  const objective = -shares.reduce((sum, share) => (share > 0 ? sum + share * log(share) : sum), 0);
  const most = shares.indexOf(shares.reduce((a, b) => Math.max(a, b)));
  const judged = validation?.rows;
  const counts = judged && countCodes(judged.label, new Int32Array(judged.row.length).fill(most), judged.weight, validation.classCount);
  return {
    status: 'closed-form',
    certificate: { kind: 'none', reason: 'the optimum of the intercept is known in closed form', objective },
    passes: [],
    bestPass: 0,
    validation: counts ? summarise(counts) : null,
    seconds: (performance.now() - started) / 1000,
    allocatedBytes: weights.byteLength + intercept.byteLength,
    weights: [weights],
    intercept,
  };
}
