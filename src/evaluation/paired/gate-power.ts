import { normalQuantile } from '../intervals/interval-forms.js';
import { normalShareBelow } from './normal-share.js';
import { restrictedVariance } from './tango-bound.js';

/** What the chance to pass a gate depends on. */
export interface GateCase {
  /** Equal units, such as groups. */
  readonly count: number;
  /** The share of them that the models answer differently, one right and one wrong. */
  readonly either: number;
  readonly margin: number;
  readonly confidence: number;
  /** The true difference, candidate minus champion. */
  readonly difference: number;
}

/**
 * The chance that Tango's lower bound is at least −margin:
 *
 *   Φ((√n·(Δ + m) − z·s₀) / s₁),   s₁² = ψ − Δ²,   s₀² = the restricted variance at −m of the counts that are expected
 */
export function chanceToPass({ count, either, margin, confidence, difference }: GateCase): number {
  const expected = { firstOnly: (count * (either + difference)) / 2, secondOnly: (count * (either - difference)) / 2, count };
  const atMargin = Math.sqrt(restrictedVariance(expected, -margin));
  const spread = Math.sqrt(Math.max(0, either - difference * difference));
  const over = Math.sqrt(count) * (difference + margin) - normalQuantile(confidence) * atMargin;
  return spread > 0 ? normalShareBelow(over / spread) : over >= 0 ? 1 : 0;
}

/** Halvings of [0, 1]: more change no digit that is shown. */
const HALVINGS = 40;

/** The least margin that a candidate as good as the champion keeps to with the given chance: what so many units can tell. */
export function detectableMargin(gate: Omit<GateCase, 'margin' | 'difference'>, chance: number): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < HALVINGS; i++) {
    const margin = (low + high) / 2;
    if (chanceToPass({ ...gate, margin, difference: 0 }) < chance) low = margin;
    else high = margin;
  }
  return high;
}

/** What a gate of this margin can tell. */
export interface GateReach {
  /** The chance that a candidate as good as the champion passes. */
  readonly chanceIfEqual: number;
  /** The least margin that such a candidate passes with a chance of 80 %. */
  readonly detectableMargin: number;
}

const USUAL_POWER = 0.8;

/** Both figures of a gate. */
export function gateReach(gate: Omit<GateCase, 'difference'>): GateReach {
  return { chanceIfEqual: chanceToPass({ ...gate, difference: 0 }), detectableMargin: detectableMargin(gate, USUAL_POWER) };
}
