import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderReport } from '../../src/report/render-report.js';
import { axeFaults, CHROMIUM, openFile, overlappingLabels, QUIET } from './browser.js';
import { sampleReport } from './sample-report.js';

describe.skipIf(!existsSync(CHROMIUM))('the report page in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-report-'));
  const file = join(folder, 'report.html');
  let browser: Browser;

  beforeAll(async () => {
    const { codes, ...sample } = sampleReport();
    // A code that no test row has and none was given: its scores are not defined.
    writeFileSync(
      file,
      renderReport({
        ...sample,
        codes: [...codes, { code: 'goods/unseen', title: null, above: ['goods', 'goods/group-3'], roleCounts: [1, 0, 0, 0] }],
      }),
    );
    browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
  });

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  const open = (width: number) => openFile(browser, file, width);

  test('asks for nothing but itself and says nothing on the console', async () => {
    const { page, requests, problems } = await open(1280);
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(file).href]);
    expect(problems).toEqual([]);
    await page.close();
  });

  test.each([320, 390, 820, 1280])('never scrolls sideways at %i px', async (width) => {
    const { page } = await open(width);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    await page.close();
  });

  test.each([
    [390, 'narrow'],
    [1280, 'wide'],
  ])('at %i px shows the %s drawing of every chart', async (width, shown) => {
    const { page } = await open(width);
    const visible = await page
      .locator('.chart > div:visible')
      .evaluateAll((drawings) => drawings.map((drawing) => (drawing as { className: string }).className));
    expect(visible.length).toBeGreaterThan(4);
    expect(new Set(visible)).toEqual(new Set([shown]));
    await page.close();
  });

  test.each([400, 1280, 1600])('no two labels of a drawing overlap at %i px', async (width) => {
    const { page } = await open(width);
    expect(await overlappingLabels(page)).toEqual([]);
    await page.close();
  });

  test.each(['light', 'dark'] as const)('has no fault that axe-core finds, in %s colours', async (colorScheme) => {
    const { page } = await open(1280);
    await page.emulateMedia({ colorScheme });
    expect(await axeFaults(page)).toEqual([]);
    await page.close();
  });

  test('has none at 400 px either, where tables scroll sideways in their boxes and take the focus', async () => {
    const { page } = await open(400);
    expect(await axeFaults(page, 'without-contrast')).toEqual([]);
    expect(await page.locator('.scroll[tabindex="0"]').count()).toBeGreaterThan(0);
    await page.close();
  });

  test('sorts the codes by a head, down and then up', async () => {
    const { page } = await open(1280);
    const column = () =>
      page
        .locator('#codes-table tbody tr:first-child td:nth-child(7)')
        .evaluateAll((cells) => cells.map((cell) => (cell as { dataset: { sort: string } }).dataset.sort));
    const head = page.getByRole('columnheader', { name: 'F1' }).and(page.locator('#codes-table th')).getByRole('button');
    const before = await column();
    const defined = before.filter((value) => value !== '');
    const without = before.filter((value) => value === '');
    expect(without.length).toBeGreaterThan(0);
    await head.click();
    expect(await column()).toEqual([...defined.toSorted((a, b) => Number(b) - Number(a)), ...without]);
    await head.click();
    expect(await column()).toEqual([...defined.toSorted((a, b) => Number(a) - Number(b)), ...without]);
    expect(await page.locator('#codes-table th[aria-sort="ascending"]').count()).toBe(1);
    await page.close();
  });

  test('filters the codes by what is typed', async () => {
    const { page } = await open(390);
    await page.getByRole('searchbox').fill('KIND-01');
    expect(await page.locator('#codes-table tbody tr:visible').count()).toBe(10);
    expect(await page.locator('#code-count').textContent()).toBe('10 of 121 codes');
    await page.close();
  });

  test('opens a code, and moves the slider of review, by the keyboard alone', async () => {
    const { page } = await open(1280);
    const more = page.locator('#codes-table tr.more').first();
    expect(await more.isVisible()).toBe(false);
    await page.locator('#codes-table .opener').first().focus();
    await page.keyboard.press('Enter');
    expect(await more.isVisible()).toBe(true);
    expect(await more.textContent()).toContain('Mistaken for');
    const slider = page.getByRole('slider');
    const reviewed = page.locator('.slider output').first();
    await slider.focus();
    await page.keyboard.press('Home');
    expect([await reviewed.textContent(), await slider.getAttribute('aria-valuetext')]).toEqual(['0.0 %', '0.0 %']);
    await page.keyboard.press('End');
    expect(await reviewed.textContent()).not.toBe('0.0 %');
    await page.close();
  });

  test('opens the list of the icicle level by level, by the keyboard alone', async () => {
    const { page } = await open(1280);
    const [whole, group] = [page.locator('.tree-box > summary'), page.locator('.tree summary').first()];
    const leaf = page.locator('.tree .leaf').first();
    await whole.focus();
    await page.keyboard.press('Enter');
    expect([await group.isVisible(), await leaf.isVisible()]).toEqual([true, false]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await leaf.isVisible()).toBe(true);
    expect(await group.textContent()).toMatch(/^goods\/group-0 Title of group 0 · [\d,]+ rows · F1 0\.400 \(0\.350 – 0\.450\)$/);
    await page.close();
  });

  test.each([400, 1280])('names the code of the icicle that the pointer is on, at %i px', async (width) => {
    const { page } = await open(width);
    const label = page.locator('.icicle .chart > div:visible svg text', { hasText: 'goods/kind-000' });
    await label.scrollIntoViewIfNeeded();
    const box = await label.boundingBox();
    if (box === null) throw new Error('the largest code has no label');
    await page.mouse.move(box.x + 2, box.y + box.height / 2);
    expect(await page.locator('.pointed').textContent()).toContain('goods/kind-000 Title of goods, kind-000');
    await page.mouse.click(box.x + 2, box.y + box.height / 2);
    expect(await page.locator('.tree .leaf', { hasText: 'goods/kind-000' }).isVisible()).toBe(true);
    await page.close();
  });

  test('is whole without script: every code open, what the model reviews told', async () => {
    const page = await browser.newPage({ javaScriptEnabled: false });
    await page.goto(pathToFileURL(file).href);
    expect(await page.locator('#codes-table tr.more:visible').count()).toBe(121);
    expect(await page.locator('.slider input:visible').count()).toBe(0);
    expect(await page.locator('.slider output:visible').count()).toBe(5);
    await page.close();
  });

  test('runs no script but its own', async () => {
    const { page, problems } = await open(1280);
    await page.evaluate(`document.body.append(Object.assign(document.createElement('script'), { textContent: 'document.title = "taken over"' }))`);
    expect(await page.title()).not.toBe('taken over');
    expect(problems.join()).toContain('Content Security Policy');
    await page.close();
  });

  test('prints every code and every column', async () => {
    const { page } = await open(718);
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true`);
    const cut = await page
      .locator('.scroll')
      .evaluateAll(
        (boxes) => boxes.filter((box) => (box as { scrollWidth: number }).scrollWidth > (box as { clientWidth: number }).clientWidth).length,
      );
    expect(cut).toBe(0);
    const box = await page.locator('#codes .scroll:has(#codes-table)').evaluate((element) => {
      const { scrollHeight, clientHeight } = element as { scrollHeight: number; clientHeight: number };
      return scrollHeight - clientHeight;
    });
    expect(box).toBe(0);
    await page.close();
  });
});
