import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadPipeline, parsePipeline } from '../../src/config/load-pipeline.js';
import { Failure, type FailureDetail } from '../../src/core/failure.js';

const MINIMAL = 'name: small\ndata:\n  partitions: data/*.parquet\n';

function failureOf(text: string, overrides: readonly string[] = []): FailureDetail {
  try {
    parsePipeline(text, 'p.yaml', overrides);
  } catch (error) {
    if (error instanceof Failure) return error.detail;
    throw error;
  }
  throw new Error('no failure was thrown');
}

describe('a pipeline file', () => {
  test('gets every default', () => {
    const config = parsePipeline(MINIMAL, 'p.yaml');
    expect(config.split.fractions).toEqual({ train: 0.7, validation: 0.1, calibration: 0.1, test: 0.1 });
    expect(config.resources).toEqual({ workers: 'auto', memory: 4 * 2 ** 30 });
    expect(config.data.text).toEqual(['text']);
  });

  test('is frozen to its leaves', () => {
    const config = parsePipeline(`${MINIMAL}search: { grid: { l2: [1e-4] } }`, 'p.yaml');
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.search.grid.l2)).toBe(true);
    expect(() => (config.search.grid.l2 as number[]).push(1)).toThrow(TypeError);
  });

  test('reads 1e-4 as a number and no as a text, as YAML 1.2 says', () => {
    const config = parsePipeline(`name: small\ndata: { partitions: x, label: no }\nsearch: { grid: { l2: [1e-4, 1E-5, 0.000001] } }`, 'p.yaml');
    expect(config.search.grid.l2).toEqual([0.0001, 0.00001, 0.000001]);
    expect(config.data.label).toBe('no');
  });

  test('may use anchors and merge keys', () => {
    const config = parsePipeline(
      `${MINIMAL}features: &base { words: [1, 1] }\ntext: { stem: de }\nsearch: { grid: { words: [[1, 1]] } }\n`,
      'p.yaml',
    );
    expect(config.features.words).toEqual([1, 1]);
    const merged = parsePipeline(`name: small\ndata:\n  <<: &d { id: key }\n  partitions: &p a.parquet\n  codebook: *p\n`, 'p.yaml');
    expect(merged.data).toMatchObject({ id: 'key', partitions: 'a.parquet', codebook: 'a.parquet' });
  });

  test('that is missing is a failure of four parts', async () => {
    await expect(loadPipeline('/nowhere/p.yaml')).rejects.toMatchObject({
      detail: { code: 'usage.missing-file', where: '/nowhere/p.yaml', got: 'no such file', wanted: 'a YAML file' },
    });
  });

  test('is read from disk', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-config-'));
    const file = join(folder, 'p.yaml');
    await writeFile(file, MINIMAL);
    expect((await loadPipeline(file)).name).toBe('small');
    await rm(folder, { recursive: true });
  });
});

describe('an unknown key', () => {
  test('is named with line, column, config path and the nearest valid key', () => {
    const detail = failureOf(`${MINIMAL}features:\n  minDocumentFreqency: 3\n`);
    expect(detail.code).toBe('usage.unknown-key');
    expect(detail.where).toBe('p.yaml:5:3, features.minDocumentFreqency');
    expect(detail.got).toBe('features.minDocumentFreqency');
    expect(detail.wanted).toContain('minDocumentFrequency');
    expect(detail.hint).toContain('did you mean features.minDocumentFrequency?');
  });

  test('inside a list of alternatives is found there', () => {
    const detail = failureOf('name: a\ndata:\n  partitions: x\n  covariates:\n    - shop\n    - { column: size, binz: 4 }\n');
    expect(detail.where).toBe('p.yaml:6:23, data.covariates[1].binz');
    expect(detail.hint).toContain('did you mean data.covariates[1].bins?');
  });

  test('at the top of the file is found', () => {
    expect(failureOf(`${MINIMAL}serach: {}\n`).hint).toContain('did you mean search?');
  });

  test('brought in by a merge key is found where it stands', () => {
    const detail = failureOf('name: a\ndata:\n  <<: { ids: key }\n  partitions: x\n');
    expect(detail.where).toBe('p.yaml:3:9, data.ids');
  });
});

describe('a wrong value', () => {
  test.each([
    ['split: { fractions: { train: 0.7 } }\n', 'split.fractions.validation', 'nothing', 'a number from 0 to 1'],
    [
      'split: { fractions: { train: 0.4, validation: 0.2, calibration: 0.2, test: 0.2 } }\n',
      'split.fractions',
      '{"train":0.4',
      'a train fraction of at least 0.5',
    ],
    ['search: { mode: quick }\n', 'search.mode', '"quick"', 'one of fast, exact'],
    ['search: { grid: { l2: [1, x] } }\n', 'search.grid.l2[1]', '"x"', 'a number of at least 0'],
    ['search: { grid: { classWeight: [{ power: 2 }] } }\n', 'search.grid.classWeight[0].power', '2', 'a number from 0 to 1'],
    ['search: { grid: { classWeight: [equal] } }\n', 'search.grid.classWeight[0]', '"equal"', 'one of none, balanced or a map with the keys power'],
    ['features: { words: [3, 1] }\n', 'features.words', '[3,1]', 'the first number at most the second'],
    ['features: { words: [0, 1] }\n', 'features.words[0]', '0', 'a whole number from 1 to 8'],
    ['features: { maxFeatures: 1e400 }\n', 'features.maxFeatures', 'Infinity', 'a whole number from 16 to 67108864'],
    ['resources: { memory: 4 gigs }\n', 'resources.memory', '"4 gigs"', 'a size such as 4GiB or 4GB'],
    ['resources: { memory: -1 }\n', 'resources.memory', '-1', 'a size such as 4GiB or 4GB'],
    ['search: { grid: { rank: [full, 6] } }\n', 'search.grid.rank[1]', '6', 'full or a multiple of 4 from 4 to 1024'],
    ['search: { grid: { blankout: [0.2, 1] } }\n', 'search.grid.blankout[1]', '1', 'a number from 0 to 0.9'],
    ['search: { grid: { labelSmoothing: [0.6] } }\n', 'search.grid.labelSmoothing[0]', '0.6', 'a number from 0 to 0.5'],
    ['evaluate: { learningCurve: [0.5, 1] }\n', 'evaluate.learningCurve[1]', '1', 'a number from 0.001 to 0.999'],
    ['evaluate: { learningCurve: [0] }\n', 'evaluate.learningCurve[0]', '0', 'a number from 0.001 to 0.999'],
    ['evaluate: { learningCurve: [0.5, 0.25] }\n', 'evaluate.learningCurve', '[0.5,0.25]', 'shares in rising order, each once'],
    ['evaluate: {}\n', 'evaluate', '{}', 'at least one of repeats, learningCurve and suites'],
    ['resources: { workers: 0 }\n', 'resources.workers', '0', 'auto or a whole number from 1 to 256'],
    ['engine: { kind: flink }\n', 'engine.kind', '"flink"', 'local'],
    ['search: fast\n', 'search', '"fast"', 'a map with the keys estimator'],
  ])('in %j is told in one sentence shape', (extra, path, got, wanted) => {
    const detail = failureOf(MINIMAL + extra);
    expect(detail.code).toBe('usage.wrong-value');
    expect(detail.where).toMatch(/^p\.yaml:4:\d+, /);
    expect(detail.where.endsWith(path)).toBe(true);
    expect(detail.got).toContain(got);
    expect(detail.wanted).toContain(wanted);
  });

  test('of an upper-case name says what a name may hold', () => {
    expect(failureOf('name: My Model\ndata: { partitions: x }\n')).toMatchObject({
      where: 'p.yaml:1:7, name',
      got: '"My Model"',
      wanted: 'lower-case letters, digits and hyphens',
    });
  });

  test('is not hidden by others: the count and places of the rest are in the hint', () => {
    expect(failureOf(`${MINIMAL}search: { mode: quick, patience: 0 }\n`).hint).toBe('1 more to mend: search.patience');
  });

  test('of a file without content asks for a map', () => {
    expect(failureOf('')).toMatchObject({ code: 'usage.wrong-value', got: 'null' });
  });

  test('of a level without a codebook is refused', () => {
    expect(failureOf('name: a\ndata: { partitions: x, level: 2 }\n').where).toBe('p.yaml:2:31, data.level');
  });

  test.each(['rows: role', 'method: temperature'])(
    'of a model that would be calibrated on rows that it was fitted on is refused: %s',
    (calibration) => {
      const final = 'train: { final: train+validation+calibration }\n';
      expect(failureOf(`${MINIMAL}${final}calibration: { ${calibration} }\n`)).toMatchObject({
        where: expect.stringContaining('train.final') as string,
      });
      expect(parsePipeline(`${MINIMAL}${final}`, 'p.yaml').train.final).toBe('train+validation+calibration');
    },
  );

  test('whose tree of codes follows a codebook that is not there is refused', () => {
    const search = 'search: { estimators: [{ kind: label-tree, grid: { tree: [clusters, codebook] } }] }\n';
    expect(failureOf(`${MINIMAL}${search}`)).toMatchObject({
      where: expect.stringContaining('data.codebook') as string,
      got: expect.stringContaining('tree=codebook') as string,
    });
    expect(() => parsePipeline(`${MINIMAL}${search}`, 'p.yaml', ['data.codebook=codes.csv'])).not.toThrow();
    expect(() => parsePipeline(`${MINIMAL}${search.replace(', codebook', '')}`, 'p.yaml')).not.toThrow();
  });

  test.each(['features: { titles: true }\n', 'search: { grid: { titles: [false, true] } }\n'])(
    'that is to learn from titles without a codebook is refused: %s',
    (titles) => {
      expect(failureOf(`${MINIMAL}${titles}`)).toMatchObject({
        where: expect.stringContaining('titles') as string,
        wanted: expect.stringContaining('data.codebook') as string,
      });
      expect(() => parsePipeline(`${MINIMAL}${titles}`, 'p.yaml', ['data.codebook=codes.csv'])).not.toThrow();
      expect(() => parsePipeline(`${MINIMAL}${titles.replace('true', 'false')}`, 'p.yaml')).not.toThrow();
    },
  );
});

describe('invalid YAML', () => {
  test.each([
    ['duplicate keys', 'name: a\nname: b\n', 'p.yaml:2:1', 'each key once'],
    ['tabs', 'name: a\ndata:\n\tpartitions: x\n', 'p.yaml:3:1', 'spaces for indentation, no tabs'],
    ['an open bracket', 'name: [a\n', 'p.yaml:2:1', 'valid YAML 1.2'],
    ['an alias without anchor', 'name: *a\n', 'p.yaml:1:7', 'valid YAML 1.2'],
    ['two documents', 'name: a\n---\nname: b\n', 'p.yaml:2:1', 'valid YAML 1.2'],
  ])('(%s) is refused with its place', (_, text, where, wanted) => {
    expect(failureOf(text)).toMatchObject({ code: 'usage.invalid-yaml', where, wanted });
  });
});

describe('an override on the command line', () => {
  test.each([
    ['search.grid.l2=[1e-3, 1]', (c: ReturnType<typeof parsePipeline>) => c.search.grid.l2, [0.001, 1]],
    ['data.level=null', (c: ReturnType<typeof parsePipeline>) => c.data.level, null],
    ['data.label=no', (c: ReturnType<typeof parsePipeline>) => c.data.label, 'no'],
    ['resources.memory=1GB', (c: ReturnType<typeof parsePipeline>) => c.resources.memory, 1e9],
    ['features.blockWeights.text=2', (c: ReturnType<typeof parsePipeline>) => c.features.blockWeights, { text: 2 }],
    ['engine=local', (c: ReturnType<typeof parsePipeline>) => c.engine, { kind: 'local' }],
  ])('%s is read as YAML', (override, pick, expected) => {
    expect(pick(parsePipeline(MINIMAL, 'p.yaml', [override]))).toEqual(expected);
  });

  test('wins over the file, and the last one wins over the others', () => {
    const config = parsePipeline(`${MINIMAL}search: { patience: 3, mode: exact }\n`, 'p.yaml', ['search.patience=4', 'search.patience=5']);
    expect(config.search).toMatchObject({ patience: 5, mode: 'exact' });
  });

  test('of an unknown path is refused with the nearest', () => {
    expect(failureOf(MINIMAL, ['search.grid.l3=[1]'])).toMatchObject({
      code: 'usage.unknown-key',
      where: 'command line: search.grid.l3=[1]',
      got: 'search.grid.l3',
      hint: 'did you mean search.grid.l2?',
    });
  });

  test('with a wrong value is named as it was typed', () => {
    expect(failureOf(MINIMAL, ['search.mode=quick']).where).toBe('command line: search.mode=quick, search.mode');
  });

  test('engine=spark sets the kind, which needs an address without a token', () => {
    const REMOTE = 'engine.remote=sc://host:15002/;use_ssl=true';
    expect(parsePipeline(MINIMAL, 'p.yaml', ['engine=spark', REMOTE]).engine).toEqual({ kind: 'spark', remote: REMOTE.slice(14) });
    expect(failureOf(MINIMAL, ['engine=spark'])).toMatchObject({
      code: 'usage.wrong-value',
      wanted: expect.stringContaining('sc://localhost:15002'),
    });
    expect(failureOf(MINIMAL, ['engine=spark', `${REMOTE};token=secret`]).wanted).toContain('SPARK_CONNECT_AUTHENTICATE_TOKEN');
  });

  test('search.mode=spark needs the engine, also in one of several kinds', () => {
    expect(failureOf(MINIMAL, ['search.mode=spark'])).toMatchObject({
      code: 'usage.wrong-value',
      where: 'command line: search.mode=spark, search.mode',
      got: 'mode: spark with engine.kind: local',
      wanted: expect.stringContaining('engine.kind: spark'),
    });
    const kinds = 'search.estimators=[{ kind: majority }, { kind: logistic-regression, mode: spark }]';
    expect(failureOf(MINIMAL, [kinds]).where).toContain('search.estimators[1].mode');
    const there = ['engine=spark', 'engine.remote=sc://host:15002/'];
    expect(parsePipeline(MINIMAL, 'p.yaml', ['search.mode=spark', ...there]).search.mode).toBe('spark');
    expect(failureOf(MINIMAL, ['search.mode=spark', 'search.grid.l1=[1e-5]', ...there]).wanted).toBe('0 alone with search.mode spark');
    expect(failureOf(MINIMAL, ['search.mode=spark', 'search.grid.rank=[16]', ...there]).wanted).toContain('full alone with search.mode spark');
    expect(failureOf(MINIMAL, ['search.mode=spark', 'search.halving=true', ...there])).toMatchObject({ code: 'usage.wrong-value' });
  });

  test('of one value where a list is wanted shows how to write it', () => {
    expect(failureOf(MINIMAL, ['search.grid.l2=1e-4']).hint).toBe('a list of one is [0.0001]');
    expect(failureOf(MINIMAL, ['features.chars=4']).hint).toBeUndefined();
  });

  test('without an equals sign is refused', () => {
    expect(failureOf(MINIMAL, ['search.mode'])).toMatchObject({ code: 'usage.wrong-value', got: 'search.mode' });
  });

  test('of any text is read or refused, and never a bug', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('data.label', 'search.grid.l2', 'name', 'split'), (value, path) => {
        try {
          parsePipeline(MINIMAL, 'p.yaml', [`${path}=${value}`]);
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
        }
      }),
    );
  });
});

test('any text is a configuration or a failure, and never a bug', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => parsePipeline(text, 'p.yaml')).toThrow(Failure);
    }),
  );
});

test('a pipeline file that is a pipe, a folder or far too long is refused at once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-config-'));
  execFileSync('mkfifo', [join(folder, 'pipe.yaml')]);
  await writeFile(join(folder, 'long.yaml'), `name: x\n# ${'x'.repeat(2 ** 20)}\n`);
  const refused = (file: string) => expect(loadPipeline(file, [], { folder })).rejects;
  await refused('pipe.yaml').toMatchObject({ detail: { code: 'usage.missing-file', got: expect.stringContaining('a pipe') as string } });
  await refused('.').toMatchObject({ detail: { code: 'usage.missing-file', got: expect.stringContaining('a folder') as string } });
  await refused('long.yaml').toMatchObject({ detail: { wanted: 'a YAML file of at most 1.0 MiB' } });
  await rm(folder, { recursive: true });
});
