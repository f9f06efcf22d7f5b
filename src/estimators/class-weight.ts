import { canonicalJson } from '../core/canonical-json.js';
import { sharedFloat32 } from '../core/shared-arrays.js';
import { pow } from '../kernels/math.js';
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

/** Row weight times class weight, scaled to a mean of 1. */
export function weighRows(label: Int32Array, base: Float32Array, classWeight: ClassWeight): Float32Array {
  const weight = sharedFloat32(label.length);
  const classCount = label.reduce((most, k) => Math.max(most, k), 0) + 1;
  const factors = classFactors(label, base, classCount, classWeight);
  let total = 0;
  for (let i = 0; i < label.length; i++) total += (base[i] as number) * (factors[label[i] as number] as number);
  const scale = label.length / total;
  for (let i = 0; i < label.length; i++) weight[i] = (base[i] as number) * (factors[label[i] as number] as number) * scale;
  return weight;
}

/** Factor of each class, by its weighted row count m_k: none 1 · balanced 1/m_k · power p: m_k^-p. The scale cancels out. */
function classFactors(label: Int32Array, weight: Float32Array, classCount: number, classWeight: ClassWeight): Float64Array {
  const factors = new Float64Array(classCount).fill(1);
  if (classWeight === 'none') return factors;
  const mass = new Float64Array(classCount);
  for (let i = 0; i < label.length; i++) mass[label[i] as number] = (mass[label[i] as number] as number) + (weight[i] as number);
  const power = classWeight === 'balanced' ? 1 : classWeight.power;
  for (let k = 0; k < classCount; k++) if ((mass[k] as number) > 0) factors[k] = pow(mass[k] as number, -power);
  return factors;
}
