import { sharedFloat64 } from '../../core/shared-arrays.js';
import { CLOSED, strideOf } from '../../kernels/linear-layout.js';
import { log } from '../../kernels/math.js';
import type { FitRequest } from '../../ml/fit.js';
import { codeShares, entriesOf, type LabelledRows } from '../../ml/labelled-rows.js';
import type { FitServices } from '../estimator.js';
import { requireRoom } from '../linear/full-weights.js';
import type { LinearModel, WrittenLinear } from '../linear/linear-model.js';
import { openRoom } from '../linear/stored/weights-file.js';
import { fitOneByOne, type WholeEnd, type WholeFit } from '../trial/fit-whole.js';
import { NAIVE_BAYES, type NaiveBayesSettings } from './settings.js';
import { featureSlices } from './size.js';
import type { WeighFeaturesInput } from './weigh-features.js';

type Services = FitServices<WrittenLinear>;
type Request = FitRequest<NaiveBayesSettings>;

const END: WholeEnd = { status: 'closed-form', reason: 'its weights are those of counts, in closed form' };

/** One fit after the other, each by all workers: a slice of the features at a time. `resources.memory` when the weights do not fit. */
export async function fitNaiveBayes(requests: readonly Request[], services: Services): Promise<void> {
  await fitOneByOne(requests, services, END, (request) => weighAll(request, services));
}

/** The weights, and −Σ_k share_k ln share_k, which the shares of the codes alone leave of the loss. */
async function weighAll(request: Request, { workers, signal, openRows, kernelBytes }: Services): Promise<WholeFit<LinearModel>> {
  const { codes, featureCount, settings, rows } = request;
  const sizes = { featureCount, codeCount: codes.length };
  requireRoom(sizes, kernelBytes);
  const stride = strideOf(codes.length);
  const { weights, intercept, shared } = openRoom({ ...sizes, stride });
  const logTotals = sharedFloat64(codes.length);
  logTotals.set(totalsOf(openRows(rows), codes.length, featureCount, settings).map(log));
  const inputs = featureSlices(sizes).map(({ first, last }): WeighFeaturesInput => ({ settings, rows, first, last, logTotals, weights, stride }));
  await workers.map('weigh', inputs, signal);
  const shares = codeShares(rows, codes.length);
  // The complement says nothing of how frequent a code is.
  if (settings.counting === 'multinomial' || codes.length === 1) intercept.set(shares.map((share) => (share > 0 ? log(share) : CLOSED)));
  const objective = -shares.reduce((sum, share) => (share > 0 ? sum + share * log(share) : sum), 0);
  const model = { kind: NAIVE_BAYES, codes, featureCount, stride, weights, intercept, ...(shared === undefined ? {} : { shared }) };
  return { model, objective, allocatedBytes: weights.byteLength };
}

/** Σ_j of what is counted for each code, alpha included; see `weighFeatures`. One walk over the rows. */
function totalsOf(rows: LabelledRows, codeCount: number, featureCount: number, { counting, alpha }: NaiveBayesSettings): Float64Array {
  const own = new Float64Array(codeCount);
  for (let i = 0; i < rows.row.length; i++) {
    const { values, from, to } = entriesOf(rows, i);
    let sum = 0;
    for (let e = from; e < to; e++) sum += values[e]!;
    own[rows.label[i]!]! += rows.weight[i]! * sum;
  }
  const all = counting === 'multinomial' ? 0 : own.reduce((sum, count) => sum + count, 0);
  return own.map((count) => alpha * featureCount + (counting === 'multinomial' ? count : all - count));
}
