import { expect, test } from 'vitest';
import { type FlowStages, flow, type RunStage, STAGE_NAMES } from '../../../src/app/flow/flow.js';
import type { Calibration, Evaluation } from '../../../src/artifacts/evaluation.js';
import type { FeatureMatrix, FeatureVariants } from '../../../src/artifacts/features.js';
import type { Fit } from '../../../src/artifacts/fit.js';
import type { Prepared } from '../../../src/artifacts/prepared.js';
import type { Source } from '../../../src/artifacts/source.js';
import type { Split } from '../../../src/artifacts/split.js';

/** Never called: the type checker reads it (`npm run types`), and an expected error that does not come is an error. */
async function wiringsThatDoNotCompile(
  stages: FlowStages,
  run: RunStage,
  made: {
    source: Source;
    prepared: Prepared;
    split: Split;
    features: FeatureVariants;
    matrix: FeatureMatrix;
    fit: Fit;
    calibration: Calibration;
    evaluation: Evaluation;
  },
): Promise<void> {
  const { source, prepared, split, features, matrix, fit, calibration, evaluation } = made;
  await run(stages.prepare, { source });
  // @ts-expect-error prepared rows are no source
  await run(stages.prepare, { source: prepared });
  // @ts-expect-error the split comes after the prepared rows
  await run(stages.split, { source });
  // @ts-expect-error all variants are not one matrix
  await run(stages.calibrate, { prepared, split, matrix: features, fit });
  // @ts-expect-error a calibration is no fit
  await run(stages.calibrate, { prepared, split, matrix, fit: calibration });
  // @ts-expect-error an evaluation is no calibration
  await run(stages.evaluate, { source, prepared, split, matrix, fit, calibration: evaluation });
  // @ts-expect-error a stage's place is that of its own kind
  const swapped: FlowStages = { ...stages, train: stages.search };
  void swapped;
  // @ts-expect-error a split is what the split stage returns, not the features
  const wrong: FeatureVariants = await run(stages.split, { source, prepared });
  void wrong;
}

test('a wrong kind of artifact does not compile', () => {
  expect(wiringsThatDoNotCompile).toBeTypeOf('function');
});

test('the flow runs every stage once, in the order of the design', async () => {
  const names: string[] = [];
  const stages = Object.fromEntries(STAGE_NAMES.map((name) => [name, { name }])) as unknown as FlowStages;
  const run = (async (stage: { name: string }) => {
    names.push(stage.name);
    if (stage.name === 'features') return { variants: ['first', 'second'] };
    return stage.name === 'search' ? { chosen: 1, trials: [{ variantIndex: 0 }, { variantIndex: 1 }] } : { kind: stage.name };
  }) as unknown as RunStage;
  const made = await flow(stages, run, () => names.push('begin'));
  expect(names).toEqual(['source', 'begin', ...STAGE_NAMES.slice(1)]);
  expect(made.matrix).toBe('second');
});
