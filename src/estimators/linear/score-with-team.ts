import { type FitShape, placeModel, sliceLinear } from '../../kernels/linear-slices.js';
import type { ScoreAnswers } from '../../ml/answers.js';
import { abortTeam, createControl } from '../../ml/barrier.js';
import { largestBatch, type SharedRows } from '../../ml/labelled-rows.js';
import type { TeamShare } from '../../ml/linear-team.js';
import type { Workers } from '../estimator.js';
import { type KernelLane, lanesOf } from './kernel-lanes.js';
import type { LinearModel } from './linear-model.js';
import type { ScoreMemberInput } from './score-member.js';

/** Scores rows with a team of all workers over one copy of the weights. */
export async function scoreWithTeam(model: LinearModel, rows: SharedRows, answers: ScoreAnswers, workers: Workers): Promise<void> {
  const share = shareModel(workers, model, largestBatch(rows));
  const inputs = Array.from({ length: workers.workerCount }, (_, worker): ScoreMemberInput => ({ share, worker, rows, answers }));
  await workers.gang('score', inputs, () => abortTeam(share.control));
}

/** A model whose weights lie in a lane's memory, and where. */
class LaneModel {
  constructor(
    readonly model: LinearModel,
    readonly shape: FitShape,
    readonly memories: readonly WebAssembly.Memory[],
  ) {}
}

/** The weights in a memory that all workers share; left there for the next rows, as long as no fit needs the memory. */
function shareModel(workers: Workers, model: LinearModel, batchEntries: number): TeamShare {
  const [lane] = lanesOf(workers, 1) as [KernelLane];
  const control = createControl(workers.workerCount);
  const { owner } = lane;
  const known =
    owner instanceof LaneModel && owner.model === model && owner.shape.batchEntries >= batchEntries ? owner : placeIn(lane, model, batchEntries);
  return { shape: known.shape, memories: known.memories, control, workerCount: workers.workerCount, reused: true };
}

function placeIn(lane: KernelLane, model: LinearModel, batchEntries: number): LaneModel {
  const shape = { featureCount: model.featureCount, classCount: model.codes.length, batchEntries, gradientRows: 0, probabilityDocuments: 0 };
  const sliced = sliceLinear(shape);
  const [memories] = lane.reserve([sliced], undefined).memories as [readonly WebAssembly.Memory[]];
  placeModel(sliced, memories, model);
  const placed = new LaneModel(model, shape, memories);
  lane.owner = placed;
  return placed;
}
