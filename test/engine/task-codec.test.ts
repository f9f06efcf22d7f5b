import { deepStrictEqual } from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sharedFloat64, sharedInt32 } from '../../src/core/shared-arrays.js';
import { writeLines } from '../../src/engine/line-file.js';
import { SharedFiles, sharedFileReader } from '../../src/engine/shared-files.js';
import { decodeTaskData, encodeTaskData } from '../../src/engine/task-codec.js';

test('any plain data comes back the same to the bit, in one line', () => {
  const data = fc.anything({
    withTypedArray: true,
    withSparseArray: false,
    withNullPrototype: false,
    withBigInt: false,
    key: fc.oneof(fc.string(), fc.constantFrom('$', '__proto__', 'toJSON')),
    values: [fc.string({ unit: 'binary' }), fc.double(), fc.boolean(), fc.constantFrom(null, undefined, -0, '\n')],
  });
  fc.assert(
    fc.property(data, (value) => {
      const line = encodeTaskData(value);
      expect(line).not.toContain('\n');
      deepStrictEqual(decodeTaskData(line), value);
    }),
    { numRuns: 2000 },
  );
});

test('an array travels as the base64 of its bytes, little-endian, with its type', () => {
  expect(encodeTaskData(Float32Array.of(1, -2))).toBe('{"$":"Float32Array","base64":"AACAPwAAAMA="}');
  expect(encodeTaskData(Uint16Array.of(0, 0x0201).subarray(1))).toBe('{"$":"Uint16Array","base64":"AQI="}');
});

test('an array is decoded over memory of its own, plain where it was shared', () => {
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const decoded = decodeTaskData(encodeTaskData(shared)) as Int32Array;
  expect(decoded.buffer).toBeInstanceOf(ArrayBuffer);
  expect(decoded.buffer.byteLength).toBe(8);
});

test('the payload of a NaN survives in an array', () => {
  const bits = Uint32Array.of(0x7fc00001);
  const decoded = decodeTaskData(encodeTaskData(new Float32Array(bits.buffer))) as Float32Array;
  expect(new Uint32Array(decoded.buffer)[0]).toBe(0x7fc00001);
});

test.each([
  ['a function', { rows: [() => 1] }, /^data\.rows\[0\] .* function/],
  ['a bigint', 1n, /^data .* bigint/],
  ['a Map', { table: new Map() }, /^data\.table .*\[object Map\]/],
  ['memory that is to be shared', { memory: new SharedArrayBuffer(1) }, /^data\.memory .*SharedArrayBuffer/],
  ['kernel memory', new WebAssembly.Memory({ initial: 1 }), /^data .*WebAssembly\.Memory/],
  ['an instance of a class', [new (class Table {})()], /^data\[0\] /],
])('%s is refused with its path', (_, value, message) => {
  expect(() => encodeTaskData(value)).toThrow(message);
});

test.each([
  ['{"$":"Float32Array","base64":"AACA?w=="}', 'base64'],
  ['{"$":"Float32Array","base64":7}', 'has no base64'],
  ['{"$":"number","value":"12"}', 'no number is called "12"'],
  ['{"$":"object","entries":[["a"]]}', 'no list of pairs'],
  ['{"$":"line","file":"lines","from":"0","length":1}', 'no place in a file'],
  ['{"$":"constructor"}', 'no kind of value is called "constructor"'],
  ['{', 'JSON'],
])('%s is refused', (text, message) => {
  expect(() => decodeTaskData(text)).toThrow(message);
});

test('shared memory travels as files where there is a folder for them, each written and read once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-shared-'));
  const files = new SharedFiles(folder);
  const numbers = sharedFloat64(20_000).map((_, i) => i / 3);
  const shared = sharedFloat64(20_000);
  shared.set(numbers);
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 4, shared: true });
  new Uint8Array(memory.buffer).fill(7);
  const small = sharedInt32(4);
  const encode = (value: unknown): string => encodeTaskData(value, (array) => files.fileOf(array));

  const line = encode({ all: shared, tail: shared.subarray(8_000), memory, small });
  const again = encode([shared]);
  const decoded = decodeTaskData(line, sharedFileReader) as { all: Float64Array; tail: Float64Array; memory: WebAssembly.Memory; small: Int32Array };

  expect(readdirSync(folder)).toHaveLength(3);
  expect(line.length + again.length).toBeLessThan(1_000);
  expect(decoded.all).toEqual(numbers);
  expect(decoded.tail).toEqual(numbers.subarray(8_000));
  expect(new Uint8Array(decoded.memory.buffer).every((byte) => byte === 7)).toBe(true);
  expect(decoded.small).toEqual(Int32Array.of(0, 0, 0, 0));
  rmSync(folder, { recursive: true });
  expect((decodeTaskData(again, sharedFileReader) as Float64Array[])[0]?.buffer).toBe(decoded.all.buffer);
  expect(() => decodeTaskData(line)).toThrow('none was to be read');
});

test('long lines travel by way of a file, to the bit, and short ones as they are', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'millrace-lines-')), 'query.lines');
  const data = [{ texts: ['牛乳 \ud83e\n'.repeat(500)] }, { text: 'rye' }, Float64Array.from({ length: 1_000 }, (_, i) => i / 3)];
  const sent = writeLines(
    file,
    data.map((value) => encodeTaskData(value)),
  );

  expect(sent.every((line) => line.length < 300)).toBe(true);
  expect(sent[1]).toBe('{"text":"rye"}');
  expect(sent.map((line) => decodeTaskData(line, sharedFileReader))).toEqual(data);
  expect(() => decodeTaskData(sent[0]!)).toThrow('none was to be read');
  truncateSync(file, 2_000);
  expect(() => decodeTaskData(sent[2]!, sharedFileReader)).toThrow(/has \d+ of the \d+ bytes/);
});
