import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AS_THEY_ARE } from '../../src/evaluation/calibration/calibrator.js';
import { PART_FILES } from '../../src/model/bundle/bundle-format.js';
import { openBundle } from '../../src/model/bundle/open-bundle.js';
import type { PredictRow } from '../../src/model/row-cells.js';
import { Featurizer } from '../../src/model/vectors/featurizer.js';
import { row, specOf } from '../features/fit-in-memory.js';
import { CODES, TEXTS, temporaryFolder, toyContent, writeToyBundle } from './toy-model.js';

/** Raw scores of a text by the definition, in f64. */
function rawScores(text: string): number[] {
  const { model, spec, table } = toyContent();
  const { ids, values } = new Featurizer(spec, table).vector(row(text));
  return CODES.map((_, k) => ids.reduce((sum, id, e) => sum + values[e]! * model.weights[id * model.stride + k]!, model.intercept[k]!));
}

function softmax(scores: readonly number[], temperature: number): number[] {
  const powers = scores.map((score) => Math.exp(score / temperature));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

describe('a predictor', () => {
  it('gives the code of the highest raw score with its calibrated probability', async () => {
    const { target, modelDigest } = await writeToyBundle(temporaryFolder());
    const predictor = await openBundle(target);
    expect(predictor.modelDigest).toBe(modelDigest);
    expect(predictor.codes).toEqual(CODES);
    const predictions = predictor.predict(TEXTS, { k: 3 });
    predictions.forEach(({ code, title, score, top }, i) => {
      const scores = rawScores(TEXTS[i]!);
      const probabilities = softmax(scores, 1.5);
      const best = CODES.map((_, k) => k).sort((a, b) => scores[b]! - scores[a]!);
      expect(code).toBe(CODES[best[0]!]);
      expect(score).toBeCloseTo(probabilities[best[0]!]!, 5);
      expect(top.map((entry) => entry.code)).toEqual(best.slice(0, 3).map((k) => CODES[k]));
      expect(top[0]).toEqual({ code, title, score });
    });
  });

  it('keeps the order whatever the temperature', async () => {
    const folder = temporaryFolder();
    const cool = await openBundle((await writeToyBundle(folder)).target);
    const hot = await openBundle(
      (await writeToyBundle(folder, { ...toyContent(), calibration: { method: 'temperature', ...AS_THEY_ARE, temperature: 20 } })).target,
    );
    const order = (predictor: typeof cool) => predictor.predict(TEXTS, { k: 6 }).map(({ top }) => top.map(({ code }) => code));
    expect(order(hot)).toEqual(order(cool));
    expect(hot.predict(['rye bread'])[0]!.score).toBeLessThan(cool.predict(['rye bread'])[0]!.score!);
  });

  it.each(['slope', 'beta'] as const)(
    'calibrates the score of the best code alone by %s, in a part that no earlier release reads',
    async (method) => {
      const folder = temporaryFolder();
      const plain = await openBundle((await writeToyBundle(folder, { ...toyContent(), calibration: { method: 'none', ...AS_THEY_ARE } })).target);
      const before = plain.predict(TEXTS, { k: 6 });
      const curve = { temperature: 1, offset: -0.5, slopeTop: 0.8, slopeRest: method === 'slope' ? 0.8 : 0.4 };
      const { target } = await writeToyBundle(folder, { ...toyContent(), calibration: { method, ...curve } });
      expect(JSON.parse(readFileSync(join(target, 'calibration.json'), 'utf8'))).toEqual({ version: 3, method, parameters: curve });
      const after = (await openBundle(target)).predict(TEXTS, { k: 6 });
      after.forEach(({ score, top }, i) => {
        expect(top.map(({ code }) => code)).toEqual(before[i]!.top.map(({ code }) => code));
        const s = before[i]!.score!;
        const t = -0.5 + 0.8 * Math.log(s) - curve.slopeRest * Math.log(1 - s);
        expect(score).toBeCloseTo(1 / (1 + Math.exp(-t)), 10);
      });
    },
  );

  it('adds to the score of a rare code, by a part that says how many groups each code had', async () => {
    const folder = temporaryFolder();
    const curve = { temperature: 1, offset: -0.5, slopeTop: 0.8, slopeRest: 0.4 };
    const plain = await openBundle((await writeToyBundle(folder, { ...toyContent(), calibration: { method: 'beta', ...curve } })).target);
    const before = plain.predict(TEXTS, { k: 6 });
    const parameters = { ...curve, slopeRarity: 0.7, groups: CODES.map((_, k) => (k % 2 === 0 ? 2 : 22)) };
    const { target } = await writeToyBundle(folder, { ...toyContent(), calibration: { method: 'beta', ...parameters } });
    expect(JSON.parse(readFileSync(join(target, 'calibration.json'), 'utf8'))).toEqual({ version: 4, method: 'beta', parameters });
    const logit = (p: number): number => Math.log(p / (1 - p));
    const after = (await openBundle(target)).predict(TEXTS, { k: 6 });
    expect(new Set(after.map(({ code }) => CODES.indexOf(code!) % 2)).size).toBe(2);
    after.forEach(({ code, score, top }, i) => {
      expect(top.map((one) => one.code)).toEqual(before[i]!.top.map((one) => one.code));
      const wanted = CODES.indexOf(code!) % 2 === 0 ? 0.7 * Math.log(22 / 2) : 0;
      expect(logit(score!) - logit(before[i]!.score!)).toBeCloseTo(wanted, 9);
    });
  });

  it('gives probabilities that sum to one over all codes', async () => {
    const { target } = await writeToyBundle(temporaryFolder());
    const predictor = await openBundle(target);
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (text) => {
        const [prediction] = predictor.predict([text], { k: 99 });
        const sum = prediction!.top.reduce((total, { score }) => total + score, 0);
        if (prediction!.code === null) expect(prediction).toMatchObject({ reason: 'empty-text' });
        else expect(sum).toBeCloseTo(1, 10);
      }),
    );
  });

  it('takes a text or an object by column name, and answers the same', async () => {
    const { target } = await writeToyBundle(temporaryFolder());
    const predictor = await openBundle(target);
    const [byText, byColumn] = predictor.predict(['sour milk', { id: 7, text: 'sour milk', other: {} }]);
    expect(byColumn).toEqual(byText);
  });

  it('says why there is no code where there is no text, and loses no row', async () => {
    const { target } = await writeToyBundle(temporaryFolder());
    const predictor = await openBundle(target);
    const rows: PredictRow[] = ['', ' — ', { text: null }, { text: 'x'.repeat(32_769) }, 'olive oil'];
    const predictions = predictor.predict(rows);
    expect(predictions.map((prediction) => ('reason' in prediction ? prediction.reason : prediction.code))).toEqual([
      'empty-text',
      'empty-text',
      'null-text',
      'text-too-long',
      expect.stringMatching(/^0/),
    ]);
    expect(predictions[0]).toEqual({ code: null, title: null, score: null, top: [], reason: 'empty-text' });
  });

  it('gives a row without any known n-gram what the intercept says', async () => {
    const { target } = await writeToyBundle(temporaryFolder());
    const { intercept } = toyContent().model;
    const wanted = softmax(Array.from(intercept.subarray(0, CODES.length)), 1.5);
    const [prediction] = (await openBundle(target)).predict(['zzz']);
    expect(prediction!.score).toBeCloseTo(Math.max(...wanted), 6);
  });

  it('refuses rows of the wrong shape and says which', async () => {
    const { target } = await writeToyBundle(temporaryFolder());
    const predictor = await openBundle(target);
    const refuse = (rows: unknown, options: object = {}) => {
      try {
        predictor.predict(rows as PredictRow[], options);
      } catch (error) {
        return (error as { detail: object }).detail;
      }
      throw new Error('it was not refused');
    };
    expect(refuse(['rye', 5])).toMatchObject({ code: 'usage.wrong-value', where: 'row 1', got: 'number 5' });
    expect(refuse([null])).toMatchObject({ code: 'usage.wrong-value', where: 'row 0', got: 'null' });
    expect(refuse([['rye']])).toMatchObject({ code: 'usage.wrong-value', got: 'an array' });
    expect(refuse([{ text: 5 }])).toMatchObject({ code: 'usage.wrong-value', where: 'row 0, column text' });
    expect(refuse([{ Text: 'rye' }])).toMatchObject({ code: 'data.missing-column', where: 'row 0', got: 'columns Text' });
    expect(refuse('rye')).toMatchObject({ code: 'usage.wrong-value', where: 'rows' });
    expect(refuse(['rye'], { k: 0 })).toMatchObject({ code: 'usage.wrong-value', where: 'k' });
  });

  it('reads several text columns and covariates, of which a string gives only some', async () => {
    const spec = specOf({ textColumns: ['name', 'note'], categoricalColumns: ['shop'], numericColumns: [{ column: 'price', edges: [1, 2] }] });
    const rows = TEXTS.map((text, i) => ({ texts: [text, 'note'], categorical: [i % 2 === 0 ? 'market' : null], numeric: [i] }));
    const { target } = await writeToyBundle(temporaryFolder(), toyContent(spec, rows));
    const predictor = await openBundle(target);
    expect(predictor.textColumns).toEqual(['name', 'note']);
    expect(predictor.covariateColumns).toEqual(['shop', 'price']);
    const scoreOf = (cells: object) => predictor.predict([{ name: 'rye bread', note: null, ...cells } as PredictRow])[0]!.score;
    expect(scoreOf({ shop: 'market', price: 3 })).not.toBe(scoreOf({}));
    expect(scoreOf({ shop: 'never seen', price: null })).toBe(scoreOf({}));
    expect(() => predictor.predict(['rye bread'])).toThrow(/object with the text columns name, note/);
    expect(() => predictor.predict([{ name: 'rye', note: null, price: 'dear' }])).toThrow(/column price/);
  });

  it('is not opened from a folder that lacks a part', async () => {
    const { target } = await writeToyBundle(temporaryFolder());
    rmSync(join(target, PART_FILES['ngram-table']));
    await expect(openBundle(target)).rejects.toMatchObject({ detail: { code: 'artifact.corrupt' } });
  });
});
