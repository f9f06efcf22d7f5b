/**
 * Sample standard deviation of values around the mean of their own group, pooled over groups g of n_g values:
 *
 *   √( Σ_g Σ_i (v_gi − mean_g)² / Σ_g (n_g − 1) );
 *
 * null where no group has two values.
 */
export function spreadOf(groups: readonly (readonly number[])[]): number | null {
  const known = groups.filter(({ length }) => length > 0);
  const freedom = known.reduce((sum, { length }) => sum + length - 1, 0);
  return freedom === 0 ? null : Math.sqrt(known.reduce((sum, values) => sum + squaresOf(values), 0) / freedom);
}

function squaresOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
}
