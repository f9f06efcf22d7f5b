import { fail } from '../core/failure.js';
import * as all from './all.js';
import { ensembleOf } from './ensemble/ensemble.js';
import type { EnsembleSettings } from './ensemble/settings.js';
import type { ModelKind } from './estimator.js';

type Kind = (typeof all)[keyof typeof all];

/** The settings of a fit of any kind; `estimator` tells which. */
export type FitSettings = ReturnType<Kind['settings']['at']> | EnsembleSettings;

const SINGLE = Object.values(all) as unknown as readonly ModelKind[];

/** Made of the others, which it asks for: they cannot be imported by it. */
const ENSEMBLE = ensembleOf({ kindNamed, singleKinds: SINGLE }) as unknown as ModelKind;

/** Every kind by its name. */
const KINDS: ReadonlyMap<string, ModelKind> = new Map([...SINGLE, ENSEMBLE].map((kind) => [kind.name, kind]));

/** The names of all kinds; what is asked for by default comes first. */
export const KIND_NAMES: readonly string[] = [...KINDS.keys()].sort((a, b) => Number(b === all.linear.name) - Number(a === all.linear.name));

/** The kind of that name. `usage.wrong-value` when this release has none; `where` says who asks. */
export function kindNamed(name: string, where: string): ModelKind {
  const kind = KINDS.get(name);
  if (kind !== undefined) return kind;
  throw fail('usage.wrong-value', {
    what: 'there is no such kind of model',
    where,
    got: name,
    wanted: `one of ${KIND_NAMES.join(', ')}`,
    hint: 'a model of a newer release needs that release',
  });
}

/** The kind that settings belong to. */
export function kindOf({ estimator }: { readonly estimator: string }): ModelKind {
  return kindNamed(estimator, 'settings of a fit');
}
