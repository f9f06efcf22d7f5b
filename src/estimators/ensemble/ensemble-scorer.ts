import { exp } from '../../kernels/math.js';
import type { Additive, Scorer } from '../model-format.js';
import type { EnsemblePart } from './ensemble-model.js';

/** A part that scores, and how its scores count. */
export interface ScoringPart extends Pick<EnsemblePart, 'share' | 'temperature'> {
  /** Of logits; see `withLogits`. */
  readonly scorer: Scorer;
}

/** p_k = Σ_parts share · softmax(z / T)_k, in the order of the parts. One part alone gives its own logits, divided by T. */
export class EnsembleScorer implements Scorer {
  readonly codes: readonly string[];
  readonly areLogits: boolean;
  readonly additive?: Additive;
  readonly #sums: Float64Array;
  readonly #scores: Float32Array;

  constructor(
    codes: readonly string[],
    readonly parts: readonly ScoringPart[],
    additive: Additive | null,
  ) {
    this.codes = codes;
    this.areLogits = parts.length === 1;
    if (additive !== null) this.additive = additive;
    this.#sums = new Float64Array(codes.length);
    this.#scores = new Float32Array(codes.length);
  }

  score(ids: Uint32Array, values: Float32Array): Float32Array {
    const [only] = this.parts as readonly [ScoringPart];
    if (this.areLogits) {
      const scores = only.scorer.score(ids, values);
      for (let k = 0; k < scores.length; k++) this.#scores[k] = scores[k]! / only.temperature;
      return this.#scores;
    }
    this.#sums.fill(0);
    for (const part of this.parts) this.#add(part, ids, values);
    for (let k = 0; k < this.#sums.length; k++) this.#scores[k] = this.#sums[k]!;
    return this.#scores;
  }

  #add({ share, temperature, scorer }: ScoringPart, ids: Uint32Array, values: Float32Array): void {
    const scores = scorer.score(ids, values);
    let most = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < scores.length; k++) most = Math.max(most, scores[k]!);
    let total = 0;
    for (let k = 0; k < scores.length; k++) total += exp((scores[k]! - most) / temperature);
    for (let k = 0; k < scores.length; k++) this.#sums[k]! += (share * exp((scores[k]! - most) / temperature)) / total;
  }
}
