import { dualBound, type Penalty } from '../certificate.js';
import type { FitStatus } from '../fit-record.js';
import type { LabelledRows } from '../labelled-rows.js';
import type { LinearTeam } from '../linear-team.js';
import { type ExactOptions, type ExactPass, MAX_HALVINGS, OBJECTIVE_NOISE, SUFFICIENT_DECREASE } from './exact-fit.js';
import { type GradientNorms, NewtonSteps } from './newton-steps.js';

/** The ridge of a step is at least this share of ‖g‖, since H alone may be singular over the free weights; source: Li, Fukushima, Qi and Yamashita (2004). */
const DAMPING = 1e-2;
/** Ridge where g is 0, so that a feature without rows is not divided by 0. */
const LEAST_RIDGE = 1e-12;

/** Residual at which conjugate gradients end at the latest, as a share of ‖g‖: a weight that becomes 0 spoils more of the step. */
const LEAST_SHARE = 1e-2;

/**
 * Minimises F(W, b) = (1/n) Σ w_i·loss_i + l2/2·‖W‖² + l1·‖W‖₁ with l1 > 0 by Newton steps within an orthant. With g the
 * subgradient of F that is nearest to 0, a weight is free where it or its g is not 0. H s = −g is solved over the free weights
 * and the intercept by the conjugate gradients of `fitExact`; then W moves along s, where a weight that would change its sign
 * (one of 0: that would move along g) becomes 0, and s is halved until F has fallen enough.
 * A step that lowers neither F, as far as f32 can tell, nor the gap is taken back, and the fit is at its end.
 * Starts from the weights as they stand. Every member of the team calls it; `endPass` runs on all of them after each step.
 * Holds five weight-sized vectors beside the weights, like `fitExact`. `gradientNorm` is ‖g‖ without the intercept's part;
 * `relativeGap` is the duality gap of `certify` from the f32 gradient, which leaves the intercept's residual out.
 * Source: projected Newton of Bertsekas (1982), on the orthants of Andrew and Gao (2007), as in Schmidt (2010), section 2.5.
 */
export function fitExactLasso(team: LinearTeam, rows: LabelledRows, options: ExactOptions & Penalty, endPass: (pass: ExactPass) => void): FitStatus {
  const steps = new NewtonSteps(team, rows, options);
  let point = steps.evaluate();
  let known = { point: Number.POSITIVE_INFINITY, gap: Number.POSITIVE_INFINITY };
  for (let pass = 0; ; pass++) {
    const gap = differentiate(steps, point);
    if (known.point - point <= OBJECTIVE_NOISE * point && gap >= known.gap) {
      steps.copy(steps.h, team.layout.weights);
      return 'pass-limit';
    }
    const { norms, ridge } = begin(steps);
    if (pass > 0) endPass({ pass, objective: point, gradientNorm: Math.sqrt(norms.weightSquare), relativeGap: point > 0 ? gap / point : 0 });
    if (gap <= options.tolerance * point) return 'converged';
    if (pass === options.maxPasses) return 'pass-limit';
    steps.solve(norms, ridge, LEAST_SHARE);
    const next = search(steps, point);
    if (next === undefined) return 'pass-limit';
    known = { point, gap };
    point = next;
  }
}

/** Turns g into the subgradient nearest to 0; returns the gap as seen in f32. */
function differentiate(steps: NewtonSteps, objective: number): number {
  const { team, rows, penalty, g } = steps;
  const { layout } = team;
  const lassoOf = (first: number): number => (first < layout.featureCount ? penalty.l1 : 0);
  const [[pairing, excessSquare]] = steps.overVector(({ kernel }, first, last, ridge, out) =>
    kernel.subgradientRows(layout.table, first, last, rows.row.length, ridge, lassoOf(first), g, out),
  );
  const rounded = { l2: Math.fround(penalty.l2), l1: Math.fround(penalty.l1) };
  // The pairing is F + (1/n) Σ w Σ p ln p: the loss and the entropy of the model's own probabilities differ by w · v.
  return Math.max(objective - dualBound(pairing - objective, excessSquare, rounded), 0);
}

/** s = 0, r = −g, d = r / M, made by the step of conjugate gradients from zero vectors, with g as the change of r. ‖g‖ sets the ridge. */
function begin(steps: NewtonSteps): { norms: GradientNorms; ridge: number } {
  for (const vector of [steps.s, steps.r, steps.d]) steps.clear(vector);
  const { square } = steps.move(1, steps.g);
  const ridge = Math.max(steps.penalty.l2, DAMPING * Math.sqrt(square), LEAST_RIDGE);
  const norms = steps.move(0, steps.g, ridge);
  steps.turn(0, ridge);
  return { norms, ridge };
}

/** Moves along s within the orthant until F has fallen enough; F there, or undefined when no step lowers it. */
function search(steps: NewtonSteps, before: number): number | undefined {
  const { team, s, h: old, r: subgradient } = steps;
  const { layout } = team;
  steps.copy(layout.weights, old);
  steps.copy(steps.g, subgradient);
  const move = (alpha: number): number => {
    const [[weights], [intercept]] = steps.overVector(({ kernel }, first, last, _ridge, out) =>
      kernel.projectRows(layout.table, first, last, alpha, first < layout.featureCount, s, old, subgradient, out),
    );
    return weights + intercept;
  };
  for (let halving = 0, alpha = 1; halving < MAX_HALVINGS; halving++, alpha /= 2) {
    const slope = move(alpha);
    const after = steps.evaluate();
    if (after <= before + SUFFICIENT_DECREASE * slope + OBJECTIVE_NOISE * before) return after;
  }
  steps.copy(old, layout.weights);
  steps.evaluate();
  return undefined;
}
