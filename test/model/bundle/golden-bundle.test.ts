import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openBundle, verifyBundle } from '../../../src/model/bundle/open-bundle.js';
import type { Prediction } from '../../../src/model/predictor.js';

interface Golden {
  readonly modelDigest: string;
  readonly k: number;
  readonly cases: readonly { readonly row: Record<string, unknown>; readonly prediction: Prediction }[];
}

/** What that release did not say, this one says of its models too: codes that are doubtful, and why. */
const DOUBTFUL = {
  'bundle-v1': [
    ['shop/supermarket', 'no-known-ngram'],
    ['leisure/park', 'unseen-value'],
    ['power/generator', 'no-known-ngram'],
  ],
  'bundle-v2-i8': Array.from({ length: 4 }, () => ['amenity/recycling', 'no-known-ngram']),
  'bundle-v2-lookup': Array.from({ length: 2 }, () => ['shop/bakery', 'no-known-ngram']),
} as const;

describe.each(['bundle-v1', 'bundle-v2-i8', 'bundle-v2-lookup'] as const)('a bundle that an earlier release wrote, %s,', (name) => {
  const folder = fileURLToPath(new URL(`../../golden/${name}/`, import.meta.url));
  const golden = JSON.parse(readFileSync(`${folder}scores.json`, 'utf8')) as Golden;

  it('is whole', async () => {
    expect((await verifyBundle(`${folder}bundle`)).modelDigest).toBe(golden.modelDigest);
  });

  it('opens with its digest and predicts the same codes and scores, to the bit', async () => {
    const model = await openBundle(`${folder}bundle`);
    expect(model.modelDigest).toBe(golden.modelDigest);
    const rows = golden.cases.map(({ row }) => row);
    const predictions = model.predict(rows, { k: golden.k });
    expect(predictions.map(asThen)).toEqual(golden.cases.map(({ prediction }) => prediction));
    const doubtful = predictions.flatMap(({ code, reason }) => (code === null || reason === undefined ? [] : [[code, reason]]));
    expect(doubtful).toEqual(DOUBTFUL[name]);
  });
});

it('names no rows for answers of a lookup that an earlier release wrote, whose file does not say which', async () => {
  const model = await openBundle(fileURLToPath(new URL('../../golden/bundle-v2-lookup/bundle', import.meta.url)));
  const [prediction] = model.predict(['grand hotel'], { explain: true });
  const { nearest = [] } = prediction as { nearest?: readonly { ids: readonly string[] | null }[] };
  expect(nearest.map(({ ids }) => ids)).toEqual([null, null, null, null, null]);
});

/** What a release of that time said of a row. */
function asThen(prediction: Prediction): object {
  if (prediction.code === null) return { code: null, score: null, top: [], reason: prediction.reason };
  const { code, score, top } = prediction;
  return { code, score, top: top.map((each) => ({ code: each.code, score: each.score })) };
}
