import type { ReviewState } from '../../../evaluation/review/review-states.js';

/** The place of the state whose threshold is nearest to the model's own; the first without one. */
export function nearestState(states: readonly ReviewState[], threshold: number | null): number {
  const far = (state: ReviewState | undefined): number => Math.abs((state?.threshold ?? Number.POSITIVE_INFINITY) - (threshold ?? 0));
  return states.reduce((best, state, i) => (far(state) < far(states[best]) ? i : best), 0);
}
