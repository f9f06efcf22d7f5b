import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadPipeline, loadSourcedPipeline } from '../../../src/config/load-pipeline.js';
import { listOrigins } from '../../../src/config/origins.js';
import { canonicalJson, type Json } from '../../../src/core/canonical-json.js';
import { Failure, type FailureDetail } from '../../../src/core/failure.js';

const FILES: Readonly<Record<string, string>> = {
  'plain.yaml':
    'name: small\ndata: { partitions: data/a.parquet, label: code }\nfeatures: { words: null, chars: [3, 4] }\nsplit: { seed: 7 }\nsearch: { maxPasses: 7, grid: { l2: [1e-4] } }\n',
  'composed.yaml':
    'defaults:\n  - base\n  - features: char\n  - search: wide\nseed: 7\nname: ${env:WHAT,small}\ndata:\n  partitions: data/${.file}.parquet\n  file: a\nsplit:\n  seed: ${seed}\nsearch:\n  maxPasses: ${split.seed}\n'
      .replace('  file: a\n', '')
      .replace('${.file}', '${file}')
      .replace('seed: 7\n', 'seed: 7\nfile: a\n'),
  'conf/base.yaml': 'data: { label: code, partitions: ??? }\nsearch: { maxPasses: 2 }\n',
  'conf/features/char.yaml': 'words: null\nchars: [3, 4]\n',
  'conf/features/words.yaml': 'words: [1, 1]\nchars: null\n',
  'conf/search/wide.yaml': 'defaults: [grid: small]\nmaxPasses: 3\n',
  'conf/search/grid/small.yaml': 'l2: [1e-4]\n',
  'conf/search/grid/large.yaml': 'l2: [1e-4, 1e-5]\n',
  'self-first.yaml': 'defaults: [_self_, features: char]\nname: small\ndata: { partitions: a }\nfeatures: { words: [2, 2] }\n',
  'self-last.yaml': 'defaults: [features: char]\nname: small\ndata: { partitions: a }\nfeatures: { words: [2, 2] }\n',
  'ungrouped.yaml': 'name: small\ndata: { partitions: a }\n',
  'must-choose.yaml': 'defaults: [features: ???]\nname: small\ndata: { partitions: a }\n',
  'optional.yaml': 'defaults: [optional features: none-such]\nname: small\ndata: { partitions: a }\n',
  'missing.yaml': 'defaults:\n  - features: chars\nname: small\ndata: { partitions: a }\n',
  'circle.yaml': 'defaults: [a]\nname: small\ndata: { partitions: a }\n',
  'conf/a.yaml': 'defaults: [b]\n',
  'conf/b.yaml': 'defaults: [a]\n',
  'faulty-group.yaml': 'defaults: [text: odd]\nname: small\ndata: { partitions: a }\n',
  'conf/text/odd.yaml': 'case: keep\nstemm: de\n',
};

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-compose-'));
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function resolved(file: string, settings: readonly string[] = [], environment: NodeJS.ProcessEnv = {}): Promise<string> {
  return canonicalJson((await loadPipeline(file, settings, { folder, environment })) as unknown as Json);
}

async function failureOf(file: string, settings: readonly string[] = [], environment: NodeJS.ProcessEnv = {}): Promise<FailureDetail> {
  try {
    await loadPipeline(file, settings, { folder, environment });
  } catch (error) {
    if (error instanceof Failure) return error.detail;
    throw error;
  }
  throw new Error('no failure was thrown');
}

describe('a composed pipeline', () => {
  test('is the same configuration to the byte as the one that is written out', async () => {
    expect(await resolved('composed.yaml')).toBe(await resolved('plain.yaml'));
  });

  test('takes another file of a group from the command line, in its place of the list', async () => {
    expect(await resolved('composed.yaml', ['features=words'])).toBe(await resolved('plain.yaml', ['features={ words: [1, 1], chars: null }']));
    expect(await resolved('composed.yaml', ['search/grid=large'])).toBe(await resolved('plain.yaml', ['search.grid.l2=[1e-4, 1e-5]']));
  });

  test('takes none where the command line says so', async () => {
    const plain = await resolved('plain.yaml', ['~features']);
    expect(await resolved('composed.yaml', ['features=null'])).toBe(plain);
    expect(await resolved('composed.yaml', ['~features'])).toBe(plain);
  });

  test('of two settings of one group takes the last', async () => {
    expect(await resolved('composed.yaml', ['features=char', 'features=words'])).toBe(await resolved('composed.yaml', ['features=words']));
  });

  test('takes a group that no list names, over the keys of the file', async () => {
    expect(await resolved('ungrouped.yaml', ['features=char'])).toBe(await resolved('ungrouped.yaml', ['features={ words: null, chars: [3, 4] }']));
    expect(await resolved('ungrouped.yaml', ['+features=char', 'features.words=[1, 1]'])).toBe(
      await resolved('ungrouped.yaml', ['features={ words: [1, 1], chars: [3, 4] }']),
    );
  });

  test('has its own keys where _self_ stands, last where it does not', async () => {
    expect(await resolved('self-first.yaml')).toContain('"words":null');
    expect(await resolved('self-last.yaml')).toContain('"words":[2,2]');
  });

  test('does without a group that is optional', async () => {
    expect(await resolved('optional.yaml')).toBe(await resolved('ungrouped.yaml'));
  });

  test('names file and line of every value, and what was interpolated', async () => {
    const { config, sources } = await loadSourcedPipeline('composed.yaml', ['features=words', 'file=b'], { folder, environment: { WHAT: 'other' } });
    expect(listOrigins(config, sources)).toMatchObject({
      name: 'composed.yaml:7 ${env:WHAT,small}',
      'data.label': 'conf/base.yaml:1',
      'data.partitions': 'composed.yaml:9 data/${file}.parquet',
      'features.words': 'conf/features/words.yaml:1',
      'search.grid.l2': 'conf/search/grid/small.yaml:1',
      'search.maxPasses': 'composed.yaml:13 ${split.seed}',
      'split.fractions.train': 'default',
    });
    expect(config).toMatchObject({ name: 'other', data: { partitions: 'data/b.parquet' } });
  });
});

describe('what cannot be composed', () => {
  test('a file of a group that is not there: the nearest one', async () => {
    expect(await failureOf('missing.yaml')).toMatchObject({
      code: 'usage.missing-file',
      where: 'missing.yaml:2:5',
      got: 'conf/features/chars.yaml',
      wanted: 'one of char, words',
      hint: 'did you mean char?',
    });
    expect(await failureOf('composed.yaml', ['features=wrods'])).toMatchObject({
      where: 'command line: features=wrods',
      hint: 'did you mean words?',
    });
  });

  test('a group that has to be chosen', async () => {
    expect(await failureOf('must-choose.yaml')).toMatchObject({ wanted: 'one of char, words', hint: 'give features=NAME on the command line' });
    expect(await resolved('must-choose.yaml', ['features=char'])).toBe(await resolved('ungrouped.yaml', ['features=char']));
  });

  test('files that name each other', async () => {
    expect(await failureOf('circle.yaml')).toMatchObject({ got: 'circle.yaml → conf/a.yaml → conf/b.yaml → conf/a.yaml' });
  });

  test('a wrong key of a group: the line of its own file', async () => {
    expect(await failureOf('faulty-group.yaml')).toMatchObject({ where: 'conf/text/odd.yaml:2:1, text.stemm', hint: 'did you mean text.stem?' });
  });

  test.each([
    ['defaults: char', 'p.yaml:1:11, defaults'],
    ['defaults: [features: ../char]', 'p.yaml:1:12, defaults'],
    ['defaults: [features@text: char]', 'p.yaml:1:12, defaults'],
  ])('%s', async (list, where) => {
    writeFileSync(join(folder, 'p.yaml'), `${list}\nname: small\ndata: { partitions: a }\n`);
    expect(await failureOf('p.yaml')).toMatchObject({ code: 'usage.wrong-value', what: 'a list of defaults cannot be read', where });
  });
});

describe('a value that has to be given', () => {
  test('is given by a later layer or the command line, else refused with its line', async () => {
    writeFileSync(join(folder, 'p.yaml'), 'name: small\ndata:\n  partitions: ???\n');
    expect(await failureOf('p.yaml')).toMatchObject({
      where: 'p.yaml:3:15, data.partitions',
      got: '???',
      hint: 'write it there, or give data.partitions=VALUE on the command line',
    });
    expect(await resolved('p.yaml', ['data.partitions=a'])).toBe(await resolved('ungrouped.yaml'));
  });
});
