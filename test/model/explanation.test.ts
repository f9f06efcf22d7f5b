import { describe, expect, it } from 'vitest';
import { AS_THEY_ARE } from '../../src/evaluation/calibration/calibrator.js';
import { openBundle } from '../../src/model/bundle/open-bundle.js';
import { Predictor } from '../../src/model/predictor.js';
import { specOf } from '../features/fit-in-memory.js';
import { CODES, TEXTS, temporaryFolder, toyContent, writeToyBundle } from './toy-model.js';

/** A predictor over the toy model, in memory. */
function predictorOf(content = toyContent()): Predictor {
  const { model, spec, table } = content;
  return new Predictor({
    modelDigest: 'sha256:0' as never,
    spec,
    table,
    model,
    titles: CODES.map(() => null),
    calibrator: AS_THEY_ARE,
    reviewThreshold: null,
    stopAt: null,
    contract: null,
  });
}

describe('an explanation', () => {
  it('adds up to the raw score, which is the sum by the definition', async () => {
    const { model } = toyContent();
    const predictor = await openBundle((await writeToyBundle(temporaryFolder())).target);
    for (const { code, explanation } of predictor.predict(TEXTS, { explain: true }).map((each) => ({ explanation: null, ...each }))) {
      const { rawScore, intercept, contributions } = explanation!;
      expect(intercept).toBe(model.intercept[CODES.indexOf(code!)]);
      const sum = contributions.reduce((total, { contribution }) => total + contribution, intercept);
      expect(sum).toBeCloseTo(rawScore, 5);
    }
  });

  it('names each known n-gram of the row once, and no other', () => {
    const [prediction] = predictorOf().predict(['rye bread of rye, unknown'], { explain: true });
    const names = prediction!.code === null ? [] : prediction!.explanation!.contributions.flatMap(({ ngrams }) => ngrams);
    expect(names.toSorted()).toEqual(['text=bread', 'text=rye']);
  });

  it('says what leaving the n-gram out would take from the score of a row without a norm', () => {
    const content = toyContent(specOf({}, { idf: 'none' }));
    const predictor = predictorOf(content);
    const [one] = predictor.predict(['rye'], { explain: true });
    const { model, table } = content;
    const feature = table.keyFeature[table.keyNames.indexOf('text=rye')]!;
    const code = one!.code === null ? -1 : CODES.indexOf(one!.code);
    expect(one!.code === null ? null : one!.explanation!.contributions).toEqual([
      { ngrams: ['text=rye'], value: 1, contribution: model.weights[feature * model.stride + code] },
    ]);
  });

  it('flags an n-gram whose number another one taught, with hashed ids', () => {
    const content = toyContent(specOf({}, { ids: 'hashed', maxFeatures: 4 }));
    const [prediction] = predictorOf(content).predict(['zebra quagga okapi'], { explain: true });
    const contributions = prediction!.code === null ? [] : prediction!.explanation!.contributions;
    expect(contributions.length).toBeGreaterThan(0);
    expect(contributions.every(({ collision }) => collision === true)).toBe(true);
  });

  it('is left out unless it is asked for', () => {
    expect(predictorOf().predict(['rye'])[0]).not.toHaveProperty('explanation');
  });
});
