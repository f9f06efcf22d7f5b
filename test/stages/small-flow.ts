import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Evaluation } from '../../src/artifacts/evaluation.js';
import type { FeatureMatrix } from '../../src/artifacts/features.js';
import { loadMatrixFile } from '../../src/artifacts/files/matrix-file.js';
import type { Fit, FitSettings } from '../../src/artifacts/fit.js';
import type { Prepared } from '../../src/artifacts/prepared.js';
import type { Source } from '../../src/artifacts/source.js';
import { type Split, TRAIN } from '../../src/artifacts/split.js';
import type { Trials } from '../../src/artifacts/trials.js';
import { type Digest, digestBytes } from '../../src/core/digest.js';
import { Rng } from '../../src/core/rng.js';
import { sharedFloat32 } from '../../src/core/shared-arrays.js';
import { LINEAR, type LinearModel } from '../../src/estimators/linear/linear-model.js';
import { FsRegistry } from '../../src/registry/fs/fs-registry.js';
import { bundleStage } from '../../src/stages/bundle/index.js';
import { calibrateStage } from '../../src/stages/calibrate/index.js';
import { evaluateStage } from '../../src/stages/evaluate/index.js';
import { featuresStage } from '../../src/stages/features/index.js';
import { prepareStage } from '../../src/stages/prepare/index.js';
import { sourceStage } from '../../src/stages/source/index.js';
import { splitStage } from '../../src/stages/split/index.js';
import type { StageContext } from '../../src/stages/stage-context.js';
import { textColumns, type Workbench } from '../contract/stage-context.js';

export interface SmallRow {
  readonly id: string;
  readonly text: string;
  readonly label: string;
}

/** Texts of three words, of which `share` are words of their code and the others anybody's. */
export function smallRows(count: number, codeCount: number, share: number, seed: number): SmallRow[] {
  const rng = Rng.fromSeed(seed);
  return Array.from({ length: count }, (_, i) => {
    const code = Math.floor(codeCount * rng.nextFloat() * rng.nextFloat());
    const word = () => (rng.nextFloat() < share ? `c${code}w${rng.nextBelow(5)}` : `any${rng.nextBelow(40)}`);
    return { id: `r${String(i).padStart(5, '0')}`, text: `${word()} ${word()} ${word()} n${i}`, label: `code-${String(code).padStart(2, '0')}` };
  });
}

export interface SmallRun {
  readonly context: StageContext;
  readonly source: Source;
  readonly prepared: Prepared;
  readonly split: Split;
  readonly matrix: FeatureMatrix;
}

/** Runs the stages from source to features; each call has a run folder of its own and a registry in files. */
export async function startRun(
  bench: Workbench,
  rows: readonly SmallRow[],
  options: Partial<Record<'gate' | 'split' | 'calibration' | 'train' | 'data' | 'privacy' | 'search' | 'bundle', object>> & {
    run?: string;
    name?: string;
  } = {},
): Promise<SmallRun> {
  const { run = 'first', name = 'small', data = {}, gate = {}, search = {}, ...config } = options;
  const folder = `data-${name}-${run}`;
  const cells = { id: rows.map(({ id }) => id), text: rows.map(({ text }) => text), label: rows.map(({ label }) => label) };
  await bench.write(`${folder}/0.parquet`, textColumns(cells));
  const features = { words: [1, 1] as [number, number], chars: null };
  // A model without a solver has no fits without a fold: its own scores of the calibration rows are all there is.
  const calibration = { rows: 'role' as const };
  const runFolder = join(bench.folder, 'workspace', 'runs', name, run);
  mkdirSync(runFolder, { recursive: true });
  const context = {
    ...bench.context({
      name,
      data: { partitions: join(bench.folder, folder, '*.parquet'), ...data },
      features,
      calibration,
      search: { metric: 'macroF1', ...search },
      gate: { metric: 'accuracy', ...gate },
      ...config,
    }),
    registry: new FsRegistry(join(bench.folder, 'workspace')),
    runFolder,
  };
  const source = await sourceStage.run({}, context);
  const prepared = await prepareStage.run({ source }, context);
  const split = await splitStage.run({ source, prepared }, context);
  const { variants } = await featuresStage.run({ source, prepared, split }, context);
  return { context, source, prepared, split, matrix: variants[0]! };
}

const SETTINGS: FitSettings = {
  estimator: 'logistic-regression',
  mode: 'fast',
  l2: 1e-5,
  l1: 0,
  rank: null,
  classWeight: 'none',
  maxPasses: 1,
  patience: 1,
  tolerance: 1e-3,
  seed: 1,
};

/** Tells models of a test from each other. */
function digestOf({ codes, weights, intercept }: LinearModel): Digest {
  const parts = [weights, intercept].map((part) => digestBytes(new Uint8Array(part.slice().buffer)));
  return digestBytes([...codes, ...parts].join());
}

/** A fit that came to another model. */
export function withModel(fit: Fit, model: LinearModel): Fit {
  return { ...fit, model, modelDigest: digestOf(model) };
}

/** A model without a solver: weights are `scale` times the mean vector of each code's training rows. */
export function centroidFit({ prepared, split, matrix }: SmallRun, scale = 20): Fit {
  const rows = Array.from(prepared.code.keys()).filter((row) => split.role[row] === TRAIN);
  const codes = prepared.codes.filter((_, code) => rows.some((row) => prepared.code[row] === code));
  const classOf = new Map(codes.map((code, index) => [code, index]));
  const stride = Math.ceil(codes.length / 4) * 4;
  const model: LinearModel = {
    kind: LINEAR,
    codes,
    featureCount: matrix.table.featureCount,
    stride,
    weights: sharedFloat32(matrix.table.featureCount * stride),
    intercept: sharedFloat32(stride),
  };
  const counts = new Float64Array(codes.length);
  const classes = rows.map((row) => classOf.get(prepared.codes[prepared.code[row]!]!)!);
  for (const k of classes) counts[k]! += 1;
  const shards = matrix.shards.map(({ file }) => loadMatrixFile(file));
  rows.forEach((row, i) => {
    const s = matrix.firstRow.findLastIndex((first) => first <= row);
    const { offsets, ids, values } = shards[s]!;
    const local = row - matrix.firstRow[s]!;
    for (let e = offsets[local]!; e < offsets[local + 1]!; e++)
      model.weights[ids[e]! * stride + classes[i]!]! += (scale * values[e]!) / counts[classes[i]!]!;
  });
  return {
    kind: 'fit',
    model,
    modelDigest: digestOf(model),
    settings: SETTINGS,
    status: 'pass-limit',
    certificate: { kind: 'none', reason: 'no solver', objective: 1 },
    passes: [],
    bestPass: 0,
    validation: null,
    seconds: 0,
    allocatedBytes: 0,
  };
}

const NO_TRIALS: Trials = { kind: 'trials', metric: 'macroF1', trials: [], chosen: 0 };

/** Calibrates, evaluates and bundles a fit. */
export async function finishRun(run: SmallRun, fit: Fit) {
  const { context, source, prepared, split, matrix } = run;
  const calibration = await calibrateStage.run({ source, prepared, split, matrix, fit }, context);
  const evaluation: Evaluation = await evaluateStage.run({ source, prepared, split, matrix, fit, calibration }, context);
  const bundle = await bundleStage.run({ source, prepared, split, matrix, fit, trials: NO_TRIALS, calibration, evaluation }, context);
  return { ...run, fit, calibration, evaluation, bundle };
}
