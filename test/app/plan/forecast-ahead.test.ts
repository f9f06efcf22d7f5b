import { expect, test } from 'vitest';
import { besideForecast } from '../../../src/app/plan/forecast-ahead.js';

test('work that fails is told only once the forecast reads no more', async () => {
  const told: string[] = [];
  let end = (): void => {};
  const forecast = new Promise<null>((resolve) => {
    end = () => resolve(null);
  }).finally(() => told.push('forecast'));

  const work = besideForecast({ forecast }, Promise.reject(new Error('unreadable'))).catch(() => told.push('failure'));
  // A turn of the event loop: what does not wait for the forecast has been told by then.
  await new Promise(setImmediate);
  end();
  await work;

  expect(told).toEqual(['forecast', 'failure']);
});

test('work that is done is worth nothing where the run cannot fit', async () => {
  const forecast = Promise.reject(new Error('too little memory'));
  await expect(besideForecast({ forecast }, Promise.resolve('prepared'))).rejects.toThrow('too little memory');
});
