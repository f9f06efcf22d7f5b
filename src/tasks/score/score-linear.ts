import { BATCH_DOCUMENTS } from '../../kernels/linear-layout.js';
import { LinearTeam, type TeamShare } from '../../ml/linear-team.js';
import { openRows, type SharedRows } from '../rows/stored-rows.js';

export interface ScoreLinearInput {
  readonly share: TeamShare;
  readonly worker: number;
  /** Labels are class indexes of the model or -1. */
  readonly rows: SharedRows;
  readonly topCount: number;
  readonly temperatures: readonly number[];
  /** Where the answers go: arrays over shared memory, shaped as in `Predictions`. */
  readonly top: Int32Array;
  readonly topScores: Float32Array;
  readonly logSumExp: Float64Array;
  readonly trueScore: Float32Array;
}

/** One member of a team that scores rows with a finished model. Answers go into shared arrays. */
export default function scoreLinearMember(input: ScoreLinearInput): null {
  const team = new LinearTeam(input.share, input.worker);
  if (team.leads) team.openLayout();
  team.barrier.wait();
  const rows = openRows(input.rows);
  for (let begin = 0; begin < rows.row.length; begin += BATCH_DOCUMENTS) {
    team.scoreBatch(rows, begin, (first, last) => scoreDocuments(team, input, begin, first, last));
    team.barrier.wait();
  }
  return null;
}

function scoreDocuments(team: LinearTeam, input: ScoreLinearInput, begin: number, first: number, last: number): void {
  const { kernel, layout, memory } = team;
  const { stride, classCount } = layout;
  team.scoreWeights(first, last);
  const scores = new Float32Array(memory.buffer, layout.scores, BATCH_DOCUMENTS * stride);
  for (let d = first; d < last; d++) {
    const own = scores.subarray(d * stride, d * stride + classCount);
    selectTop(own, begin + d, input);
    const label = input.rows.label[begin + d]!;
    input.trueScore[begin + d] = label < 0 ? Number.NEGATIVE_INFINITY : own[label]!;
  }
  input.temperatures.forEach((temperature, t) => {
    kernel.logSumDocuments(layout.table, first, last, 1 / temperature, layout.losses);
    for (let d = first; d < last; d++) input.logSumExp[(begin + d) * input.temperatures.length + t] = team.losses[d]!;
  });
}

/** Writes the topCount best classes of a row, best first; equal scores go by class. Insertion into a short list. */
function selectTop(scores: Float32Array, index: number, { top, topScores, topCount }: ScoreLinearInput): void {
  const from = index * topCount;
  let held = 0;
  for (let k = 0; k < scores.length; k++) {
    const score = scores[k]!;
    if (held === topCount && score <= topScores[from + held - 1]!) continue;
    if (held < topCount) held++;
    let place = from + held - 1;
    while (place > from && score > topScores[place - 1]!) {
      top[place] = top[place - 1]!;
      topScores[place] = topScores[place - 1]!;
      place--;
    }
    top[place] = k;
    topScores[place] = score;
  }
}
