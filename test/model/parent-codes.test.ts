import { describe, expect, test } from 'vitest';
import { openBundle } from '../../src/model/bundle/open-bundle.js';
import { ParentSums, parentCodes } from '../../src/model/parent-codes.js';
import { decideRow } from '../../src/model/review-rule.js';
import { CODES, contentWithParents, TEXTS, temporaryFolder, toyContent, writeToyBundle } from './toy-model.js';

const tree = {
  codes: ['a', 'a1', 'a11', 'a12', 'a2', 'b', 'b1'],
  parents: [null, 'a', 'a1', 'a1', 'a', null, 'b'],
  titles: ['A', 'A1', null, null, null, 'B', null],
};

describe('the parents of codes', () => {
  const found = parentCodes(['a11', 'a12', 'a2', 'b1'], tree);

  test('are those above two codes or more, the nearer first; one above a single code, or above all, says nothing', () => {
    expect(found.parents).toEqual([
      { code: 'a1', title: 'A1', below: [0, 1] },
      { code: 'a', title: 'A', below: [0, 1, 2] },
    ]);
    expect(parentCodes(['a11', 'a12', 'a2'], tree).parents.map(({ code }) => code)).toEqual(['a1']);
  });

  test('score what the codes below them score together', () => {
    const sums = new ParentSums(found, 4);
    const probability = (index: number): number => [0.4, 0.2, 0.3, 0.1][index]!;
    expect(sums.above(1, probability).map(({ code, score }) => [code, Number(score.toFixed(12))])).toEqual([
      ['a1', 0.6],
      ['a', 0.9],
    ]);
    expect(sums.above(3, probability)).toEqual([]);
  });
});

describe('a model that stops at parents', () => {
  test('gives those of the code with every row, whose scores are sums over all codes', async () => {
    const { target } = await writeToyBundle(temporaryFolder(), contentWithParents(0.9));
    const predictor = await openBundle(target);
    for (const prediction of predictor.predict(TEXTS, { k: CODES.length })) {
      if (prediction.code === null) throw new Error('a toy text has a code');
      const parent = prediction.code.slice(0, 2);
      const sum = prediction.top.filter(({ code }) => code.startsWith(parent)).reduce((total, { score }) => total + score, 0);
      expect(prediction.parents!.map(({ code, title }) => [code, title])).toEqual([[parent, `title of ${parent}`]]);
      expect(prediction.parents![0]!.score).toBeCloseTo(sum, 12);
    }
  });

  test('says nothing of them where it was not asked to, and has another digest', async () => {
    const content = contentWithParents(0.9);
    const asked = await writeToyBundle(temporaryFolder(), content);
    const plain = await writeToyBundle(temporaryFolder(), { ...content, review: { ...content.review!, stopAtParent: false } });
    const [prediction] = (await openBundle(plain.target)).predict(TEXTS.slice(0, 1));
    expect(prediction).not.toHaveProperty('parents');
    expect(plain.modelDigest).not.toBe(asked.modelDigest);
    await expect(writeToyBundle(temporaryFolder(), { ...toyContent(), codebook: null })).resolves.toBeDefined();
  });
});

describe('the decision on a row', () => {
  const near = { code: 'a1', title: null, score: 0.6 };
  const far = { code: 'a', title: null, score: 0.9 };
  const said = { score: 0.4, reason: null, parents: [near, far] };

  test('is the nearest parent that reaches the threshold', () => {
    expect(decideRow(said, 0.6)).toEqual({ decision: 'parent', reason: 'low-score', parent: near });
    expect(decideRow(said, 0.7)).toEqual({ decision: 'parent', reason: 'low-score', parent: far });
    expect(decideRow(said, 0.95)).toEqual({ decision: 'review', reason: 'low-score', parent: null });
  });

  test('is the code itself where that reaches it, and a person where the code is in doubt', () => {
    expect(decideRow(said, 0.4)).toEqual({ decision: 'automatic', reason: null, parent: null });
    expect(decideRow(said, null).decision).toBe('automatic');
    expect(decideRow({ ...said, reason: 'no-known-ngram' }, 0.5)).toEqual({ decision: 'review', reason: 'no-known-ngram', parent: null });
    expect(decideRow({ score: null, reason: 'null-text' }, 0.5).decision).toBe('review');
  });

  test('is a person for every row where the threshold is 1', () => {
    expect(decideRow({ ...said, parents: [{ ...far, score: 1 }] }, 1).decision).toBe('review');
  });
});
