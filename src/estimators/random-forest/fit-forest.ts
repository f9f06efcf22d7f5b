import { sharedFloat32, sharedUint8 } from '../../core/shared-arrays.js';
import type { FitOutcome, FitRequest } from '../../ml/fit.js';
import type { PassRecord } from '../../ml/fit-record.js';
import { codeShares } from '../../ml/labelled-rows.js';
import { doesNotFit } from '../does-not-fit.js';
import type { FitServices } from '../estimator.js';
import { countEntries } from '../rows-in-memory.js';
import { judgeTrial } from '../trial/judge-trial.js';
import { type ForestModel, joinTrees } from './forest-model.js';
import type { GrownTree, GrowTreeInput } from './grow-tree.js';
import { meanImportance } from './importance.js';
import { outOfBag } from './out-of-bag.js';
import { type ForestSettings, RANDOM_FOREST } from './settings.js';
import { forestBytes } from './size.js';
import { readTreeRows, type TreeRows } from './tree-rows.js';

type Services = FitServices<ForestModel>;
type Request = FitRequest<ForestSettings>;

/** One forest after the other, its trees spread over all workers. `resources.memory` when it may not fit. */
export async function fitForest(requests: readonly Request[], services: Services): Promise<void> {
  for (const [index, request] of requests.entries()) {
    services.signal.throwIfAborted();
    const started = performance.now();
    const rows = openTreeRows(request, services);
    const { model, bags, featureImportance } = await grow(request, rows, services);
    const training = await outOfBag(model, rows, bags, services);
    const { validation, scores } = await judgeTrial(request, model, services);
    const seconds = (performance.now() - started) / 1000;
    const objective = training?.loss ?? 0;
    const score = validation === null ? null : validation[request.metric];
    const pass: PassRecord = { pass: 1, objective, score, gradientNorm: null, relativeGap: null, seconds, training, validation: null };
    const outcome: FitOutcome = {
      status: 'grown',
      certificate: { kind: 'none', reason: 'a forest minimises no objective of the whole', objective },
      passes: [pass],
      bestPass: 1,
      validation,
      featureImportance,
      seconds,
      allocatedBytes: model.feature.byteLength + model.child.byteLength + model.leafOffsets.byteLength + 2 * model.leafCode.byteLength,
    };
    await services.onDone(index, outcome, request.keep ? model : null, scores);
  }
}

function openTreeRows({ rows, codes, featureCount, settings }: Request, { openRows, kernelBytes, workers }: Services): TreeRows {
  const sizes = { trainCount: rows.row.length, featureCount, codeCount: codes.length, entryCount: countEntries(rows) };
  const byteCount = forestBytes(settings, sizes, workers.workerCount).fit;
  if (byteCount > kernelBytes) throw doesNotFit(sizes, byteCount, kernelBytes);
  return readTreeRows(rows, openRows);
}

async function grow(
  { rows: given, codes, featureCount, settings }: Request,
  rows: TreeRows,
  { workers, signal }: Services,
): Promise<{ model: ForestModel; bags: readonly Uint8Array[] } & Required<Pick<FitOutcome, 'featureImportance'>>> {
  const inputs = Array.from({ length: settings.trees }, (_, tree): GrowTreeInput => {
    return { rows, featureCount, codeCount: codes.length, settings, tree };
  });
  const grown = await workers.map<GrownTree>('grow-tree', inputs, signal);
  const shares = sharedFloat32(codes.length);
  shares.set(codeShares(given, codes.length));
  const bags = grown.map(({ bag }) => {
    const shared = sharedUint8(bag.length);
    shared.set(bag);
    return shared;
  });
  const featureImportance = meanImportance(
    grown.map(({ importance }) => importance),
    featureCount,
  );
  return { model: { kind: RANDOM_FOREST, codes, featureCount, shares, ...joinTrees(grown.map(({ tree }) => tree)) }, bags, featureImportance };
}
