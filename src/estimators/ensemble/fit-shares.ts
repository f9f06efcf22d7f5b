import { log } from '../../kernels/math.js';

/** Shares, and how far the mean log loss of the mixture is from the least one at most. */
export interface FittedShares {
  readonly shares: readonly number[];
  readonly loss: number;
  readonly gap: number;
}

/** The bound on the gap at which shares are done, in nats a row, and the most steps. */
const TOLERANCE = 1e-5;
const MOST_STEPS = 20_000;

/**
 * Shares w ≥ 0, Σ_m w_m = 1, of least weighted log loss of the mixture, given the probability p_im that member m gives to the code of
 * row i (one array a member) and the weight v_i of the row, V = Σ v_i:
 *
 *   F(w) = −(1/V) Σ_i v_i ln f_i,   f_i = Σ_m w_m·p_im
 *   w_m ← w_m·g_m,   g_m = (1/V) Σ_i v_i·p_im / f_i
 *
 * Convex; the step is that of expectation and maximisation (Dempster, Laird and Rubin 1977) and never raises F. For any other shares w′,
 * F(w) − F(w′) ≤ ln Σ_m w′_m·g_m ≤ ln max_m g_m, which is the gap. Rows that every member rules out are left out. Equal shares without
 * rows. Sums run in row order.
 */
export function fitShares(members: readonly Float64Array[], weight: Float32Array): FittedShares {
  const rows = [...weight.keys()].filter((row) => weight[row]! > 0 && members.some((p) => p[row]! > 0));
  const total = rows.reduce((sum, row) => sum + weight[row]!, 0);
  let shares = members.map(() => 1 / members.length);
  if (rows.length === 0) return { shares, loss: 0, gap: 0 };
  for (let step = 0; ; step++) {
    const { gains, loss } = gainsOf(members, weight, rows, total, shares);
    const gap = log(Math.max(...gains));
    if (gap <= TOLERANCE || step === MOST_STEPS) return { shares, loss, gap };
    shares = shares.map((share, m) => share * gains[m]!);
  }
}

function gainsOf(members: readonly Float64Array[], weight: Float32Array, rows: readonly number[], total: number, shares: readonly number[]) {
  const gains = shares.map(() => 0);
  let loss = 0;
  for (const row of rows) {
    let mixed = 0;
    for (let m = 0; m < members.length; m++) mixed += shares[m]! * members[m]![row]!;
    for (let m = 0; m < members.length; m++) gains[m]! += (weight[row]! * members[m]![row]!) / mixed / total;
    loss -= (weight[row]! * log(mixed)) / total;
  }
  return { gains, loss };
}
