import { canonicalJson } from '../core/canonical-json.js';
import type { Zod } from './estimator.js';
import type { KindSettings, SettingsColumn } from './kind-settings.js';

/** What the rows of a code count for: `balanced` makes all codes count alike; power p is between none (0) and balanced (1). */
export type ClassWeight = 'none' | 'balanced' | { readonly power: number };

/** The axis that every kind has: class weightings to try. */
export function classWeightAxis(z: Zod) {
  const power = z
    .number()
    .min(0)
    .max(1)
    .describe('The p of a weight m^-p for a code with m rows; from 0, which is none, to 1, which is balanced, required.');
  return z
    .array(z.union([z.enum(['none', 'balanced']), z.strictObject({ power })]))
    .min(1)
    .default(['none'])
    .describe(
      'How much the rows of a code count; a list of none (as they are), balanced (every code the same) and {power: p} in between, default [none].',
    );
}

/** A class weighting in short: `balanced`, `power(0.5)`. */
export function describeClassWeight(classWeight: ClassWeight): string {
  return typeof classWeight === 'string' ? classWeight : `power(${classWeight.power})`;
}

/** The same for people, beside its name: `balanced`, `power 0.5`. */
export function classWeightForPeople({ classWeight }: KindSettings): string {
  return typeof classWeight === 'string' ? classWeight : `power ${classWeight.power}`;
}

/** Its column of `trials.parquet`. */
export const CLASS_WEIGHT_COLUMN: SettingsColumn<KindSettings> = {
  name: 'classWeight',
  type: 'text',
  of: ({ classWeight }) => (typeof classWeight === 'string' ? classWeight : canonicalJson({ ...classWeight })),
};
