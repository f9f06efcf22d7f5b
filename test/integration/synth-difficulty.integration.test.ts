import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'millrace-difficulty-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const millrace = (...options: string[]): string => {
  return execFileSync(process.execPath, [MAIN, ...options, '--workspace', join(folder, 'workspace')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
};

// The bands of a lookup and of naive Bayes are pinned in test/synth.
test('100,000 synthetic rows are neither trivial nor noise for logistic regression', () => {
  millrace('synth', 'coicop', '--rows', '100000', '--seed', '1', '--out', join(folder, 'data'));
  const pipeline = join(folder, 'pipeline.yaml');
  writeFileSync(
    pipeline,
    `name: difficulty
data: { partitions: ${join(folder, 'data', 'partitions', '*.parquet')}, codebook: ${join(folder, 'data', 'codebook.csv')} }
search: { maxPasses: 4, grid: { l2: [1e-6], classWeight: [none] } }
`,
  );

  const { metrics } = JSON.parse(millrace('run', pipeline, '--json').trimEnd().split('\n').at(-1) as string);

  expect(metrics.test.accuracy).toBeGreaterThan(0.76);
  expect(metrics.test.accuracy).toBeLessThan(0.88);
  expect(metrics.test.macroF1).toBeGreaterThan(0.42);
  expect(metrics.test.macroF1).toBeLessThan(0.7);
  console.log(`synth coicop, 100,000 rows: accuracy ${metrics.test.accuracy.toFixed(3)}, macro F1 ${metrics.test.macroF1.toFixed(3)}`);
});
