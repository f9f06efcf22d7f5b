import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDbEngine } from '../../src/engine/duckdb/duckdb-engine.js';
import { parseConnectionString } from '../../src/engine/spark/connection-string.js';
import { projected } from '../../src/engine/spark/relations.js';
import { SparkSession } from '../../src/engine/spark/session.js';
import { readCoefficients } from '../../src/engine/spark/training/read-coefficients.js';
import { forgetModel, learnFrom, stepsOf, transformed, writeModel } from '../../src/engine/spark/training/spark-model.js';
import { SparkTrainer } from '../../src/engine/spark/training/spark-trainer.js';
import { writeRows } from '../../src/engine/spark/training/training-rows.js';
import { strideOf } from '../../src/kernels/linear-layout.js';
import type { SoftmaxProblem, SoftmaxRoom } from '../../src/ml/solvers/softmax-trainer.js';
import { drawRows, drawWeights, objectiveAt, type Problem, problemOf, scoresAt } from '../ml/linear-problem.js';
import { type Destination, destinationOf, start } from './commands.js';
import { IS_SAMPLE } from './extent.js';
import { up } from './server/launch.mjs';

// Spark's own logistic regression, and its coefficients brought back.

const folder = mkdtempSync(join(tmpdir(), 'millrace-spark-training-'));
const signal = new AbortController().signal;
let remote: string;
let spark: Destination;
let session: SparkSession;
let tables: DuckDbEngine;

beforeAll(async () => {
  ({ remote } = await up());
  spark = destinationOf(remote);
  session = await SparkSession.open(parseConnectionString(remote), { release: '0.0.0', signal });
  tables = await DuckDbEngine.open({ threads: 1, memoryBytes: 2 ** 28, temporaryFolder: join(folder, 'spill') });
});
afterAll(async () => {
  await tables.close();
  await session.close();
  rmSync(folder, { recursive: true });
});

const L2 = 1e-4;
const askedOf = (problem: Problem): SoftmaxProblem => ({ ...problem, l2: L2, tolerance: 1e-3, maxPasses: 100 });

function roomFor({ featureCount, classCount }: Problem): SoftmaxRoom {
  const stride = strideOf(classCount);
  return { stride, weights: new Float32Array(featureCount * stride), intercept: new Float32Array(stride) };
}

function pointOf({ weights, intercept, stride }: SoftmaxRoom, { featureCount, classCount }: Problem) {
  const rows = Array.from({ length: featureCount }, (_, j) => [...weights.subarray(j * stride, j * stride + classCount)]);
  return { weights: rows, intercept: [...intercept.subarray(0, classCount)] };
}

function softmax(scores: readonly number[]): readonly number[] {
  const shares = scores.map((score) => Math.exp(score - Math.max(...scores)));
  return shares.map((share) => share / shares.reduce((sum, one) => sum + one, 0));
}

interface Answer {
  readonly probability: { readonly values: { toArray(): Float64Array } };
  readonly prediction: number;
}

// More than a hundred classes, which Spark does not take without being told; and features of which most are in no row, so that it writes a sparse matrix.
describe.each([
  ['130 codes', problemOf(drawRows(1200, 300, 130, 5), drawWeights(1200, 6)), 1],
  ['features that few rows have', problemOf(drawRows(60, 4000, 7, 7)), 0],
] as const)('a model of %s', (_, problem, type) => {
  it('says here of every row what it says on Spark, and is as near to the optimum as Spark says', async () => {
    const own = mkdtempSync(join(folder, 'model-'));
    const rows = await writeRows(askedOf(problem), { session, tables, folder: own, signal });
    const model = await learnFrom(session, rows, askedOf(problem), {});
    const room = roomFor(problem);
    await writeModel(session, model, join(own, 'model'), {});
    await readCoefficients(session, join(own, 'model'), room, {});
    const answers = (await session.rowsOf(projected(transformed(model, rows.relation), ['probability', 'prediction']))) as unknown as Answer[];
    const { objective, passes } = await stepsOf(session, model, {});
    await forgetModel(session, model);

    await session.nameParquet('kept', [join(own, 'model', 'data')], ['coefficientMatrix.type AS type'], 'coefficientMatrix struct<type: byte>');
    expect(await session.query('SELECT type FROM kept')).toEqual([{ type }]);
    const point = pointOf(room, problem);
    expect(objective).toBeCloseTo(objectiveAt(problem, point, { l2: L2, l1: 0 }), 6);
    expect(passes).toBeGreaterThan(3);
    const wanted = scoresAt(problem, point).map(softmax);
    expect(answers).toHaveLength(wanted.length);
    answers.forEach(({ probability, prediction }, row) => {
      const [ours, theirs] = [wanted[row]!, [...probability.values.toArray()]];
      ours.forEach((p, k) => {
        expect(Math.abs(p - theirs[k]!)).toBeLessThan(1e-5);
      });
      const [first = 0, second = 0] = [...theirs].sort((a, b) => b - a);
      if (first - second > 1e-5) expect(prediction).toBe(ours.indexOf(Math.max(...ours)));
    });
  });
});

it('writes rows once for a grid, and leaves nothing behind', async () => {
  const own = mkdtempSync(join(folder, 'trainer-'));
  const problem = problemOf(drawRows(200, 50, 4, 8));
  const trainer = new SparkTrainer({ session, tables, folder: own });
  await trainer.fit(askedOf(problem), roomFor(problem), signal);
  const before = readdirSync(own);
  await trainer.fit({ ...askedOf(problem), l2: 1e-2 }, roomFor(problem), signal);
  expect(readdirSync(own)).toEqual(before);
  await trainer.close();
  expect(readdirSync(own)).toEqual([]);
});

it('shares out the rows among the cores that Spark has', async () => {
  const own = mkdtempSync(join(folder, 'shared-'));
  const problem = problemOf(drawRows(20_000, 50, 4, 10));
  const rows = await writeRows(askedOf(problem), { session, tables, folder: own, signal });
  const [place = ''] = readdirSync(own);
  const parts = await session.query(
    `SELECT count(*) AS count FROM parquet.\`file://${join(own, place, 'vectors')}\` GROUP BY spark_partition_id() ORDER BY count`,
  );
  // The server of the tests has two.
  expect(parts).toHaveLength(2);
  expect(parts.reduce((sum, { count }) => sum + Number(count), 0)).toBe(20_000);
  expect(Number(parts[0]?.count)).toBeGreaterThan(6000);
  await rows.remove();
});

it('refuses a model that Spark would not keep, and one that would end its driver', async () => {
  const trainer = new SparkTrainer({ session, tables, folder });
  const problem = problemOf(drawRows(40, 50, 4, 9));
  const wide = { ...askedOf(problem), featureCount: 2 ** 24 };
  await expect(trainer.fit(wide, roomFor(problem), signal)).rejects.toMatchObject({
    detail: { code: 'resources.memory', where: expect.stringContaining('spark.driver.memory'), got: expect.stringContaining('4 codes × 16777216') },
  });
  const own = await SparkSession.open(parseConnectionString(remote), { release: '0.0.0', signal });
  const key = 'spark.connect.session.connectML.mlCache.memoryControl.maxModelSize';
  await own.set({ [key]: '1k' });
  await expect(new SparkTrainer({ session: own, tables, folder }).fit(askedOf(problem), roomFor(problem), signal)).rejects.toMatchObject({
    detail: { code: 'resources.memory', where: expect.stringContaining(key) },
  });
  await own.close();
});

const NAICS = ['NAICS at level 2', 'pipelines/naics.yaml', ['data.level=2', 'features.maxFeatures=2048'], 1e-3] as const;
// A few passes only, which end far from the optimum.
const NAMES = ['business names', 'pipelines/business-activity.yaml', ['features.maxFeatures=512', 'search.maxPasses=15'], 0.5] as const;

it.each(IS_SAMPLE ? [NAICS] : [NAICS, NAMES])(
  '%s, trained by Spark, gives a bundle that is certified and codes as an exact one does',
  async (_, pipeline, settings, mostGap) => {
    const common = [...settings, 'search.grid={ l2: [1e-4] }', 'calibration.method=none'];
    const made = await start(
      ['run', pipeline, ...common, 'search.mode=spark', ...spark.overrides, '--workspace', join(folder, `${pipeline.slice(10, 15)}-spark`)],
      spark.env,
    ).result;
    const exact = await start(['run', pipeline, ...common, 'search.mode=exact', '--workspace', join(folder, `${pipeline.slice(10, 15)}-exact`)])
      .result;

    expect(made.status, JSON.stringify(made.error)).toBe('done');
    expect(made.certificate.relativeGap).toBeLessThan(mostGap);
    expect(made.certificate.objective).toBeGreaterThan(exact.certificate.objective - exact.certificate.gap);
    expect(made.splitDigest).toBe(exact.splitDigest);
    expect(Math.abs(made.metrics.test.accuracy - exact.metrics.test.accuracy)).toBeLessThan(0.03);
    const verified = await start(['verify', made.bundle, '--workspace', join(folder, `${pipeline.slice(10, 15)}-spark`)]).result;
    expect(verified.status).toBe('done');
  },
);
