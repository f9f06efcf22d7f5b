import { sharedUint32 } from '../../core/shared-arrays.js';
import type { FitOutcome, FitRequest } from '../../ml/fit.js';
import type { Certificate, PassRecord } from '../../ml/fit-record.js';
import { codeShares, type SharedRows } from '../../ml/labelled-rows.js';
import { doesNotFit } from '../does-not-fit.js';
import type { FitServices } from '../estimator.js';
import { countEntries, rowBytes, rowsInMemory } from '../rows-in-memory.js';
import { type JudgedTrial, judgeTrial } from '../trial/judge-trial.js';
import { assembleRankers } from './assemble-rankers.js';
import { type CodeGroup, type CodeTree, layOut, orderCodes } from './code-tree.js';
import type { FitRankersInput, Ranker } from './fit-rankers.js';
import type { ClusterInput } from './group-by-clusters.js';
import { groupByCodebook } from './group-by-codebook.js';
import { planUnits } from './plan-units.js';
import { LABEL_TREE, type TreeSettings } from './settings.js';
import { treeBytes } from './size.js';
import type { TreeModel } from './tree-model.js';

type Services = FitServices<TreeModel>;
type Request = FitRequest<TreeSettings>;

/** One tree after the other, its rankers spread over all workers. `resources.memory` when it may not fit. */
export async function fitTree(requests: readonly Request[], services: Services): Promise<void> {
  for (const [index, request] of requests.entries()) {
    services.signal.throwIfAborted();
    const started = performance.now();
    requireRoom(request, services);
    const rows = rowsInMemory(request.rows, services.openRows);
    const tree = layOut(await groupCodes(request, rows, services));
    const rankers = await fitAll(request, rows, tree, services);
    const model = modelOf(request, tree, rankers);
    const judged = await judgeTrial(request, model, services);
    const seconds = (performance.now() - started) / 1000;
    const outcome = outcomeOf(rankers, judged, request, seconds, model.feature.byteLength + 2 * model.entryChild.byteLength);
    await services.onDone(index, outcome, request.keep ? model : null, judged.scores);
  }
}

function requireRoom({ rows, codes, featureCount, settings }: Request, { kernelBytes, workers }: Services): void {
  const sizes = { trainCount: rows.row.length, featureCount, codeCount: codes.length, entryCount: countEntries(rows) };
  const byteCount = treeBytes(settings, sizes, { workerCount: workers.workerCount, copiedBytes: rowBytes(rows) }).fit;
  if (byteCount > kernelBytes) throw doesNotFit(sizes, byteCount, kernelBytes);
}

async function groupCodes(
  { codes, featureCount, settings, ancestors }: Request,
  rows: SharedRows,
  { workers, signal }: Services,
): Promise<CodeGroup> {
  if (settings.tree === 'codebook') return groupByCodebook(codes, ancestors ?? codes.map(() => []));
  const input: ClusterInput = { settings, rows, codeCount: codes.length, featureCount };
  const [group] = await workers.map<CodeGroup>('group-codes', [input], signal);
  return group as CodeGroup;
}

async function fitAll(
  { settings, featureCount, codes }: Request,
  rows: SharedRows,
  tree: CodeTree,
  { workers, signal }: Services,
): Promise<readonly Ranker[]> {
  const ordered = orderRows(rows, tree, codes.length);
  const inputs = planUnits(tree, ordered, workers.workerCount).map((units): FitRankersInput => ({ settings, rows, featureCount, ...ordered, units }));
  const fitted = await workers.map<readonly Ranker[]>('fit-rankers', inputs, signal);
  // In the order of the tree, whichever task made them: sums over them are to be the same for any number of workers.
  return fitted.flat().sort((a, b) => a.child - b.child);
}

/** Places of the rows, those below each place of the tree side by side, in the order that they had. */
function orderRows({ label }: SharedRows, tree: CodeTree, codeCount: number): Pick<FitRankersInput, 'rowOrder' | 'rowFirst' | 'rowLast'> {
  const { codes, first, last } = orderCodes(tree);
  const placeOf = new Uint32Array(codeCount);
  codes.forEach((code, place) => {
    placeOf[code] = place;
  });
  const starts = new Uint32Array(codeCount + 1);
  for (const code of label) starts[placeOf[code]! + 1]!++;
  for (let place = 0; place < codeCount; place++) starts[place + 1]! += starts[place]!;
  const next = starts.slice();
  const rowOrder = sharedUint32(label.length);
  label.forEach((code, row) => {
    rowOrder[next[placeOf[code]!]!++] = row;
  });
  return { rowOrder, rowFirst: first.map((place) => starts[place]!), rowLast: last.map((place) => starts[place]!) };
}

function modelOf({ codes, featureCount, settings, rows }: Request, { childOffsets, child }: CodeTree, rankers: readonly Ranker[]): TreeModel {
  return {
    kind: LABEL_TREE,
    codes,
    featureCount,
    beam: settings.beam,
    childOffsets: Uint32Array.from(childOffsets),
    child,
    ...assembleRankers(rankers, childOffsets, featureCount),
    shares: Float32Array.from(codeShares(rows, codes.length)),
  };
}

function outcomeOf(
  rankers: readonly Ranker[],
  { validation }: JudgedTrial,
  { metric, settings }: Request,
  seconds: number,
  allocatedBytes: number,
): FitOutcome {
  const sumOf = (of: (ranker: Ranker) => number): number => rankers.reduce((sum, ranker) => sum + of(ranker), 0);
  const { l2 } = settings;
  const objective = l2 * sumOf(({ primal }) => primal);
  const gap = objective - l2 * sumOf(({ dual }) => dual);
  const gradientNorm = l2 * Math.sqrt(sumOf((ranker) => ranker.gradientSquare));
  const relativeGap = gap / objective;
  // Of the weights as they are kept: those that were left out are part of the gap.
  const certificate: Certificate = { kind: 'duality-gap', objective, gap, relativeGap, gradientNorm, interceptResidual: 0 };
  const pass: PassRecord = {
    pass: rankers.reduce((most, { passes }) => Math.max(most, passes), 0),
    objective,
    score: validation === null ? null : validation[metric],
    gradientNorm,
    relativeGap,
    seconds,
    training: null,
    validation: null,
  };
  const status = rankers.every(({ converged }) => converged) ? 'converged' : 'pass-limit';
  return { status, certificate, passes: [pass], bestPass: 1, validation, seconds, allocatedBytes };
}
