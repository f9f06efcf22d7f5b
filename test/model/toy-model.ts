import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { FeatureSpec, NgramTable } from '../../src/artifacts/features.js';
import { digestBytes } from '../../src/core/digest.js';
import { Rng } from '../../src/core/rng.js';
import { sharedFloat32 } from '../../src/core/shared-arrays.js';
import { LINEAR, type LinearModel } from '../../src/estimators/linear/linear-model.js';
import { AS_THEY_ARE } from '../../src/evaluation/calibration/calibrator.js';
import type { BundleFacts, BundleVersion } from '../../src/model/bundle/bundle-format.js';
import { contractColumns } from '../../src/model/bundle/contract-columns.js';
import { sealBundle, writeBundleParts } from '../../src/model/bundle/write-bundle.js';
import type { BundleContent } from '../../src/model/bundle/write-part.js';
import type { FeatureRow } from '../../src/model/vectors/featurizer.js';
import { reviewByBudget } from '../evaluation/review/sample-review.js';
import { fitInMemory, row, specOf } from '../features/fit-in-memory.js';

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bundle-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const TEXTS = ['rye bread', 'wheat bread', 'whole milk', 'sour milk', 'olive oil', 'red wine', 'white wine'];

/** Random weights, most blocks of four codes exactly zero. */
export function randomModel(featureCount: number, codes: readonly string[], seed = 1): LinearModel {
  const rng = Rng.fromSeed(seed);
  const stride = Math.ceil(codes.length / 4) * 4;
  const weights = sharedFloat32(featureCount * stride);
  const intercept = sharedFloat32(stride);
  for (let j = 0; j < featureCount; j++) {
    for (let k = 0; k < codes.length; k++) if ((j + (k >> 2)) % 3 === 0) weights[j * stride + k] = 8 * rng.nextFloat() - 4;
  }
  for (let k = 0; k < codes.length; k++) intercept[k] = rng.nextFloat() - 0.5;
  return { kind: LINEAR, codes, featureCount, stride, weights, intercept };
}

export const CODES = ['01.1', '01.2', '02.1', '02.2', '03.1', '03.2'];

/** Everything a bundle holds, over a table fitted on a few texts. */
export function toyContent(
  spec: FeatureSpec = specOf(),
  rows: readonly FeatureRow[] = TEXTS.map((text) => row(text)),
): BundleContent & { table: NgramTable; model: LinearModel } {
  const { table } = fitInMemory(rows, spec);
  return {
    model: randomModel(table.featureCount, CODES),
    codebook: { codes: CODES, titles: CODES.map((code) => `title of ${code}`), parents: CODES.map(() => null) },
    spec,
    table,
    calibration: { method: 'temperature', ...AS_THEY_ARE, temperature: 1.5 },
    review: null,
    contract: contractColumns(spec, { id: 'id', kinds: new Map([['text', 'text']]), unseenShares: new Map([['shop', 0.25]]) }),
  };
}

/** The same over codes with parents, whose rows below the threshold stop at them. */
export function contentWithParents(threshold: number): ReturnType<typeof toyContent> {
  const tree = [...CODES.map((code) => [code, code.slice(0, 2)] as const), ['01', 'all'], ['02', 'all'], ['03', 'all'], ['all', null]] as const;
  const codebook = {
    codes: tree.map(([code]) => code),
    titles: tree.map(([code]) => `title of ${code}`),
    parents: tree.map(([, parent]) => parent),
  };
  return { ...toyContent(), codebook, review: { ...reviewByBudget(threshold), stopAtParent: true } };
}

export const FACTS: BundleFacts = {
  name: 'toy',
  splitDigest: digestBytes('split'),
  codebookDigest: null,
  fit: {
    status: 'pass-limit',
    converged: false,
    certificate: { kind: 'none', reason: 'not asked for', objective: 0.5 },
    settings: {
      estimator: 'logistic-regression',
      mode: 'fast',
      l2: 1e-5,
      l1: 0,
      rank: null,
      classWeight: 'none',
      maxPasses: 3,
      patience: 2,
      tolerance: 1e-3,
      seed: 1,
    },
    passCount: 3,
    featureVariant: 'words=1',
  },
  calibration: {
    method: 'temperature',
    ...AS_THEY_ARE,
    temperature: 1.5,
    rowCount: 10,
    unspokenShare: 0,
    brierBefore: 0.2,
    brierAfter: 0.19,
    review: reviewByBudget(null),
  },
  evaluation: null,
  run: { id: '20261123T021500-4f09ac', config: { name: 'toy', data: { partitions: 'data/*.parquet' } } },
};

/** Writes a bundle into `folder/bundle`. */
export async function writeToyBundle(folder: string, content: BundleContent = toyContent(), facts: BundleFacts = FACTS, version?: BundleVersion) {
  const written = await writeBundleParts(folder, content, version);
  const target = join(folder, 'bundle');
  return { parts: written.parts, target, ...(await sealBundle(folder, target, written, facts)) };
}
