import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadSourcedPipeline } from '../../src/config/load-pipeline.js';
import { listOrigins } from '../../src/config/origins.js';

const FILE = `name: small
data:
  partitions: &all a.parquet
  weights: { training: w }
text: { stem: de, case: keep }
search:
  patience: 3
  grid:
    l2: [1e-4,
      1e-5]
split:
  <<: { folds: 5 }
  test:
  reportLeak: *all
`;

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-origins-'));
  file = join(folder, 'p.yaml');
  await writeFile(file, FILE);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function originsOf(...settings: string[]): Promise<Readonly<Record<string, string>>> {
  const { config, sources } = await loadSourcedPipeline(file, settings);
  return listOrigins(config, sources);
}

test('a value of the file names its line, any other the default', async () => {
  expect(await originsOf()).toMatchObject({
    name: `${file}:1`,
    'data.partitions': `${file}:3`,
    'data.label': 'default',
    'data.weights.training': `${file}:4`,
    'data.weights.evaluation': 'default',
    'search.patience': `${file}:7`,
    'search.grid.l1': 'default',
    'engine.kind': 'default',
  });
});

test('a list is one value, at the line where it begins', async () => {
  expect(await originsOf()).toMatchObject({ 'search.grid.l2': `${file}:9`, 'data.text': 'default' });
});

test('an empty value, an alias and a merged key stand at their own lines', async () => {
  expect(await originsOf()).toMatchObject({ 'split.folds': `${file}:12`, 'split.test': `${file}:13`, 'split.reportLeak': `${file}:14` });
});

test('a setting of the command line hides the line of the file, and nothing beside it', async () => {
  expect(await originsOf('search.patience=4', 'search.grid.l1=[1e-6]')).toMatchObject({
    'search.patience': 'command line',
    'search.grid.l1': 'command line',
    'search.grid.l2': `${file}:9`,
  });
});

test('a setting of a whole map puts the keys that it leaves out back to their defaults', async () => {
  expect(await originsOf('text={stem: fr}')).toMatchObject({ 'text.stem': 'command line', 'text.case': 'default' });
});

test('of two settings the later one counts, whichever is the larger', async () => {
  expect(await originsOf('text.case=lower', 'text={stem: fr}')).toMatchObject({ 'text.stem': 'command line', 'text.case': 'default' });
  expect(await originsOf('text={stem: fr}', 'text.case=lower')).toMatchObject({ 'text.stem': 'command line', 'text.case': 'command line' });
});

test('a kind that is set by the name of its map comes from the command line', async () => {
  expect(await originsOf('engine=local')).toMatchObject({ 'engine.kind': 'command line' });
});
