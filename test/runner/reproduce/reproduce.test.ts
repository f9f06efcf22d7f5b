import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeShardTexts } from '../../../src/artifacts/files/texts-file.js';
import { pipelineConfig } from '../../../src/config/pipeline-config.js';
import { DuckDbEngine } from '../../../src/engine/duckdb/duckdb-engine.js';
import type { Manifest } from '../../../src/runner/manifest.js';
import { type ReproductionReport, reproduce } from '../../../src/runner/reproduce/reproduce.js';
import { compareDecisions } from '../../../src/runner/reproduce/same-decisions.js';
import { FsStore } from '../../../src/store/fs/fs-store.js';
import { FACTS, TEXTS, temporaryFolder, toyContent, writeToyBundle } from '../../model/toy-model.js';

/** Two bundles, the second with `factor` times the weights of the first: above 0 they give the same codes, but not the same bytes. */
async function twoBundles(folder: string, factor: number) {
  const content = toyContent();
  const scale = (values: Float32Array) => values.map((value) => factor * value);
  const model = { ...content.model, weights: scale(content.model.weights), intercept: scale(content.model.intercept) };
  const sides = ['original', 'reproduced'].map((side) => join(folder, side)) as [string, string];
  for (const side of sides) mkdirSync(side);
  return [await writeToyBundle(sides[0], content), await writeToyBundle(sides[1], { ...content, model })] as const;
}

/** Reproduces a bundle alone, by a run that made the other one from the given shards of texts. */
async function reproduceBundle(factor: number, shards: readonly (readonly string[])[]): Promise<ReproductionReport> {
  const folder = temporaryFolder();
  const [original, reproduced] = await twoBundles(folder, factor);
  const tables = await DuckDbEngine.open({ threads: 1, memoryBytes: 2 ** 28, temporaryFolder: join(folder, 'duckdb') });
  const store = await FsStore.open({ workspace: join(folder, 'workspace') });
  try {
    const artifacts = [];
    for (const [index, texts] of shards.entries()) {
      const { key } = await store.publish('prepared-shard', index, async (target) => {
        writeFileSync(join(target, 'texts.arrow'), encodeShardTexts({ rowCount: texts.length, texts: [[...texts]], categorical: [], numeric: [] }));
        return null;
      });
      artifacts.push({ kind: 'prepared-shard', key, contentDigest: key, reused: false });
    }
    const { splitDigest } = FACTS;
    const stages = [{ stage: 'prepare', outcome: 'fresh', seconds: 0, peakRssBytes: 0, artifacts }];
    const manifest = { stages, results: { splitDigest, modelDigest: reproduced.modelDigest } } as unknown as Manifest;
    return await reproduce({
      original: {
        run: '20261123T021500-4f09ac',
        config: pipelineConfig.parse({ name: 'toy', data: { partitions: 'x' } }),
        inputs: [],
        workingDirectory: null,
        environment: null,
        splitDigest,
        modelDigest: original.modelDigest,
        stages: null,
        bundle: original.target,
        splitFile: null,
        contradictions: [],
      },
      originalStore: null,
      dataFolder: null,
      projectFolder: folder,
      scratch: join(folder, 'scratch'),
      runsFolder: join(folder, 'runs'),
      tables,
      runAgain: async () => ({ run: { run: 'again', folder: join(folder, 'reproduced'), state: 'done', isPruned: false, manifest }, store }),
    });
  } finally {
    await store.close();
    await tables.close();
  }
}

describe('models of other bytes from the same split', () => {
  test('make the same decisions when every row gets the same code', async () => {
    const { verdict, decisions, firstDifference } = await reproduceBundle(1.5, [TEXTS.slice(0, 3), TEXTS.slice(3)]);
    expect([verdict, decisions]).toEqual(['same decisions', { rowCount: TEXTS.length, differentCount: 0 }]);
    expect(firstDifference).toMatchObject({ stage: 'bundle', file: 'model.bin' });
  });

  test('are different when a row gets another code', async () => {
    const { verdict, decisions } = await reproduceBundle(-1, [TEXTS]);
    expect(verdict).toBe('different');
    expect(decisions?.rowCount).toBe(TEXTS.length);
    expect(decisions?.differentCount).toBeGreaterThan(0);
  });

  test.each([
    ['no shard', []],
    ['a shard without rows', [[]]],
  ])('are different when there is no row to show that they decide alike: %s', async (_, shards) => {
    const { verdict, decisions } = await reproduceBundle(1.5, shards);
    expect([verdict, decisions]).toEqual(['different', { rowCount: 0, differentCount: 0 }]);
  });
});

test('decisions over no rows are counted as none', async () => {
  const folder = temporaryFolder();
  const [one, other] = await twoBundles(folder, 1.5);
  expect(await compareDecisions([one.target, other.target], [])).toEqual({ rowCount: 0, differentCount: 0 });
});
