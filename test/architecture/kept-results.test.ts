import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type FaultResult, lostFaults } from '../faults/result.js';
import { doubtsAbout, isOlder, KEPT_SUITES, type KeptResult } from '../kept-result.js';

const good: KeptResult = {
  date: '2026-11-24',
  release: '1.2.0',
  commit: null,
  isChanged: null,
  machine: 'linux-x64, 2 cores, Node v20.19.0',
  seconds: 600,
  filesFailed: 0,
  tests: { passed: 9, failed: 0, skipped: 0 },
};

const readJson = (file: URL): unknown => JSON.parse(readFileSync(file, 'utf8'));
const { version, scripts } = readJson(new URL('../../package.json', import.meta.url)) as { version: string; scripts: Record<string, string> };

// Whole suites are too long for every change: whoever releases is reminded, nobody is stopped.
describe.each(Object.entries(KEPT_SUITES))('the kept result of the suite %s', (suite, script) => {
  const warn = (doubt: string): void => console.warn(`WARNING: test/${suite}/RESULT.json: ${doubt}`);
  const kept = new URL(`../${suite}/RESULT.json`, import.meta.url);

  test('is made by a script of the package', () => {
    expect(scripts[script]).toContain(`test/${suite}/keep-result.ts`);
  });

  test('is warned of where it is of an older release, not whole, or not there', () => {
    if (!existsSync(kept)) {
      warn(`there is none yet: run npm run ${script}`);
      return;
    }
    const result = readJson(kept) as KeptResult;
    expect(result.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    for (const doubt of doubtsAbout(result, version, script)) warn(doubt);
    if ('faults' in result) {
      expect(Object.keys((result as FaultResult).faults).length).toBeGreaterThan(10);
      for (const doubt of lostFaults(result as FaultResult)) warn(doubt);
    }
  });
});

test('a result of this release or a later one, with all tests passed, gives no doubt', () => {
  expect(doubtsAbout(good, '1.2.0', 'test:faults')).toEqual([]);
  expect(doubtsAbout(good, '1.1.9', 'test:faults')).toEqual([]);
});

test('an older release, failed and skipped tests are each named', () => {
  const doubts = doubtsAbout({ ...good, filesFailed: 1, tests: { passed: 5, failed: 2, skipped: 3 } }, '1.10.0', 'test:spark');
  expect(doubts).toEqual([
    'it is of 2026-11-24 and of release 1.2.0, older than 1.10.0: run npm run test:spark',
    '2 tests and 1 files failed',
    '3 tests were skipped',
  ]);
});

test.each([
  [{ injected: 4, survived: 3 }, ['full disk: 4 injected, 3 survived']],
  [{ injected: 0, survived: 0 }, ['full disk: 0 injected, 0 survived']],
  [{ injected: 4, survived: 4 }, []],
])('faults that were never injected or not survived are named: %o', (counted, doubts) => {
  expect(lostFaults({ ...good, faults: { 'full disk': counted } })).toEqual(doubts);
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
