// Parameters of the fast solver.

// @ts-nocheck: AssemblyScript, not TypeScript

// Globals of the instance, so that each worker sets its own.
export let l2: f32 = 0;
export let l1: f32 = 0;
export let step: f32 = 0;
export let interceptStep: f32 = 0;
export let threshold: f32 = 0;
export let clock: u32 = 0;

// Where the part ε/K of each code lies that label smoothing gives it, and behind these what logit adjustment adds to its score, both 0
// for a code without rows; and 1 − ε, what the label gets beside its part. An address of 0: neither.
export let targets: usize = 0;
export let kept: f32 = 1;

export function setPenalty(ridge: f32, lasso: f32): void {
  l2 = ridge;
  l1 = lasso;
}

// The clock counts documents met so far, over all passes.
export function setBatch(stepSize: f32, interceptStepSize: f32, blockThreshold: f32, documents: u32): void {
  step = stepSize;
  interceptStep = interceptStepSize;
  threshold = blockThreshold;
  clock = documents;
}

export function setTargets(parts: usize, share: f32): void {
  targets = parts;
  kept = <f32>1 - share;
}
