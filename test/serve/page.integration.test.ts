import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBundle } from '../../src/model/bundle/open-bundle.js';
import { CHROMIUM, QUIET } from '../report/browser.js';
import { startToyServer, type ToyServer } from './toy-server.js';

describe.skipIf(!existsSync(CHROMIUM))('the page of a server in a browser', () => {
  let browser: Browser;
  let server: ToyServer;

  beforeAll(async () => {
    server = await startToyServer({ token: 'a-token-of-enough-letters' });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
  });

  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  test.each([320, 1280])('asks for the token, then shows the code of a text, its score and its reasons, at %i px', async (width) => {
    const page = await browser.newPage({ viewport: { width, height: 844 } });
    const foreign: string[] = [];
    const problems: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(server.address)) foreign.push(request.url());
    });
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(server.address, { waitUntil: 'networkidle' });
    await page.getByLabel('Token').fill('a-token-of-enough-letters');
    await page.getByRole('button').click();
    await page.getByText('toy@champion').waitFor();
    await page.getByLabel('text', { exact: true }).fill('rye <b>bread</b>');
    await page.getByRole('button').click();
    await page.locator('#codes tbody tr').nth(4).waitFor();

    const [expected] = (await openBundle(server.bundle)).predict(['rye <b>bread</b>'], { k: 5 });
    const { code, title, score } = expected as Extract<typeof expected, { code: string }>;
    expect(await page.locator('#verdict').textContent()).toBe(`${code} · ${title}`);
    expect(await page.locator('#codes tbody tr').first().textContent()).toBe(`${code}${title}${score.toFixed(3)}`);
    expect(await page.locator('#reasons tbody').textContent()).toContain('text=bread');
    expect(await page.locator('b').count()).toBe(0);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect({ foreign, problems }).toEqual({ foreign: [], problems: [] });
    await page.close();
  });
});
