import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openBundle, verifyBundle } from '../../../src/model/bundle/open-bundle.js';
import type { Prediction } from '../../../src/model/predictor.js';

const GOLDEN = fileURLToPath(new URL('../../golden/bundle-v1/', import.meta.url));
const BUNDLE = `${GOLDEN}bundle`;

interface Golden {
  readonly modelDigest: string;
  readonly k: number;
  readonly cases: readonly { readonly row: Record<string, unknown>; readonly prediction: Prediction }[];
}

const golden = JSON.parse(readFileSync(`${GOLDEN}scores.json`, 'utf8')) as Golden;

describe('a bundle that an earlier release wrote', () => {
  it('is whole', async () => {
    expect((await verifyBundle(BUNDLE)).modelDigest).toBe(golden.modelDigest);
  });

  it('opens with its digest and predicts the same codes and scores, to the bit', async () => {
    const model = await openBundle(BUNDLE);
    expect(model.modelDigest).toBe(golden.modelDigest);
    const rows = golden.cases.map(({ row }) => row);
    const predictions = model.predict(rows, { k: golden.k });
    expect(predictions.map(asThen)).toEqual(golden.cases.map(({ prediction }) => prediction));
    // What that release did not say, this one says of its models too.
    const doubtful = predictions.flatMap(({ code, reason }) => (code === null || reason === undefined ? [] : [[code, reason]]));
    expect(doubtful).toEqual([
      ['shop/supermarket', 'no-known-ngram'],
      ['leisure/park', 'unseen-value'],
      ['power/generator', 'no-known-ngram'],
    ]);
  });
});

/** What a release of that time said of a row. */
function asThen(prediction: Prediction): object {
  if (prediction.code === null) return { code: null, score: null, top: [], reason: prediction.reason };
  const { code, score, top } = prediction;
  return { code, score, top: top.map((each) => ({ code: each.code, score: each.score })) };
}
