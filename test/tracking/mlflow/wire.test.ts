import { expect, test } from 'vitest';
import { factBatches, wireKey, wireParams } from '../../../src/tracking/mlflow/wire.js';

const numbered = (count: number): Record<string, string> => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'v']));

test('no request has more than the server takes, and nothing is lost', () => {
  const metrics = Array.from({ length: 2000 }, (_, step) => ({ key: 'loss', value: step, step, timeMs: 1 }));
  const batches = factBatches({ params: numbered(250), tags: numbered(130), metrics });
  expect(batches.map(({ params, tags, metrics: own }) => [params.length, tags.length, own.length])).toEqual([
    [100, 100, 800],
    [100, 30, 800],
    [50, 0, 400],
  ]);
});

test('a request stays under a million bytes', () => {
  const params = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, '€'.repeat(6000)]));
  const batches = factBatches({ params, tags: {}, metrics: [] });
  for (const batch of batches) expect(Buffer.byteLength(JSON.stringify(batch))).toBeLessThan(1e6);
  expect(batches.flatMap((batch) => batch.params)).toHaveLength(100);
});

test('what JSON has no number for is a text, and times and steps are whole', () => {
  const point = (value: number) => ({ key: 'm', value, step: 1.4, timeMs: 1.6 });
  const [batch] = factBatches({ params: {}, tags: {}, metrics: [Number.NaN, Number.POSITIVE_INFINITY, 0.1].map(point) });
  expect(batch?.metrics.map(({ value }) => value)).toEqual(['NaN', 'Infinity', 0.1]);
  expect(batch?.metrics[0]).toMatchObject({ step: 1, timestamp: 2 });
});

test('a text that is too long ends in the digest of the whole', () => {
  const [param] = wireParams({ k: 'x'.repeat(7000) });
  expect(param?.value).toHaveLength(6000);
  expect(param?.value).toMatch(/… sha256:[0-9a-f]{64}$/);
});

test('half a character and a key with brackets would spoil a whole request', () => {
  expect(wireParams({ k: 'a\ud800b' })[0]?.value).toBe('a\ufffdb');
  expect(wireKey('blockWeights.[name]=1')).toBe('blockWeights._name__1');
});
