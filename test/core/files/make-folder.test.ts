import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeFolder } from '../../../src/core/files/make-folder.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-folders-'));
  writeFileSync(join(folder, 'file'), '');
  symlinkSync('/nowhere/at/all', join(folder, 'dangling'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a folder is made with those above it, and left alone where it is there', () => {
  makeFolder(join(folder, 'a/b/c'));
  makeFolder(join(folder, 'a/b'));
  expect(existsSync(join(folder, 'a/b/c'))).toBe(true);
});

test.each(['/proc/x', '/proc/x/y', '/dev/null/x', 'file', 'file/x', 'dangling', 'dangling/x'])('%s cannot be made, which is said at once', (path) => {
  const wanted = path.startsWith('/') ? path : join(folder, path);
  expect(() => makeFolder(wanted)).toThrow(expect.objectContaining({ detail: expect.objectContaining({ code: 'usage.wrong-value' }) }));
});
