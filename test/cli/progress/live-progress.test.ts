import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { expect, test } from 'vitest';
import { LiveProgress } from '../../../src/cli/progress/live-progress.js';
import { textWidth } from '../../../src/core/terminal/text-width.js';

/** What a terminal of so many columns is sent while a stage works. */
function sentTo(columns: number): string {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns }) as unknown as WriteStream;
  const sent: string[] = [];
  (stream as unknown as PassThrough).on('data', (chunk: Buffer) => sent.push(chunk.toString()));
  const progress = new LiveProgress(stream);
  progress.listen({ type: 'stage-started', stage: 'features' });
  progress.listen({ type: 'progress', stage: 'features', unit: 'rows', done: 300, total: 1000 });
  // A lasting line: the live one is drawn anew below it.
  progress.listen({ type: 'warning', stage: 'features', message: 'look' });
  progress.close();
  return sent.join('');
}

/** The live lines among them, without what moves the cursor. */
function liveLines(columns: number): readonly string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal is told.
  const plain = sentTo(columns).replaceAll(/\u001b(?:\[[?\d;]*[A-Za-z]|[78])/g, '\n');
  return plain.split(/[\r\n]+/).filter((line) => line.startsWith('  features'));
}

test.each([20, 40, 80])('the live line fits a terminal of %d columns', (columns) => {
  const widths = liveLines(columns).map(textWidth);
  expect(widths.length).toBeGreaterThan(1);
  expect(Math.max(...widths)).toBeLessThan(columns);
});

test('a wide terminal shows the bar and how many rows are done, a narrow one says that it shows less', () => {
  expect(liveLines(120).at(-1)).toMatch(/█+░+ .*300 of 1,000 rows/);
  expect(liveLines(30).at(-1)).toMatch(/…$/);
});

test('nothing that is sent is a colour', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal is told.
  expect(sentTo(80)).not.toMatch(/\u001b\[[\d;]*m/);
});
