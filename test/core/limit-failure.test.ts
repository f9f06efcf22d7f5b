import { expect, test } from 'vitest';
import { Failure, fail } from '../../src/core/failure.js';
import { asLimitFailure } from '../../src/core/limit-failure.js';

test.each([
  [Object.assign(new Error("EMFILE: too many open files, open 'x'"), { code: 'EMFILE' }), 'resources.limit'],
  [new RangeError('WebAssembly.Instance(): Out of memory: Cannot allocate Wasm memory for new instance'), 'resources.memory'],
  [new RangeError('Array buffer allocation failed'), 'resources.memory'],
  [Object.assign(new Error('Worker initialization failure: EAGAIN'), { code: 'ERR_WORKER_INIT_FAILED' }), 'resources.limit'],
])('%s is a failure of the table', (error, code) => {
  const failure = asLimitFailure(error) as Failure;
  expect(failure).toBeInstanceOf(Failure);
  expect(failure.detail).toMatchObject({ code, got: error.message });
  expect(failure.exitCode).toBe(4);
});

test('other errors, failures among them, stay what they are', () => {
  const others = [
    new TypeError('x is not a function'),
    fail('resources.busy', { what: 'too many open files', where: '', got: '', wanted: '' }),
    'text',
  ];
  expect(others.map(asLimitFailure)).toEqual(others);
});
