import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parsePipeline } from '../../../src/config/load-pipeline.js';
import type { Json } from '../../../src/core/canonical-json.js';
import { digestJson } from '../../../src/core/digest.js';
import { findRunCauses } from '../../../src/runner/compare/run-causes.js';
import type { ArtifactUse, Manifest } from '../../../src/runner/manifest.js';
import { contentDigest } from '../../../src/runner/run/recording-store.js';
import { FsStore } from '../../../src/store/fs/fs-store.js';

let workspace: string;
let store: FsStore;

beforeAll(async () => {
  workspace = mkdtempSync(join(tmpdir(), 'millrace-causes-'));
  store = await FsStore.open({ workspace, emit: () => {} });
});

afterAll(async () => {
  await store.close();
  rmSync(workspace, { recursive: true, force: true });
});

/** What a run is made with: a field of three stages, and who made it. */
interface Recipe {
  readonly file: string;
  readonly seed: number;
  readonly l2: number;
  readonly kernel: string;
  readonly commit: string;
  readonly workers: number;
}

const BASE: Recipe = { file: 'rows', seed: 1, l2: 1e-4, kernel: 'k1', commit: 'c1', workers: 1 };

async function use(kind: string, fingerprint: Json, content: string): Promise<ArtifactUse> {
  const artifact = await store.publish(kind, fingerprint, async (folder) => {
    writeFileSync(join(folder, 'content'), content);
    return {};
  });
  return { kind, key: artifact.key, contentDigest: contentDigest(artifact), reused: false };
}

/** A run of three stages, each of which makes something else whenever it is made with something else. */
async function runOf(recipe: Recipe): Promise<Manifest> {
  const { file, seed, l2, kernel, commit, workers } = recipe;
  const shard = await use('prepared-shard', { partition: digestJson(file), version: 2 }, file);
  const split = await use('split', { salt: `millrace-split-1:${seed}:`, shards: [shard.key], version: 3 }, `${file} ${seed}`);
  const settings = { l2, seed, maxPasses: seed + 3 };
  const model = await use('model', { settings, kernel: digestJson(kernel), split: split.key, version: 6 }, `${file} ${seed} ${l2} ${kernel}`);
  const config = parsePipeline('name: small\ndata: { partitions: a.parquet }\n', 'p.yaml', [
    `split.seed=${seed}`,
    `search.grid.l2=[${l2}]`,
    `resources.workers=${workers}`,
  ]);
  const stage = (name: string, artifact: ArtifactUse) => ({ stage: name, outcome: 'fresh', seconds: 1, peakRssBytes: 1, artifacts: [artifact] });
  return {
    config,
    inputs: [{ role: 'partition', path: 'a.parquet', digest: digestJson(file), byteCount: 1 }],
    environment: {
      millrace: '0.1.0',
      git: { commit, dirty: false, diffDigest: null },
      lockfileDigest: null,
      kernels: { linear: digestJson(kernel) },
      libraries: {},
    },
    stages: [stage('prepare', shard), stage('split', split), stage('train', model)],
  } as unknown as Manifest;
}

async function causesOf(change: Partial<Recipe>) {
  return findRunCauses(await runOf(BASE), await runOf({ ...BASE, ...change }), store);
}

describe('why two runs differ', () => {
  test.each<[string, Partial<Recipe>, string, RegExp]>([
    ['data', { file: 'other rows' }, 'prepare', /^changed: a\.parquet$/],
    ['seed', { seed: 2 }, 'split', /^split\.seed: 2, was 1$/],
    ['config', { l2: 1e-3 }, 'train', /^search\.grid\.l2\[0\]: 0\.001, was 0\.0001$/],
    ['code', { kernel: 'k2', commit: 'c2' }, 'train', /^commit: "c2", was "c1"$/],
  ])('is %s alone', async (cause, change, stage, what) => {
    const { causes, isWhole } = await causesOf(change);
    expect(causes.map((found) => [found.cause, found.stage])).toEqual([[cause, stage]]);
    expect(causes[0]?.what[0]).toMatch(what);
    expect(isWhole).toBe(true);
  });

  test.each<[Partial<Recipe>, readonly string[]]>([
    [{ file: 'other rows', l2: 1e-3 }, ['data prepare', 'config train']],
    [{ seed: 2, l2: 1e-3 }, ['seed split', 'config train']],
    [{ file: 'other rows', seed: 2 }, ['data prepare', 'seed split']],
    [{ kernel: 'k2', l2: 1e-3 }, ['code train', 'config train']],
    [{ file: 'other rows', kernel: 'k2', commit: 'c2' }, ['data prepare', 'code train']],
  ])('is two causes at once, %#', async (change, wanted) => {
    const { causes } = await causesOf(change);
    expect(causes.map(({ cause, stage }) => `${cause} ${stage}`).sort()).toEqual([...wanted].sort());
  });

  test('is nothing where the commit or the workers differ and every stage made the same', async () => {
    const { causes, idle, stages } = await causesOf({ commit: 'c2', workers: 2 });
    expect(causes).toEqual([]);
    expect(idle).toEqual(['commit: "c2", was "c1"', 'resources.workers: 2, was 1']);
    expect(stages.every(({ isSame }) => isSame)).toBe(true);
  });

  test('is told as far as work is still stored', async () => {
    const [before, after] = [await runOf(BASE), await runOf({ ...BASE, l2: 0.5 })];
    const key = after.stages[2]?.artifacts[0]?.key;
    for (const entry of await store.entries('model')) if (entry.artifact.key === key) await store.remove(entry);
    const { isWhole, stages } = await findRunCauses(before, after, store);
    expect(isWhole).toBe(false);
    expect(stages.map(({ isSame }) => isSame)).toEqual([true, true, false]);
  });
});
