import { log } from '../../kernels/math.js';
import { codeShares, type LabelledRows } from '../labelled-rows.js';
import type { LinearTeam } from '../linear-team.js';

/** What the loss of a fast fit aims at beside the label; both 0 without. */
export interface Targets {
  /** ε of label smoothing. */
  readonly labelSmoothing?: number;
  /** τ of logit adjustment. */
  readonly logitAdjustment?: number;
}

/**
 * Label smoothing (Szegedy et al. 2016): the target of a row is (1 − ε)·y + ε/K over the K codes that have rows, and its loss
 * −Σ_k t_k ln p_k. The fit is then drawn away from sureness: the least loss of a row lies at p = t.
 * Logit adjustment (Menon et al. 2021): the loss is that of the scores s_k + τ ln π_k with π the codes' shares of the weight, so
 * that s itself, by which rows are coded, owes less to how frequent a code is: nothing with τ = 1.
 * Every member of the team calls it before the first batch, of a fit that goes on too.
 */
export function openTargets(team: LinearTeam, rows: LabelledRows, { labelSmoothing = 0, logitAdjustment = 0 }: Targets): void {
  const { kernel, layout, leads, memory, barrier } = team;
  const { classCount, stride, mixture } = layout;
  if (labelSmoothing === 0 && logitAdjustment === 0) {
    kernel.setTargets(0, 0);
    return;
  }
  if (leads) {
    const shares = codeShares(rows, classCount);
    const openCount = shares.reduce((count, share) => count + Number(share > 0), 0);
    const numbers = new Float32Array(memory.buffer, mixture, 2 * stride).fill(0);
    // Codes without rows stay closed: they get no part of the target, and their scores what they have.
    shares.forEach((share, k) => {
      if (share === 0) return;
      numbers[k] = labelSmoothing / openCount;
      numbers[stride + k] = logitAdjustment * log(share);
    });
  }
  barrier.wait();
  kernel.setTargets(mixture, labelSmoothing);
}
