import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openPage } from '../../src/cli/open-page.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-open-'));
  // Stands in for the program of the desktop: writes down what it is given.
  for (const name of ['xdg-open', 'open']) {
    await writeFile(join(folder, name), `#!/bin/sh\necho "$1" > "${folder}/opened.tmp" && mv "${folder}/opened.tmp" "${folder}/opened"\n`);
    await chmod(join(folder, name), 0o755);
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('hands the page to what opens pages here', async () => {
  expect(await openPage('/runs/a/report.html', { ...process.env, PATH: `${folder}:/bin:/usr/bin` })).toBe(true);
  await vi.waitFor(async () => expect(await readFile(join(folder, 'opened'), 'utf8')).toBe('/runs/a/report.html\n'), { timeout: 20_000 });
});

test('says so where nothing does', async () => {
  expect(await openPage('/runs/a/report.html', { PATH: join(folder, 'none') })).toBe(false);
});
