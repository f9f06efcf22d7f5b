import { expect, test } from 'vitest';
import { measureMemory } from '../../../src/app/run/measure-memory.js';

test('a bundle that cannot be opened has no figure', async () => {
  expect(await measureMemory({ bundle: '/nowhere', rows: ['bread'] }, new AbortController().signal)).toBeNull();
});
