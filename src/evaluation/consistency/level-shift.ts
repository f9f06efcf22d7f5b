/** How far two distributions of codes are apart at one level of the codebook. */
export interface LevelShift {
  /** 1 is the top; the deepest is that of the codes themselves. */
  readonly level: number;
  /** Share of the rows that would have to have another code for the distributions to be equal, 0 to 1. */
  readonly shift: number;
  /** What chance alone seldom exceeds: with probability 0.05 at any of the levels. */
  readonly floor: number;
  /** Chance of a shift at least as large where there is only chance, of this level alone. */
  readonly pValue: number;
  readonly isAlarm: boolean;
}

/** The chance of an alarm, at any level, where there is only chance. */
const ALARM = 0.05;

/**
 * Judges the shift S of each level by the S* of N draws under the null; `drawn` has an entry a draw, each with one a level:
 *
 *   p = (1 + #{S* ≥ S}) / (N + 1),   alarm where p ≤ 0.05 / levels   (Bonferroni)
 */
export function judgeShifts(observed: readonly number[], drawn: readonly (readonly number[])[]): readonly LevelShift[] {
  const share = ALARM / observed.length;
  return observed.map((shift, i) => {
    const values = drawn.map((distances) => distances[i] as number).sort((a, b) => a - b);
    const pValue = (1 + values.filter((value) => value >= shift).length) / (values.length + 1);
    return { level: i + 1, shift, floor: floorOf(values, share), pValue, isAlarm: pValue <= share };
  });
}

/** The least distance from which on p is at most `share`. */
function floorOf(sorted: readonly number[], share: number): number {
  return sorted[sorted.length - Math.max(1, Math.floor(share * (sorted.length + 1)))] as number;
}
