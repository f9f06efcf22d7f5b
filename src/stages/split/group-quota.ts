/** Groups a role, in the order of `ROLES`: train, validation, calibration, test. */
export type Quota = readonly [train: number, validation: number, calibration: number, test: number];

/** Fractions as whole parts per million that sum to a million: train takes what rounding leaves. */
export function partsPerMillion(fractions: { readonly validation: number; readonly calibration: number; readonly test: number }): Quota {
  const [validation, calibration, test] = [fractions.validation, fractions.calibration, fractions.test].map((f) => Math.round(f * 1e6)) as [
    number,
    number,
    number,
  ];
  return [1e6 - validation - calibration - test, validation, calibration, test];
}

/**
 * How many of a stratum's `n` groups each role gets.
 * 1 group: train; 2: train, test; 3: train, validation, test; a role of 0 parts gives its group to train.
 * From 4: n · parts / 10^6 rounded down, what is left by largest remainders, ties in the order test, validation, calibration, train;
 * while train has under half, it takes a group back from the role that was rounded up with the smallest remainder.
 * All in integers: n is at most 9·10^9.
 */
export function groupQuota(n: number, parts: Quota): Quota {
  return n < 4 ? smallQuota(n, parts) : largestRemainders(n, parts);
}

const TRAIN = 0;
/** Roles in the order in which they win a tie. */
export const TIE_ORDER = [3, 1, 2, 0] as const;

function smallQuota(n: number, [, validationParts, , testParts]: Quota): Quota {
  const test = n >= 2 && testParts > 0 ? 1 : 0;
  const validation = n === 3 && validationParts > 0 ? 1 : 0;
  return [n - test - validation, validation, 0, test];
}

function largestRemainders(n: number, parts: Quota): Quota {
  const counts = parts.map((part) => Math.floor((n * part) / 1e6));
  const remainders = parts.map((part) => (n * part) % 1e6);
  const left = n - counts.reduce((sum, count) => sum + count, 0);
  const ranked = [...TIE_ORDER].sort((a, b) => (remainders[b] as number) - (remainders[a] as number) || TIE_ORDER.indexOf(a) - TIE_ORDER.indexOf(b));
  const raised = ranked.slice(0, left);
  for (const role of raised) counts[role] = (counts[role] as number) + 1;
  for (const role of raised.filter((raisedRole) => raisedRole !== TRAIN).reverse()) {
    if (2 * (counts[TRAIN] as number) >= n) break;
    counts[role] = (counts[role] as number) - 1;
    counts[TRAIN] = (counts[TRAIN] as number) + 1;
  }
  return counts as unknown as Quota;
}
