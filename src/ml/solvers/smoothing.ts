import type { LabelledRows } from '../labelled-rows.js';
import { codeShares } from '../labelled-rows.js';
import type { LinearTeam } from '../linear-team.js';

/**
 * Label smoothing (Szegedy et al. 2016): the target of a row is (1 − ε)·y + ε/K over the K codes that have rows, and its loss
 * −Σ_k t_k ln p_k. The fit is then drawn away from sureness: the least loss of a row lies at p = t. Without ε the label alone
 * counts. Every member of the team calls it before the first batch, of a fit that goes on too.
 */
export function openSmoothing(team: LinearTeam, rows: LabelledRows, share: number): void {
  const { kernel, layout, leads, memory, barrier } = team;
  if (share === 0) {
    kernel.setSmoothing(0, 0);
    return;
  }
  if (leads) new Float32Array(memory.buffer, layout.mixture, layout.classCount).set(smoothingParts(rows, layout.classCount, share));
  barrier.wait();
  kernel.setSmoothing(layout.mixture, share);
}

/** ε/K of each code that has rows, 0 of the others: they stay closed. */
function smoothingParts(rows: LabelledRows, classCount: number, share: number): Float32Array {
  const isOpen = codeShares(rows, classCount).map((part) => Number(part > 0));
  const openCount = isOpen.reduce((sum, one) => sum + one, 0);
  return Float32Array.from(isOpen, (one) => (one * share) / openCount);
}
