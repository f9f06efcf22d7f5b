import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { placeFile, placeFileAtomic } from '../../../src/core/files/place-file.js';

const OTHER_DISK = '/dev/shm';
const folder = mkdtempSync(join(tmpdir(), 'millrace-place-'));
const hasOtherDisk = existsSync(OTHER_DISK) && statSync(OTHER_DISK).dev !== statSync(folder).dev;

function stored(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe('a file under a second name', () => {
  test('is the same file, so it takes no room', () => {
    const file = stored('a', 'bytes');
    placeFile(file, join(folder, 'b'));
    expect(statSync(join(folder, 'b')).ino).toBe(statSync(file).ino);
  });

  test('never replaces a file', () => {
    const file = stored('new', 'new');
    expect(() => placeFile(file, stored('old', 'old'))).toThrow('EEXIST');
    expect(readFileSync(join(folder, 'old'), 'utf8')).toBe('old');
  });

  test.skipIf(!hasOtherDisk)('is a copy on another file system', () => {
    const target = join(mkdtempSync(join(OTHER_DISK, 'millrace-place-')), 'copy');
    placeFileAtomic(stored('c', 'bytes'), target);
    expect(readFileSync(target, 'utf8')).toBe('bytes');
    expect(statSync(target).nlink).toBe(1);
  });

  test('takes the place of an older file, also of itself, and leaves nothing beside it', () => {
    const target = join(folder, 'run', 'split');
    placeFileAtomic(stored('first', '1'), target);
    const second = stored('second', '2');
    placeFileAtomic(second, target);
    placeFileAtomic(second, target);
    expect(readFileSync(target, 'utf8')).toBe('2');
    expect(readdirSync(join(folder, 'run'))).toEqual(['split']);
  });

  test('names a file that cannot be written', () => {
    const blocked = stored('blocked', '');
    expect(() => placeFileAtomic(stored('d', ''), join(blocked, 'x'))).toThrow();
  });
});
