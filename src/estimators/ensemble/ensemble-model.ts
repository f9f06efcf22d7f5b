import { sharedFloat32 } from '../../core/shared-arrays.js';
import { LINEAR, type LinearModel } from '../linear/linear-model.js';
import { openRoom } from '../linear/stored/weights-file.js';
import type { FittedModel } from '../model-format.js';
import { ENSEMBLE, type EnsembleSettings } from './settings.js';

/** One of the models that are averaged. */
export interface EnsemblePart {
  readonly share: number;
  /** What its scores are divided by. */
  readonly temperature: number;
  readonly model: FittedModel;
}

/** Models of the same codes and features, whose probabilities are averaged. */
export interface EnsembleModel extends FittedModel {
  readonly kind: typeof ENSEMBLE;
  readonly parts: readonly EnsemblePart[];
}

/**
 * The model of some members. Those that are weights are folded into one part of the size of one: with a_m = share_m / Σ share over them,
 *
 *   W = Σ_m (a_m / T_m)·W_m,   intercepts alike
 *
 * whose softmax is the geometric mean of their probabilities, scaled to 1; it has the share of all of them, and the other members theirs.
 */
export function foldMembers(models: readonly FittedModel[], { shares, temperatures }: NonNullable<EnsembleSettings['mixture']>): EnsembleModel {
  const [first] = models as readonly [FittedModel];
  const parts = models.map((model, m): EnsemblePart => ({ share: shares[m] as number, temperature: temperatures[m] as number, model }));
  const linear = parts.filter(({ model }) => isLinear(model));
  const others = parts.filter(({ model }) => !isLinear(model));
  const { codes, featureCount } = first;
  return { kind: ENSEMBLE, codes, featureCount, parts: [...(linear.length === 0 ? [] : [fold(linear)]), ...others] };
}

/** Whatever its weights were fitted for. */
function isLinear(model: FittedModel): model is LinearModel {
  return 'weights' in model && 'intercept' in model && 'stride' in model;
}

function fold(parts: readonly EnsemblePart[]): EnsemblePart {
  const share = parts.reduce((sum, part) => sum + part.share, 0);
  const [{ codes, featureCount, stride }] = parts.map(({ model }) => model) as unknown as readonly [LinearModel];
  const room = openRoom({ featureCount, codeCount: codes.length, stride });
  const intercept = sharedFloat32(stride);
  const { weights, shared } = room;
  for (const { model, share: own, temperature } of parts) {
    const factor = (share > 0 ? own / share : 1 / parts.length) / temperature;
    addScaled((model as LinearModel).weights, weights, featureCount * stride, factor);
    addScaled((model as LinearModel).intercept, intercept, codes.length, factor);
  }
  room.intercept.set(intercept.subarray(0, codes.length));
  const folded: LinearModel = {
    kind: LINEAR,
    codes,
    featureCount,
    stride,
    weights,
    intercept: room.intercept,
    ...(shared === undefined ? {} : { shared }),
  };
  return { share, temperature: 1, model: folded };
}

function addScaled(from: Float32Array, to: Float32Array, count: number, factor: number): void {
  for (let i = 0; i < count; i++) to[i]! += factor * from[i]!;
}
