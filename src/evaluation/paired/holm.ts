/**
 * p-values corrected for how many were looked at, in their order, so that the chance of one or more false finds stays at the level:
 *
 *   p̃_(i) = min(1, max over j ≤ i of (m − j + 1)·p_(j)),   p_(1) ≤ … ≤ p_(m)
 *
 * Source: Holm 1979, Scand. J. Statist. 6, 65–70. Values are from 0 to 1.
 */
export function holm(pValues: readonly number[]): readonly number[] {
  const order = [...pValues.keys()].sort((a, b) => (pValues[a] as number) - (pValues[b] as number) || a - b);
  const adjusted = new Array<number>(pValues.length);
  let most = 0;
  order.forEach((place, rank) => {
    most = Math.max(most, (pValues.length - rank) * (pValues[place] as number));
    adjusted[place] = Math.min(1, most);
  });
  return adjusted;
}
