import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { doubtsAbout, type FaultResult, isOlder } from '../faults/result.js';

const KEPT = new URL('../faults/RESULT.json', import.meta.url);

const good: FaultResult = {
  date: '2026-11-24',
  release: '1.2.0',
  commit: null,
  isChanged: null,
  machine: 'linux-x64, 2 cores, Node v20.19.0',
  seconds: 600,
  filesFailed: 0,
  tests: { passed: 9, failed: 0, skipped: 0 },
  faults: {},
};

const readJson = (file: URL): unknown => JSON.parse(readFileSync(file, 'utf8'));
const warn = (doubt: string): void => console.warn(`WARNING: test/faults/RESULT.json: ${doubt}`);

// The whole suite is too long for every change: whoever releases is reminded, nobody is stopped.
test('a word is said when the kept result of the fault suite is of an older release, not whole, or not there', () => {
  if (!existsSync(KEPT)) {
    warn('there is none yet: run npm run test:faults');
    return;
  }
  const kept = readJson(KEPT) as FaultResult;
  expect(kept.date).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(Object.keys(kept.faults).length).toBeGreaterThan(10);
  const { version } = readJson(new URL('../../package.json', import.meta.url)) as { version: string };
  for (const doubt of doubtsAbout(kept, version)) warn(doubt);
});

test('a result of this release or a later one, with all tests passed, gives no doubt', () => {
  expect(doubtsAbout(good, '1.2.0')).toEqual([]);
  expect(doubtsAbout(good, '1.1.9')).toEqual([]);
});

test('an older release, failed, skipped and lost runs are each named', () => {
  const doubts = doubtsAbout(
    { ...good, filesFailed: 1, tests: { passed: 5, failed: 2, skipped: 3 }, faults: { 'full disk': { injected: 4, survived: 3 } } },
    '1.10.0',
  );
  expect(doubts).toEqual([
    expect.stringContaining('of release 1.2.0, older than 1.10.0'),
    '2 tests and 1 files failed',
    '3 tests were skipped',
    'full disk: 4 injected, 3 survived',
  ]);
});

test('a kind of fault that was never injected is doubted too', () => {
  expect(doubtsAbout({ ...good, faults: { 'full disk': { injected: 0, survived: 0 } } }, '1.2.0')).toEqual(['full disk: 0 injected, 0 survived']);
});

test.each([
  ['0.1.0', '0.1.0', false],
  ['0.1.9', '0.1.10', true],
  ['0.2.0', '0.1.10', false],
  ['0.9.9', '1.0.0', true],
  ['1.0.0-beta.1', '1.0.0', false],
])('release %s is older than %s: %s', (release, than, wanted) => {
  expect(isOlder(release, than)).toBe(wanted);
});
