import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FeatureMatrix } from '../../src/artifacts/features.js';
import { writeMatrixFile } from '../../src/artifacts/files/matrix-file.js';
import type { FitSettings } from '../../src/artifacts/fit.js';
import type { Prepared } from '../../src/artifacts/prepared.js';
import { digestBytes } from '../../src/core/digest.js';
import { Rng } from '../../src/core/rng.js';
import { linear } from '../../src/estimators/all.js';
import type { ModelKind } from '../../src/estimators/estimator.js';
import { LINEAR, type LinearModel, type LinearParts } from '../../src/estimators/linear/linear-model.js';
import { fitModels } from '../../src/training/fit-models.js';
import { scoreRows } from '../../src/training/score-rows.js';
import { TrainingMemory } from '../../src/training/training-memory.js';
import { openTrainingSet } from '../../src/training/training-rows.js';
import { openWorkbench, type Workbench } from '../contract/stage-context.js';

// More rows than one chunk of the order on disk, in shards of unequal length.
const SHARD_ROWS = [9_000, 16_384, 1, 14_000];
const ROWS = SHARD_ROWS.reduce((sum, count) => sum + count, 0);
const FEATURES = 300;
const CODES = ['a', 'b', 'c', 'd', 'e'];
const KERNEL_BYTES = 2 ** 28;

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench({ workerCount: 2 });
});
afterAll(() => bench.close());

/** A matrix over files that each call writes anew; equal in content. */
function makeMatrix(name: string): { matrix: FeatureMatrix; prepared: Prepared } {
  const rng = Rng.fromSeed(7);
  const code = Int32Array.from({ length: ROWS }, () => rng.nextBelow(CODES.length));
  const firstRow = [0];
  let row = 0;
  const shards = SHARD_ROWS.map((rowCount, shard) => {
    const offsets = new Uint32Array(rowCount + 1);
    const ids: number[] = [];
    for (let i = 0; i < rowCount; i++, row++) {
      // Some rows have no entry at all.
      const own = new Set(Array.from({ length: rng.nextBelow(7) }, () => (rng.nextBelow(60) * CODES.length + (code[row] as number)) % FEATURES));
      ids.push(...[...own].sort((a, b) => a - b));
      offsets[i + 1] = ids.length;
    }
    const values = Float32Array.from(ids, () => 0.1 + rng.nextFloat());
    const file = join(bench.folder, `${name}-${shard}.matrix`);
    writeMatrixFile(file, { offsets, ids: Uint32Array.from(ids), values }, FEATURES);
    firstRow.push(row);
    return { file, rowCount, entryCount: ids.length };
  });
  const matrix = { kind: 'feature-matrix', shards, firstRow, rowCount: ROWS, table: { featureCount: FEATURES } } as unknown as FeatureMatrix;
  return { matrix, prepared: { codes: CODES, code, trainingWeight: null, evaluationWeight: null } as unknown as Prepared };
}

async function fitAndScore(name: string, matrixBytes: number) {
  const { matrix, prepared } = makeMatrix(name);
  const context = bench.context({ name: 'x', data: { partitions: 'none/*.parquet' } });
  const memory = new TrainingMemory(context.training.tasks, matrixBytes);
  const opened = memory.openMatrix(matrix);
  const { inMemory } = opened;
  // Not every row trains, so that the order on disk leaves rows out.
  const rows = Uint32Array.from({ length: ROWS }, (_, row) => row).filter((row) => row % 9 !== 0);
  const settings: FitSettings = {
    estimator: 'logistic-regression',
    mode: 'fast',
    l2: 1e-4,
    l1: 0,
    rank: null,
    classWeight: 'balanced',
    maxPasses: 2,
    patience: 9,
    tolerance: 1e-3,
    seed: 5,
    blankout: 0.3,
  };
  const training = await openTrainingSet({ ...context, training: memory }, matrix, prepared, rows, Int32Array.of(0, 1, 2, 3, 4), settings.seed);
  const request = {
    settings,
    featureCount: FEATURES,
    codes: CODES,
    rows: training.rows('balanced'),
    validation: null,
    metric: 'macroF1',
    certify: true,
    keep: true,
  } as const;
  let weights = new Float32Array(0);
  let intercept = new Float32Array(0);
  await fitModels(linear as ModelKind, memory, [request], {
    kernelBytes: KERNEL_BYTES,
    signal: context.signal,
    onPass: () => {},
    onDone: async (_index, _outcome, model) => {
      const parts = model as unknown as LinearParts;
      weights = Float32Array.from(parts.weights[0] as Float32Array);
      intercept = Float32Array.from(parts.intercept);
    },
  });
  const model: LinearModel = { kind: LINEAR, codes: CODES, featureCount: FEATURES, stride: 8, weights, intercept };
  const scored = await scoreRows(memory, { model, modelDigest: digestBytes('linear') }, matrix, rows, new Int32Array(rows.length), {
    topCount: 2,
    temperatures: [1, 2],
  });
  const laidOut = training.rows('none').shards.flatMap((shard) => ('file' in shard ? [shard.file] : []));
  await training.close();
  const digest = (array: Float32Array | Float64Array | Int32Array) => digestBytes(new Uint8Array(array.slice().buffer));
  return {
    inMemory,
    left: laidOut.filter((file) => !matrix.shards.some((shard) => shard.file === file) && existsSync(file)),
    isOpen: memory.openMatrix(matrix) === opened,
    weights: digest(weights),
    intercept: digest(intercept),
    top: digest(scored.top),
    sums: digest(scored.logSumExp),
  };
}

it('rows that stream from disk give the weights and scores of rows in memory, to the bit', async () => {
  const inMemory = await fitAndScore('memory', KERNEL_BYTES);
  const streamed = await fitAndScore('disk', 0);
  expect([inMemory.inMemory, streamed.inMemory]).toEqual([true, false]);
  expect({ ...streamed, inMemory: true }).toEqual(inMemory);
  expect(streamed).toMatchObject({ left: [], isOpen: true });
});
