import type { FitStatus } from '../fit-record.js';
import type { LabelledRows } from '../labelled-rows.js';
import type { LinearTeam } from '../linear-team.js';
import { type GradientNorms, NewtonSteps } from './newton-steps.js';

/** Settings of an exact fit. */
export interface ExactOptions {
  /** Above 0. */
  readonly l2: number;
  /** Relative gap to reach, as estimated from the f32 gradient. */
  readonly tolerance: number;
  /** The most Newton steps. */
  readonly maxPasses: number;
}

/** What is known after a Newton step. `relativeGap` is ‖∇_W F‖² / (2·l2·F), which leaves the intercept's residual out. */
export interface ExactPass {
  readonly pass: number;
  readonly objective: number;
  readonly gradientNorm: number;
  readonly relativeGap: number;
}

/** Halvings of a step after which it counts as one that lowers nothing. */
export const MAX_HALVINGS = 20;
/** F must fall by this share of what the slope promises (Armijo). */
export const SUFFICIENT_DECREASE = 1e-4;
/** Relative noise of F when its scores are f32: a rise below it is none. */
export const OBJECTIVE_NOISE = 2e-7;

/**
 * Minimises F(W, b) = (1/n) Σ w_i·loss_i + l2/2·‖W‖² by Newton steps H s = −∇F, each solved by conjugate gradients with the
 * preconditioner M_jk = l2 + (1/n) Σ_i w_i x_ij² · mean p_k(1 − p_k), and a backtracking line search. Starts from the weights
 * as they stand. Every member of the team calls it; `endPass` runs on all of them after each step.
 * Holds five weight-sized vectors beside the weights. Source: truncated Newton as in Lin, Weng and Keerthi (2008), with the
 * preconditioned conjugate gradients of Hsia, Chiang and Lin (2018).
 */
export function fitExact(team: LinearTeam, rows: LabelledRows, options: ExactOptions, endPass: (pass: ExactPass) => void): FitStatus {
  const steps = new NewtonSteps(team, rows, { l2: options.l2, l1: 0 });
  let point = steps.evaluate();
  for (let pass = 0; ; pass++) {
    const norms = begin(steps);
    const relativeGap = norms.weightSquare / (2 * options.l2) / point;
    if (pass > 0) endPass({ pass, objective: point, gradientNorm: Math.sqrt(norms.weightSquare), relativeGap });
    if (relativeGap <= options.tolerance) return 'converged';
    if (pass === options.maxPasses) return 'pass-limit';
    steps.solve(norms);
    const next = search(steps, point);
    if (next === undefined) return 'pass-limit';
    point = next;
  }
}

/** Turns g into the gradient of F, sets s = 0, r = −g, d = r / M. */
function begin(steps: NewtonSteps): GradientNorms {
  const { team, rows, g, s, r, d } = steps;
  const { layout } = team;
  const [weights, intercept] = steps.overVector(({ kernel }, first, last, ridge, out) =>
    kernel.beginStep(layout.table, first, last, rows.row.length, ridge, layout.squareSums, layout.spread, g, s, r, d, out),
  );
  return { weightSquare: weights[0], square: weights[0] + intercept[0], scaled: weights[1] + intercept[1] };
}

/** Moves along s until F has fallen enough; F there, or undefined when no step lowers it. */
function search(steps: NewtonSteps, before: number): number | undefined {
  const { layout } = steps.team;
  const move = (alpha: number): number => {
    const [weights, intercept] = steps.overVector(({ kernel }, first, last, _ridge, out) =>
      kernel.applyStep(layout.table, first, last, alpha, steps.s, steps.g, steps.r, out),
    );
    return weights[0] + intercept[0];
  };
  const slope = move(1);
  let alpha = 1;
  for (let halving = 0; halving < MAX_HALVINGS; halving++) {
    const after = steps.evaluate();
    if (after <= before + SUFFICIENT_DECREASE * alpha * slope + OBJECTIVE_NOISE * before) return after;
    move(-alpha / 2);
    alpha /= 2;
  }
  move(-alpha);
  steps.evaluate();
  return undefined;
}
