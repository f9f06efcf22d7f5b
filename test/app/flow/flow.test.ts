import { expect, test } from 'vitest';
import { FLOW, type FlowArtifacts } from '../../../src/app/flow/flow.js';
import type { FeatureVariants } from '../../../src/artifacts/features.js';
import { type FlowStep, walkFlow } from '../../../src/runner/flow/flow.js';

/** Never called: the type checker reads it (`npm run types`), and an expected error that does not come is an error. */
function typesComeFromTheFlow(made: FlowArtifacts): void {
  const features: FeatureVariants = made.features;
  void features;
  // @ts-expect-error a split is no fit
  const fit: FlowArtifacts['fit'] = made.split;
  void fit;
  // @ts-expect-error the stage is called prepare, what it gives prepared
  void made.prepare;
}

test('the types of what a run makes come from the flow', () => {
  expect(typesComeFromTheFlow).toBeTypeOf('function');
});

test('the flow runs every stage once, in the order of the design', async () => {
  const names: string[] = [];
  const made = await walkFlow(FLOW as readonly FlowStep[], async ({ stage: { name } }) => {
    names.push(name);
    if (name === 'features') return { kind: 'features', variants: ['first', 'second'] };
    return { kind: name, chosen: 1, trials: [{ variantIndex: 0 }, { variantIndex: 1 }] };
  });
  expect(names).toEqual(['source', 'prepare', 'split', 'features', 'search', 'train', 'calibrate', 'evaluate', 'bundle', 'compare', 'register']);
  expect(made.matrix).toBe('second');
});

test('only registering acts outside of the store and the run folder', () => {
  expect(FLOW.flatMap((step) => ('actsOutside' in step ? [step.stage.name] : []))).toEqual(['register']);
});
