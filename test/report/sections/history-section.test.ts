import { expect, test } from 'vitest';
import { renderReport } from '../../../src/report/render-report.js';
import type { PastRun } from '../../../src/report/run-history.js';
import { historySection } from '../../../src/report/sections/history-section.js';
import { sampleReport } from '../sample-report.js';

const sample = sampleReport();
const [first, second] = sample.history as [PastRun, PastRun];

test('lists the runs with this one first, and says who was champion and whether test rows are the same', () => {
  const shown = historySection({ ...sample, history: [{ ...first, splitDigest: 'other', champion: 'goods@1' }, second] })?.text ?? '';
  const rows = [...shown.slice(shown.indexOf('<tbody>')).matchAll(/<tr[^>]*>(.*?)<\/tr>/g)].map(([, row]) =>
    (row ?? '').split('</td>').map((cell) => cell.replaceAll(/<div.*<\/div>|<[^>]*>/g, '')),
  );
  expect(rows.map(([run, , accuracy, , champion, test]) => [run, accuracy, champion, test])).toEqual([
    [sample.run.id, '0.767', 'this model', 'the same'],
    ['20261122T021500-cc22dd', '0.759', 'this model', 'the same'],
    ['20261121T021500-aa11bb', '0.751', 'goods@1', 'others'],
  ]);
});

test('draws a dot a run and figure, full where the model was champion, with its interval', () => {
  const drawing = historySection({ ...sample, history: [{ ...first, champion: null }, second] })?.text ?? '';
  const wide = drawing.slice(drawing.indexOf('class="wide"'), drawing.indexOf('class="narrow"'));
  expect(wide.match(/fill="var\(--paper\)" stroke="var\(--series-1\)"/g)).toHaveLength(1);
  expect(wide.match(/fill="var\(--series-1\)" stroke="var\(--series-1\)"/g)).toHaveLength(2);
  // Runs have intervals of both figures.
  expect(wide.match(/stroke-opacity="0.7"/g)).toHaveLength(6);
});

test('of a first run there is none, nor a link to it', () => {
  const page = renderReport({ ...sample, history: [] });
  expect(page).not.toContain('href="#history"');
  expect(page).not.toContain('id="history"');
  expect(renderReport(sample)).toContain('<a href="#history">');
});
