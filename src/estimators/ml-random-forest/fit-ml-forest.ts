import type { FitOutcome, FitRequest } from '../../ml/fit.js';
import { requireDenseRoom, requireEqualWeights } from '../dense/dense-rows.js';
import type { FitServices } from '../estimator.js';
import { judgeTrial } from '../trial/judge-trial.js';
import type { GrowForestInput, GrownForest } from './grow-forest.js';
import type { MlForestModel } from './ml-forest-model.js';
import { ML_RANDOM_FOREST, type MlForestSettings } from './settings.js';
import { workBytes } from './size.js';

/** One forest after the other, each whole on one worker: the package draws one tree after the other. */
export async function fitMlForest(requests: readonly FitRequest<MlForestSettings>[], services: FitServices<MlForestModel>): Promise<void> {
  for (const [index, request] of requests.entries()) {
    services.signal.throwIfAborted();
    const started = performance.now();
    const { codes, featureCount, settings, rows } = request;
    const columnCount = Math.min(settings.denseFeatures, featureCount);
    const byteCount = workBytes(rows.row.length, columnCount);
    requireDenseRoom(ML_RANDOM_FOREST, rows.row.length, columnCount, byteCount, services.kernelBytes);
    requireEqualWeights(ML_RANDOM_FOREST, rows);
    const input: GrowForestInput = { settings, rows, columnCount };
    const [grown] = await services.workers.map<GrownForest>('grow', [input], services.signal);
    const model: MlForestModel = { kind: ML_RANDOM_FOREST, codes, featureCount, ...(grown as GrownForest) };
    const { validation, scores } = await judgeTrial(request, model, services);
    const outcome: FitOutcome = {
      status: 'grown',
      certificate: { kind: 'none', reason: 'trees are grown, nothing is minimised', objective: 0 },
      passes: [],
      bestPass: 0,
      validation,
      seconds: (performance.now() - started) / 1000,
      allocatedBytes: byteCount,
    };
    await services.onDone(index, outcome, request.keep ? model : null, scores);
  }
}
