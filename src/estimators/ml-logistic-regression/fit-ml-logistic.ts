import { strideOf } from '../../kernels/linear-layout.js';
import type { FitRequest } from '../../ml/fit.js';
import { requireDenseRoom, requireEqualWeights } from '../dense/dense-rows.js';
import type { FitServices } from '../estimator.js';
import { requireRoom } from '../linear/full-weights.js';
import type { LinearModel, WrittenLinear } from '../linear/linear-model.js';
import { openRoom } from '../linear/stored/weights-file.js';
import { fitOneByOne, type WholeEnd, type WholeFit } from '../trial/fit-whole.js';
import type { FitCodesInput } from './fit-codes.js';
import { ML_LOGISTIC_REGRESSION, type MlLogisticSettings } from './settings.js';
import { codeSlices, columnsOf, workBytes } from './size.js';

type Services = FitServices<WrittenLinear>;
type Request = FitRequest<MlLogisticSettings>;

const END: WholeEnd = {
  status: 'pass-limit',
  reason: 'the package ml-logistic-regression tells no objective: it makes the steps asked for',
};

/** One fit after the other, each by all workers: a slice of the codes at a time. `resources.memory` when dense rows do not fit. */
export async function fitMlLogistic(requests: readonly Request[], services: Services): Promise<void> {
  await fitOneByOne(requests, services, END, (request) => fitAll(request, services));
}

async function fitAll(request: Request, { workers, signal, kernelBytes }: Services): Promise<WholeFit<LinearModel>> {
  const { codes, featureCount, settings, rows } = request;
  const sizes = { featureCount, codeCount: codes.length };
  const columnCount = columnsOf(settings, featureCount);
  const dense = workBytes(rows.row.length, columnCount, codes.length, workers.workerCount);
  requireDenseRoom(ML_LOGISTIC_REGRESSION, rows.row.length, columnCount - 1, dense, kernelBytes);
  requireEqualWeights(ML_LOGISTIC_REGRESSION, rows);
  requireRoom(sizes, kernelBytes);
  const stride = strideOf(codes.length);
  const { weights, intercept, shared } = openRoom({ ...sizes, stride });
  const inputs = codeSlices(codes.length).map(
    ({ first, last }): FitCodesInput => ({ settings, rows, first, last, columnCount, weights, intercept, stride }),
  );
  await workers.map('fit-codes', inputs, signal);
  const model = { kind: ML_LOGISTIC_REGRESSION, codes, featureCount, stride, weights, intercept, ...(shared === undefined ? {} : { shared }) };
  return { model, objective: 0, allocatedBytes: dense + weights.byteLength };
}
