import type { DualDescent } from './dual-descent.js';

/** When the fit of a machine ends. */
export interface MachineStop {
  /** Relative duality gap to reach. */
  readonly tolerance: number;
  readonly maxPasses: number;
}

/** What came of one machine. */
export interface MachineFit {
  readonly passes: number;
  readonly converged: boolean;
  /** P of the weights as they are kept. */
  readonly primal: number;
  /** D, below the least P. */
  readonly dual: number;
  /** ‖∇P‖² of the weights as they are kept. */
  readonly gradientSquare: number;
}

/** What a worker holds to fit machines: rows as they are placed (28 bytes), α, y and order (13), and of each feature weight, gradient and place (21). */
export function machineBytes({ featureCount, rowCount }: { readonly featureCount: number; readonly rowCount: number }): number {
  return 21 * featureCount + 41 * rowCount;
}

/** How near to one another projected gradients are before the gap is looked at first, which costs half a pass, and how much nearer each time after. */
const FIRST_SPREAD = 0.25;
const NARROWER = 0.25;

/** Fits the machine that `begin` has started until its relative gap is within the tolerance; then rounds its weights, those below `least` to 0. */
export function fitMachine(descent: DualDescent, { tolerance, maxPasses }: MachineStop, least: number): MachineFit {
  let passes = 0;
  for (let spread = FIRST_SPREAD; ; spread *= NARROWER) {
    passes += descent.descend(spread, maxPasses - passes);
    const { primal, dual } = descent.bounds();
    const converged = primal - dual <= tolerance * primal;
    if (!converged && passes < maxPasses) continue;
    descent.round(least);
    // D of α stays below the optimum, whatever weights P is taken of.
    const kept = descent.bounds();
    return { passes, converged, primal: kept.primal, dual, gradientSquare: kept.gradientSquare };
  }
}
