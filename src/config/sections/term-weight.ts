import type { z } from 'zod';

/** How the times of an n-gram in a text count; the formulas stand at `weighTimes`. */
export const TERM_WEIGHTS = ['count', 'log', 'sqrt', 'binary'] as const;
type TermWeight = (typeof TERM_WEIGHTS)[number];

/** What `sublinear`, the older name of the setting, says in the newer words. */
function ofSublinear(sublinear: boolean): TermWeight {
  return sublinear ? 'log' : 'count';
}

interface BothNames<Value, Older> {
  readonly termWeight?: Value | undefined;
  readonly sublinear?: Older | undefined;
}

/** Two names of one setting: which of the two counts would be a guess. */
export function refuseBothNames({ termWeight, sublinear }: BothNames<unknown, unknown>, context: z.RefinementCtx): void {
  if (termWeight === undefined || sublinear === undefined) return;
  context.addIssue({ code: 'custom', path: ['sublinear'], message: 'termWeight alone, whose older name is sublinear' });
}

/** Settings of features in which the term weight has its one name, whatever file they come from. */
export function withTermWeight<Given extends BothNames<TermWeight, boolean>>({ termWeight, sublinear, ...rest }: Given) {
  return { ...rest, termWeight: termWeight ?? ofSublinear(sublinear ?? false) };
}

/** The same of a grid, where an axis may be left out. */
export function withTermWeights<Given extends BothNames<TermWeight[], boolean[]>>({
  termWeight,
  sublinear,
  ...rest
}: Given): Omit<Given, 'termWeight' | 'sublinear'> & { termWeight?: TermWeight[] | undefined } {
  const axis = termWeight ?? sublinear?.map(ofSublinear);
  return axis === undefined ? rest : { ...rest, termWeight: axis };
}
