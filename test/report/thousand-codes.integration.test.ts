import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lastJson, runCli } from '../cli/run-cli.js';
import { axeFaults, CHROMIUM, openFile, overlappingLabels, QUIET } from './browser.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** The real thing: NAICS at six digits, 1,057 codes in five levels, fitted fast and without care. */
const RUN = ['run', 'pipelines/naics.yaml', 'data.level=null', 'search.grid.l2=[1e-6]', 'search.maxPasses=2', 'calibration.rows=role', '--json'];

describe.skipIf(!existsSync(CHROMIUM))('the report of a run with more than a thousand codes', () => {
  const workspace = mkdtempSync(join(tmpdir(), 'millrace-thousand-'));
  let browser: Browser;
  let file: string;

  beforeAll(async () => {
    const done = await runCli([...RUN, '--workspace', workspace], ROOT);
    expect(done.exitCode, done.stderr).toBe(0);
    file = (lastJson(done) as { readonly report: string }).report;
    browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
  });

  afterAll(async () => {
    await browser.close();
    rmSync(workspace, { recursive: true });
  });

  test('is smaller than 5 MB, with every code in table and list', async () => {
    const { page } = await openFile(browser, file, 1280);
    expect(await page.locator('#codes-table .opener').count()).toBe(1057);
    expect(await page.locator('.tree .leaf').count()).toBe(1057);
    expect(statSync(file).size).toBeLessThan(5e6);
    await page.close();
  });

  test.each([400, 1280, 1600])(
    'asks for nothing, has no fault and no two labels that overlap, at %i px',
    async (width) => {
      const { page, requests, problems } = await openFile(browser, file, width);
      expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(file).href]);
      expect(problems).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await overlappingLabels(page)).toEqual([]);
      expect(await axeFaults(page, width === 1280 ? 'all' : 'without-contrast')).toEqual([]);
      await page.close();
    },
    600_000,
  );
});
