import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';

/** Debian's browser. */
export const CHROMIUM = '/usr/bin/chromium';

/** Nothing of it asks the network by itself. */
export const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page that is open, with what it asked for and what went wrong. */
export interface OpenPage {
  readonly page: Page;
  readonly requests: readonly string[];
  readonly problems: readonly string[];
}

/** Opens a file in a window so many pixels wide. */
export async function openFile(browser: Browser, file: string, width: number): Promise<OpenPage> {
  const page = await browser.newPage({ viewport: { width, height: 844 } });
  const requests: string[] = [];
  const problems: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
  return { page, requests, problems };
}

interface Label {
  readonly textContent: string;
  getBoundingClientRect(): { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
}

/** Pairs of labels of one drawing whose boxes have more than a pixel in common. */
export function overlappingLabels(page: Page): Promise<readonly string[]> {
  return page.locator('.chart > div:visible svg').evaluateAll((drawings) =>
    drawings.flatMap((drawing) => {
      const labels = [...(drawing as unknown as { querySelectorAll(name: string): Iterable<Label> }).querySelectorAll('text')].map((label) => ({
        text: label.textContent,
        box: label.getBoundingClientRect(),
      }));
      return labels.flatMap((a, i) =>
        labels
          .slice(i + 1)
          .filter((b) => Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left) > 1)
          .filter((b) => Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top) > 2)
          .map((b) => `${a.text} | ${b.text}`),
      );
    }),
  );
}

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** What axe-core finds, by rule, with the first place of each; on request without contrast, which no width changes and which takes longest. */
export async function axeFaults(page: Page, rules: 'all' | 'without-contrast' = 'all'): Promise<readonly string[]> {
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const options = { resultTypes: ['violations'], rules: { 'color-contrast': { enabled: rules === 'all' } } };
  const { violations } = await page.evaluate<AxeResult>(`axe.run(document, ${JSON.stringify(options)})`);
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
}
