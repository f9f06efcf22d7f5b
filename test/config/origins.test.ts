import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadOrigins, loadPipeline } from '../../src/config/load-pipeline.js';

test('every value names its line, the command line or the default', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-origins-'));
  const file = join(folder, 'p.yaml');
  await writeFile(file, 'name: small\ndata:\n  partitions: a.parquet\ntext: { stem: de, case: keep }\nsearch: { patience: 3, mode: exact }\n');
  const settings = ['search.patience=4', 'text={stem: fr}'];
  const origins = await loadOrigins(file, settings, await loadPipeline(file, settings));
  expect(origins).toMatchObject({
    name: `${file}:1`,
    'data.partitions': `${file}:3`,
    'data.label': 'default',
    'search.mode': `${file}:5`,
    'search.patience': 'command line',
    'text.stem': 'command line',
    'text.case': 'default',
  });
  await rm(folder, { recursive: true });
});
