import type { FitRequest } from '../../ml/fit.js';
import { requireDenseRoom, requireEqualWeights } from '../dense/dense-rows.js';
import type { FitServices } from '../estimator.js';
import { fitOneByOne, type WholeEnd, type WholeFit } from '../trial/fit-whole.js';
import type { GrowForestInput, GrownForest } from './grow-forest.js';
import type { MlForestModel } from './ml-forest-model.js';
import { ML_RANDOM_FOREST, type MlForestSettings } from './settings.js';
import { workBytes } from './size.js';

type Services = FitServices<MlForestModel>;
type Request = FitRequest<MlForestSettings>;

const END: WholeEnd = { status: 'grown', reason: 'trees are grown, nothing is minimised' };

/** One forest after the other, each whole on one worker: the package draws one tree after the other. */
export async function fitMlForest(requests: readonly Request[], services: Services): Promise<void> {
  await fitOneByOne(requests, services, END, (request) => growForest(request, services));
}

async function growForest({ codes, featureCount, settings, rows }: Request, services: Services): Promise<WholeFit<MlForestModel>> {
  const columnCount = Math.min(settings.denseFeatures, featureCount);
  const allocatedBytes = workBytes(rows.row.length, columnCount);
  requireDenseRoom(ML_RANDOM_FOREST, rows.row.length, columnCount, allocatedBytes, services.kernelBytes);
  requireEqualWeights(ML_RANDOM_FOREST, rows);
  const input: GrowForestInput = { settings, rows, columnCount };
  const [grown] = await services.workers.map<GrownForest>('grow', [input], services.signal);
  return { model: { kind: ML_RANDOM_FOREST, codes, featureCount, ...(grown as GrownForest) }, objective: 0, allocatedBytes };
}
