import { mkdirSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FeatureVariants } from '../../src/artifacts/features.js';
import type { Fit } from '../../src/artifacts/fit.js';
import { TRAIN, VALIDATION } from '../../src/artifacts/split.js';
import type { Trials } from '../../src/artifacts/trials.js';
import { pipelineConfig } from '../../src/config/pipeline-config.js';
import { digestBytes } from '../../src/core/digest.js';
import type { RunEvent } from '../../src/core/events.js';
import type { LinearModel } from '../../src/estimators/linear/linear-model.js';
import type { LinearSettings } from '../../src/estimators/linear/settings.js';
import type { MajorityModel } from '../../src/estimators/majority/majority-model.js';
import { MODEL_FILES } from '../../src/estimators/model-files.js';
import { searchStage } from '../../src/stages/search/index.js';
import type { StageContext } from '../../src/stages/stage-context.js';
import { trainStage } from '../../src/stages/train/index.js';
import { FsStore } from '../../src/store/fs/fs-store.js';
import { openWorkbench, type Workbench } from '../contract/stage-context.js';
import { type SmallRun, smallRows, startRun } from './small-flow.js';

let bench: Workbench;
let run: SmallRun;
let count = 0;

beforeAll(async () => {
  bench = await openWorkbench({ workerCount: 2 });
  run = await startRun(bench, smallRows(500, 8, 0.6, 81), { name: 'train' });
});

afterAll(() => bench.close());

interface Trained {
  readonly trials: Trials;
  readonly fit: Fit;
  readonly events: readonly RunEvent[];
}

async function train(keys: object, options: { store?: FsStore; tasks?: StageContext['tasks'] } = {}): Promise<Trained> {
  const { context, source, prepared, split, matrix } = run;
  const events: RunEvent[] = [];
  const runFolder = join(bench.folder, 'workspace', 'runs', `train-${count++}`);
  mkdirSync(runFolder, { recursive: true });
  const parsed = pipelineConfig.parse({ name: 'x', data: { partitions: 'x' }, ...keys });
  const config = { ...context.config, search: parsed.search, train: parsed.train };
  const own = { ...context, ...options, config, runFolder, emit: (event: RunEvent) => events.push(event) };
  const features: FeatureVariants = { kind: 'feature-variants', variants: [matrix] };
  const trials = await searchStage.run({ source, prepared, split, features }, own);
  return { trials, fit: await trainStage.run({ source, prepared, split, features, trials }, own), events };
}

const FAST = { search: { maxPasses: 6, patience: 2, grid: { l2: [1e-2, 1e-4] } } };

function codesOf(...roles: number[]): string[] {
  const { prepared, split } = run;
  const codes = new Set<number>();
  split.role.forEach((role, row) => {
    if (roles.includes(role)) codes.add(prepared.code[row]!);
  });
  return prepared.codes.filter((_, code) => codes.has(code));
}

const linearOf = ({ model }: Fit) => model as LinearModel;
const digestOf = (fit: Fit) => [linearOf(fit).weights, linearOf(fit).intercept].map((part) => digestBytes(new Uint8Array(part.slice().buffer)));

it('fits the chosen settings for as many passes as won, on train and validation rows', async () => {
  const { trials, fit } = await train(FAST);
  const chosen = trials.trials[trials.chosen]!;
  expect(fit.settings).toEqual({ ...chosen.settings, maxPasses: chosen.bestPass });
  expect(fit.passes.length).toBe(chosen.bestPass);
  expect(fit.passes.map(({ score }) => score)).toEqual(fit.passes.map(() => null));
  expect(fit.model.codes).toEqual(codesOf(TRAIN, VALIDATION));
});

it('on train rows alone its passes are those of the chosen trial', async () => {
  const { trials, fit } = await train({ ...FAST, train: { final: 'train' } });
  const chosen = trials.trials[trials.chosen]!;
  expect(fit.model.codes).toEqual(codesOf(TRAIN));
  expect(fit.passes.map(({ objective }) => objective)).toEqual(chosen.passes.slice(0, chosen.bestPass).map(({ objective }) => objective));
});

it('a fast fit has no certificate unless it is asked for, whose figures leave its weights as they are', async () => {
  const [plain, certified] = [await train(FAST), await train({ search: { ...FAST.search, certify: true } })];
  expect(plain.fit.certificate).toMatchObject({ kind: 'none', reason: expect.stringContaining('search.certify: true') });
  expect(certified.fit.certificate.kind).toBe('duality-gap');
  expect(certified.fit.model).toEqual(plain.fit.model);
});

it('has a certificate where it is asked for, and a fast fit is not called converged', async () => {
  const { fit } = await train({ search: { ...FAST.search, certify: true } });
  expect(fit.certificate.kind).toBe('duality-gap');
  expect(fit.status).toBe('pass-limit');
  expect(fit.certificate.kind === 'duality-gap' && fit.certificate.relativeGap).toBeGreaterThan(0);
});

it('an exact fit runs to its tolerance', async () => {
  const { fit } = await train({ search: { mode: 'exact', tolerance: 1e-2, grid: { l2: [1e-3] } } });
  expect(fit.status).toBe('converged');
  expect(fit.certificate.kind === 'duality-gap' && fit.certificate.relativeGap).toBeLessThanOrEqual(1e-2);
});

it('an exact fit that runs out of steps says so', async () => {
  const { fit } = await train({ search: { mode: 'exact', tolerance: 1e-9, maxPasses: 1, grid: { l2: [1e-6] } } });
  expect(fit.status).toBe('pass-limit');
});

it('has zeros wherever a row of weights is padded', async () => {
  const { fit } = await train(FAST);
  const { stride, codes, featureCount, weights, intercept } = linearOf(fit);
  expect(weights.length).toBe(featureCount * stride);
  expect(intercept.slice(codes.length)).toEqual(new Float32Array(stride - codes.length));
  for (let j = 0; j < featureCount; j++) expect(weights.slice(j * stride + codes.length, (j + 1) * stride).every((w) => w === 0)).toBe(true);
  expect(weights.some((w) => w !== 0)).toBe(true);
});

it('is read back from the store as it was made, and made again to the bit in another', async () => {
  const first = await train(FAST);
  const again = await train(FAST);
  expect(again.events.some((event) => event.type === 'stage-cached' && event.stage === 'train')).toBe(true);
  expect(again.fit).toEqual(first.fit);
  const store = await FsStore.open({ workspace: join(bench.folder, 'other') });
  const other = await train(FAST, { store });
  expect(other.events.some((event) => event.type === 'stage-cached')).toBe(false);
  expect(digestOf(other.fit)).toEqual(digestOf(first.fit));
  await store.close();
});

it('does not depend on the other points of the grid', async () => {
  const { fit } = await train(FAST);
  const { l2 } = fit.settings as LinearSettings;
  const alone = await train({ search: { ...FAST.search, grid: { l2: [l2] } } });
  expect(digestOf(alone.fit)).toEqual(digestOf(fit));
});

it('of the majority estimator has no weights and gives every row the most frequent code', async () => {
  const { fit } = await train({ search: { estimator: 'majority' } });
  const { logShares, codes } = fit.model as MajorityModel;
  expect(fit.status).toBe('closed-form');
  expect(logShares.length).toBe(codes.length);
  const total = logShares.reduce((sum, b) => sum + Math.exp(b), 0);
  expect(total).toBeCloseTo(1, 6);
});

it('its passes stand in passes.parquet behind those of the trials', async () => {
  const { trials, fit } = await train(FAST);
  const file = join(bench.folder, 'workspace', 'runs', `train-${count - 1}`, 'passes.parquet');
  const rows = await countRows(file);
  expect(rows).toBe(trials.trials.reduce((sum, { passes }) => sum + passes.length, 0) + fit.passes.length);
});

interface ParquetJs {
  readonly ParquetReader: { openFile(file: string): Promise<{ getRowCount(): unknown; close(): Promise<void> }> };
}

async function countRows(file: string): Promise<number> {
  const { ParquetReader } = createRequire(import.meta.url)('parquetjs-lite') as ParquetJs;
  const reader = await ParquetReader.openFile(file);
  const rows = Number(reader.getRowCount());
  await reader.close();
  return rows;
}

it('the model is loaded when it is first asked for', async () => {
  const { fit } = await train({ search: { maxPasses: 2, grid: { l2: [3e-3] } } });
  const file = join(fit.modelFolder as string, MODEL_FILES.data);
  renameSync(file, `${file}.away`);
  expect(() => fit.model).toThrow();
  renameSync(`${file}.away`, file);
  expect(fit.model.codes.length).toBeGreaterThan(1);
  expect(fit.model).toBe(fit.model);
});
