import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeBytes } from '../../../src/core/files/write-bytes.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-write-bytes-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('arrays lie one behind the other, little-endian, a view as the part that it shows', () => {
  const file = join(folder, 'numbers');
  writeBytes(file, [Uint16Array.of(1, 0x0203), Uint8Array.of(9, 8, 7).subarray(1, 2)]);
  expect([...readFileSync(file)]).toEqual([1, 0, 3, 2, 8]);
});

test('a generator may fill one array again and again', () => {
  const file = join(folder, 'numbers');
  const piece = new Uint8Array(1);
  function* pieces() {
    for (const value of [1, 2, 3]) {
      piece[0] = value;
      yield piece;
    }
  }
  writeBytes(file, pieces());
  expect([...readFileSync(file)]).toEqual([1, 2, 3]);
});

test('an older file of that name is replaced', () => {
  const file = join(folder, 'numbers');
  writeBytes(file, [Uint8Array.of(1, 2, 3)]);
  writeBytes(file, [Uint8Array.of(4)]);
  expect([...readFileSync(file)]).toEqual([4]);
});
