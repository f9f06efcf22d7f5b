import { z } from 'zod';
import type { Section } from '../estimators/kind-settings.js';
import { kindNamed } from '../estimators/kinds.js';
import type { SearchConfig } from './pipeline-config.js';

/** The kinds that a search tries, with their options and grids: those of the list, or the one that is named alone. */
export function estimatorSections(search: SearchConfig): readonly Section[] {
  if (search.estimators !== undefined) return search.estimators as unknown as readonly Section[];
  const kind = search.estimator as string;
  const { settings } = kindNamed(kind, 'search.estimator');
  // Keys that stand there for another kind are none of this one's business; what it has not been given has its defaults.
  const options = z.object(settings.options(z)).parse(search);
  return [{ kind, ...options, grid: z.object(settings.axes(z)).parse(search.grid) } as unknown as Section];
}
