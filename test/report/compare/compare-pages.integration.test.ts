import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Consistency } from '../../../src/evaluation/consistency/consistency.js';
import { consistencyPage } from '../../../src/report/compare/consistency-page.js';
import { runsPage } from '../../../src/report/compare/runs-page.js';
import { CHROMIUM, QUIET } from '../browser.js';

const CODES = Array.from({ length: 20 }, (_, i) => `X0${i % 9}.1.2.${10 + i}`);
const TEXT = 'Haselnüsse ungeschält, 500 g <b>im Netz</b> & mehr';

const scores = { rowCount: 900, mean: 0.7, tenths: Array.from({ length: 10 }, () => 0.1) };
const consistency: Consistency = {
  rowCount: 1000,
  agreement: 0.81,
  shifts: [1, 2, 3].map((level) => ({ level, shift: level / 20, floor: 0.08, pValue: 0.02, isAlarm: level > 1 })),
  scores: { first: scores, second: { ...scores, mean: 0.6 }, distance: 0.1 },
  codes: CODES.map((code, i) => ({ code, first: 100 - i, second: 50 + i })),
  vocabulary: {
    units: ['words', 'words'],
    first: { rowCount: 1000, unknownRows: 0, unknownWords: 0.21 },
    second: { rowCount: 1000, unknownRows: 0.012, unknownWords: 0.34 },
    overFirst: { excess: 0.13, floor: 0.02, isAlarm: true },
    testRows: { rowCount: 400, unknownRows: 0.001, unknownWords: 0.3, excess: 0.04, floor: 0.05, isAlarm: false },
    words: CODES.map((code, i) => ({ word: `text=<b>${code}`, rowCount: 90 - i, examples: [{ id: 'r1', text: TEXT }] })),
    uncountedCount: 3,
  },
  moves: CODES.map((code, i) => ({
    from: i === 0 ? null : code,
    to: CODES[(i + 1) % 20] as string,
    rowCount: 40 - i,
    backCount: i,
    examples: [{ id: 'r1', text: TEXT }],
  })),
};

const line = (code: string) => ({ code, before: 0.5, after: 0.75, support: 12, isApart: true });
const PAGES = {
  'two models': consistencyPage(consistency, { first: 'jobs@champion', second: 'jobs@7', data: 'new/*.parquet' }),
  'two runs': runsPage({
    names: ['20261130T071546-6bc715', '20261130T071613-592a69'],
    figures: [['accuracy', '0.483', '0.354']],
    suites: [['panel accuracy', '0.612', '0.598']],
    sameData: true,
    sameSplit: false,
    sameModel: false,
    settings: [{ path: 'search.grid.l2[0]', values: [1e-4, 1e-3] }],
    two: {
      why: {
        stages: [
          { stage: 'split', isSame: true },
          { stage: 'search', isSame: false },
        ],
        causes: [{ cause: 'config', stage: 'search', what: ['search.grid.l2[0]: 0.001, was 0.0001'] }],
        idle: ['resources.workers: 2, was 1'],
        isWhole: false,
      },
      codes: { better: CODES.map(line), worse: CODES.map(line) },
      rows: consistency,
    },
  }),
};

describe.skipIf(!existsSync(CHROMIUM)).each(Object.entries(PAGES))('the page of %s in a browser', (name, content) => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-compare-page-'));
  const file = join(folder, `${name.replace(' ', '-')}.html`);
  let browser: Browser;

  beforeAll(async () => {
    writeFileSync(file, content);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
  });

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  test.each([400, 1280, 1600])('asks for nothing, never scrolls sideways, and has no fault that axe-core finds at %i px', async (width) => {
    const page = await (await browser.newContext({ bypassCSP: true, viewport: { width, height: 900 } })).newPage();
    const requests: string[] = [];
    const problems: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => problems.push(message.text()));
    await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(file).href]);
    expect(problems).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
    const { violations } = await page.evaluate<{ violations: readonly { id: string }[] }>('axe.run()');
    expect(violations.map(({ id }) => id)).toEqual([]);
    expect(await page.locator('b').count()).toBe(0);
    await page.context().close();
  });
});
