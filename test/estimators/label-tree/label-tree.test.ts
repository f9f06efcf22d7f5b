import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labelTree } from '../../../src/estimators/all.js';
import { nodeCountOf } from '../../../src/estimators/label-tree/code-tree.js';
import { LABEL_TREE, type TreeSettings } from '../../../src/estimators/label-tree/settings.js';
import { treeBytes } from '../../../src/estimators/label-tree/size.js';
import { type TreeModel, treeFormat } from '../../../src/estimators/label-tree/tree-model.js';
import { codesOf, problemOf } from '../../ml/linear-problem.js';
import golden from '../golden/kinds.json' with { type: 'json' };
import { fitInline, type InlineFit } from '../inline-services.js';

const PROBLEM = problemOf(golden.problem, golden.weight);
const { rows, featureCount, classCount } = PROBLEM;
const { machine } = golden;
const CODES = codesOf(PROBLEM);
const DEEP = { branching: 2, leafCodes: 2, beam: 1024 } as const;

function fitted(over: Partial<TreeSettings>, ancestors?: readonly (readonly string[])[]): Promise<InlineFit> {
  const settings: TreeSettings = {
    ...{ estimator: LABEL_TREE, classWeight: 'none', tree: 'clusters', branching: 16, leafCodes: 100, beam: 10 },
    ...{ l2: machine.l2, leastWeight: 0, tolerance: 1e-7, maxPasses: 1000, seed: 1, ...over },
  };
  const validation = { rows, classCount, topCount: 3 };
  return fitInline(labelTree, { settings, featureCount, codes: CODES, rows, validation, ...(ancestors === undefined ? {} : { ancestors }) });
}

/** Σ −max(0, 1 − margin)³ over the way to each code, by the arrays of the model, no way left out. */
function waysOf(model: TreeModel, row: number): Float64Array {
  const { childOffsets, child, intercept, featureOffsets, feature, entryOffsets, entryChild, entryWeight } = model;
  const { offsets, ids, values } = golden.problem;
  const nodeCount = nodeCountOf(model);
  const ways = new Float64Array(nodeCount + CODES.length);
  for (let node = 0; node < nodeCount; node++) {
    for (let place = childOffsets[node]!; place < childOffsets[node + 1]!; place++) {
      let margin = intercept[place]!;
      for (let f = featureOffsets[node]!; f < featureOffsets[node + 1]!; f++) {
        for (let e = entryOffsets[f]!; e < entryOffsets[f + 1]!; e++) {
          if (childOffsets[node]! + entryChild[e]! !== place) continue;
          for (let x = offsets[row]!; x < offsets[row + 1]!; x++) if (ids[x] === feature[f]) margin += values[x]! * entryWeight[e]!;
        }
      }
      ways[child[place]!] = ways[node]! - Math.max(0, 1 - margin) ** 3;
    }
  }
  return ways.subarray(nodeCount);
}

function scoresOf(model: TreeModel, row: number): Float32Array {
  const { offsets, ids, values } = golden.problem;
  const [from, to] = [offsets[row], offsets[row + 1]];
  return treeFormat
    .open(model)
    .score(Uint32Array.from(ids.slice(from, to)), Float32Array.from(values.slice(from, to)))
    .slice();
}

describe('a label tree', () => {
  let deep: TreeModel;
  beforeAll(async () => {
    deep = (await fitted(DEEP)).model as TreeModel;
  });

  it('of one group has the objective of scikit-learn’s LinearSVC within 1e-6', async () => {
    const { certificate, status } = (await fitted({})).outcome;
    expect(status).toBe('converged');
    expect(Math.abs(certificate.objective - machine.objective) / machine.objective).toBeLessThan(1e-6);
  });

  it('has groups of two codes at most below groups of two', () => {
    expect(nodeCountOf(deep)).toBeGreaterThan(5);
    deep.childOffsets.forEach((end, node) => {
      if (node > 0) expect(end - deep.childOffsets[node - 1]!).toBeLessThanOrEqual(2);
    });
  });

  it('gives the shares of its ways, mixed with those of the codes, where the beam leaves nothing out', () => {
    for (const row of [0, 17, 333]) {
      const ways = waysOf(deep, row);
      const scores = scoresOf(deep, row);
      const total = ways.reduce((sum, way) => sum + Math.exp(way), 0);
      scores.forEach((score, code) => {
        expect(Math.exp(score)).toBeCloseTo((0.99 * Math.exp(ways[code]!)) / total + 0.01 * deep.shares[code]!, 5);
      });
      expect(scores.reduce((sum, score) => sum + Math.exp(score), 0)).toBeCloseTo(1, 5);
    }
  });

  it('leaves codes outside of a narrow beam their share of all rows', () => {
    const narrow = { ...deep, beam: 1 };
    const scores = scoresOf(narrow, 3);
    const left = scores.filter((score, code) => Math.abs(score - Math.log(0.01 * deep.shares[code]!)) < 1e-6);
    expect(left.length).toBeGreaterThanOrEqual(CODES.length - 4);
    expect(left.length).toBeLessThan(CODES.length);
    expect(scores.reduce((sum, score) => sum + Math.exp(score), 0)).toBeCloseTo(1, 5);
  });

  it('codes its own rows mostly right, with a wide and with a narrow beam', async () => {
    for (const beam of [1, 4]) expect((await fitted({ ...DEEP, beam })).outcome.validation?.accuracy).toBeGreaterThan(0.85);
  });

  it('never certifies less than the true distance from the optimum of its rankers', async () => {
    const least = (await fitted(DEEP)).outcome.certificate.objective;
    for (const over of [{ tolerance: 0.5 }, { maxPasses: 1 }, { leastWeight: 0.3 }]) {
      const { certificate, status } = (await fitted({ ...DEEP, ...over })).outcome;
      if (certificate.kind === 'none') throw new Error('no certificate');
      expect(certificate.gap).toBeGreaterThanOrEqual(certificate.objective - least - 1e-9);
      expect(status).toBe('maxPasses' in over ? 'pass-limit' : 'converged');
    }
  });

  it('keeps no weight that is nearer to 0 than is wanted', async () => {
    const { entryWeight } = (await fitted({ ...DEEP, leastWeight: 0.2 })).model as TreeModel;
    expect(entryWeight.length).toBeGreaterThan(0);
    expect(entryWeight.length).toBeLessThan(deep.entryWeight.length);
    expect(entryWeight.every((weight) => Math.abs(weight) >= Math.fround(0.2))).toBe(true);
  });

  it('follows the codebook where it is to', async () => {
    const { model } = await fitted(
      { tree: 'codebook' },
      CODES.map((_, code) => [`group ${code % 3}`]),
    );
    const { childOffsets, child } = model as TreeModel;
    const groups = [1, 2, 3].map((node) => [...child.subarray(childOffsets[node], childOffsets[node + 1])].map((own) => own - 4));
    expect(groups).toEqual([0, 1, 2].map((rest) => CODES.map((_, code) => code).filter((code) => code % 3 === rest)));
  });

  it('takes no more memory than its forecast', () => {
    const sizes = { trainCount: rows.row.length, featureCount, codeCount: CODES.length, entryCount: golden.problem.ids.length };
    const { model } = treeBytes({ tree: 'clusters', ...DEEP }, sizes, { workerCount: 1, copiedBytes: 0 });
    expect(4 * deep.feature.length + 8 * deep.entryChild.length).toBeLessThan(model);
  });

  describe('on disk', () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-tree-'));
    afterAll(() => rmSync(folder, { recursive: true }));

    const spoilt: Record<string, (model: TreeModel) => Partial<TreeModel>> = {
      'that leads round in circles': ({ child }) => ({ child: child.map((own, place) => (place === 2 ? 0 : own)) }),
      'that leads to one code twice': ({ child }) => ({ child: child.with(child.length - 1, child.at(-2)!) }),
      'with a weight of no child': ({ entryChild }) => ({ entryChild: entryChild.with(0, 9) }),
      'with a feature that is not there': ({ feature }) => ({ feature: feature.with(0, featureCount) }),
      'with an infinite weight': ({ entryWeight }) => ({ entryWeight: entryWeight.with(0, Number.POSITIVE_INFINITY) }),
      'without a beam': () => ({ beam: 0 }),
    };

    it.each(Object.keys(spoilt))('is refused %s', (name) => {
      const file = join(folder, 'model.bin');
      treeFormat.write(file, { ...deep, ...spoilt[name]!(deep) }, 'f32');
      expect(() => treeFormat.load(file, { codes: CODES, featureCount })).toThrow(
        expect.objectContaining({ detail: expect.objectContaining({ code: 'artifact.corrupt' }) }),
      );
    });
  });
});
