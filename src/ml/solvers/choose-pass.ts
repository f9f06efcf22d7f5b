/**
 * The validation metric v_p after each pass goes up and down by chance. It is judged by
 *
 *   v̄_p = (v_{p−1} + 2·v_p + v_{p+1}) / 4,   at either end of the curve (2·v_p + its one neighbour) / 3.
 */
function smoothAt(curve: readonly number[], index: number): number {
  const neighbours = [curve[index - 1], curve[index + 1]].filter((value) => value !== undefined);
  const sum = neighbours.reduce((total, value) => total + value, 2 * (curve[index] as number));
  return sum / (2 + neighbours.length);
}

/** The pass, from 1, with the highest smoothed metric among the first `count`; of equal ones the latest, which is fitted better. */
export function bestPassOf(curve: readonly number[], count = curve.length): number {
  let best = 0;
  for (let index = 1; index < count; index++) if (smoothAt(curve, index) >= smoothAt(curve, best)) best = index;
  return Math.min(best + 1, count);
}

/** Passes beyond `patience` that a fit is given for each pass that it rose before: slow curves pause for longer. */
const GROWTH = 0.5;

/** Whether a fit has gone on long enough without a better pass. The last pass counts as a neighbour only. */
export function hasPeaked(curve: readonly number[], patience: number): boolean {
  const settled = curve.length - 1;
  const best = bestPassOf(curve, settled);
  return settled > 0 && settled - best >= patience + Math.floor(GROWTH * best);
}
