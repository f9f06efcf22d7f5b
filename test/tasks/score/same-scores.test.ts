import { expect, test } from 'vitest';
import { Predictor } from '../../../src/model/predictor.js';
import { shareParts } from '../../../src/model/share-parts.js';
import judgeRows from '../../../src/tasks/score/judge-rows.js';
import predictRows from '../../../src/tasks/score/predict-rows.js';
import serveRows from '../../../src/tasks/score/serve-rows.js';
import { CODES, TEXTS } from '../../model/toy-model.js';
import { toyParts } from './toy-parts.js';

const SOME = [...TEXTS, ...TEXTS.map((text) => `${text} zzz ${text}`), '牛乳', 'rye \ud83e milk'];
/** More than are scored at a time. */
const ROWS = Array.from({ length: 150 }, (_, row) => SOME[row % SOME.length]!);

test('predict, a server and evaluate give the codes and scores of the API, to the bit', () => {
  const parts = toyParts('same');
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
