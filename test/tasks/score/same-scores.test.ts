import { expect, test } from 'vitest';
import { digestBytes } from '../../../src/core/digest.js';
import { AS_THEY_ARE } from '../../../src/evaluation/calibration/calibrator.js';
import { Predictor, type PredictorParts } from '../../../src/model/predictor.js';
import { shareParts } from '../../../src/model/share-parts.js';
import judgeRows from '../../../src/tasks/score/judge-rows.js';
import predictRows from '../../../src/tasks/score/predict-rows.js';
import serveRows from '../../../src/tasks/score/serve-rows.js';
import { specOf } from '../../features/fit-in-memory.js';
import { CODES, TEXTS, toyContent } from '../../model/toy-model.js';

const SOME = [...TEXTS, ...TEXTS.map((text) => `${text} zzz ${text}`), '牛乳', 'rye \ud83e milk'];
/** More than are scored at a time. */
const ROWS = Array.from({ length: 150 }, (_, row) => SOME[row % SOME.length]!);

/** A model with a curve for its scores, as a bundle would give it. */
function partsOf(): PredictorParts {
  const { model, spec, table } = toyContent(specOf({}, { words: [1, 2], chars: [3, 4] }));
  const calibrator = { ...AS_THEY_ARE, offset: -0.3, slopeTop: 0.8, slopeRest: 0.6 };
  return {
    modelDigest: digestBytes('same'),
    spec,
    table,
    model,
    titles: CODES.map(() => null),
    calibrator,
    reviewThreshold: 0.5,
    stopAt: null,
    contract: null,
  };
}

test('predict, a server and evaluate give the codes and scores of the API, to the bit', () => {
  const parts = partsOf();
  const predictor = new Predictor(parts);
  const wanted = predictor.predict(ROWS, { k: 3 });
  const codes = wanted.map(({ code }) => code);
  const scores = wanted.map(({ score }) => score);
  const shared = shareParts(parts);

  const files = predictRows({ parts: shared, rows: ROWS, k: 3 });
  expect(files.code).toEqual(codes);
  expect(files.score).toEqual(scores);
  expect(files.topScores).toEqual(wanted.map(({ top }) => top.map(({ score }) => score)));

  const served = serveRows({ modelDigest: shared.modelDigest, parts: shared, rows: ROWS, k: 3, explain: false })!.map((line) => JSON.parse(line));
  expect(served.map(({ code }) => code)).toEqual(codes);
  expect(served.map(({ score }) => score)).toEqual(scores);

  const labels = ROWS.map((_, row) => (row % (CODES.length + 1)) - 1);
  const judged = judgeRows({ parts: shared, rows: ROWS, labels });
  expect(Array.from(judged.predicted, (code) => CODES[code])).toEqual(codes);
  expect([...judged.score]).toEqual(scores);
  const losses = labels.map((label, row) => {
    const found = predictor.predict([ROWS[row]!], { k: CODES.length })[0]!.top.find(({ code }) => code === CODES[label]);
    return found === undefined ? Number.POSITIVE_INFINITY : -Math.log(found.score);
  });
  judged.loss.forEach((loss, row) => {
    if (losses[row] === Number.POSITIVE_INFINITY) expect(loss).toBe(losses[row]);
    else expect(loss).toBeCloseTo(losses[row]!, 10);
  });
});
