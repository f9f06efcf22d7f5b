// `node docs/report-picture.mjs REPORT.html`: docs/report.png, the top of a report page as the README shows it. Chromium is Debian's.
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [report] = process.argv.slice(2);
if (report === undefined) throw new Error('the path of a report page is wanted');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage({ viewport: { width: 1040, height: 720 }, colorScheme: 'light' });
await page.goto(pathToFileURL(report).href);
await page.screenshot({ path: fileURLToPath(new URL('report.png', import.meta.url)) });
await browser.close();
