import { describe, expect, test } from 'vitest';
import { parsePipeline } from '../../../src/config/load-pipeline.js';
import type { PipelineConfig } from '../../../src/config/pipeline-config.js';
import { Failure, type FailureDetail } from '../../../src/core/failure.js';

const read = (text: string, settings: readonly string[] = [], environment: NodeJS.ProcessEnv = {}): PipelineConfig =>
  parsePipeline(`name: small\ndata: { partitions: a }\n${text}`, 'p.yaml', settings, { environment });

function failureOf(text: string, settings: readonly string[] = [], environment: NodeJS.ProcessEnv = {}): FailureDetail {
  try {
    read(text, settings, environment);
  } catch (error) {
    if (error instanceof Failure) return error.detail;
    throw error;
  }
  throw new Error('no failure was thrown');
}

describe('an interpolation', () => {
  test('alone keeps the type of what it reads, inside a text becomes part of it', () => {
    const { split, features, evaluate } = read(
      'seed: 3\nranges: { short: [1, 2] }\nsplit:\n  seed: ${seed}\n  reportLeak: col-${seed}\nfeatures:\n  words: ${ranges.short}\nevaluate:\n  repeats: ${split.seed}\n',
    );
    expect(split).toMatchObject({ seed: 3, reportLeak: 'col-3' });
    expect(features.words).toEqual([1, 2]);
    expect(evaluate).toEqual({ repeats: 3 });
  });

  test('reads neighbours from a dot on', () => {
    expect(read('review: { target: { error: 0.9, confidence: "${.error}" } }').review.target).toEqual({ error: 0.9, confidence: 0.9 });
    expect(read('search: { maxPasses: 4, grid: { average: ["${...maxPasses}"] } }').search.grid.average).toEqual([4]);
  });

  test('reads what the command line sets, and is read there', () => {
    expect(read('seed: 3\nsplit: { seed: "${seed}" }', ['seed=9']).split.seed).toBe(9);
    expect(read('split: { seed: 5 }', ['evaluate.repeats=${split.seed}']).evaluate?.repeats).toBe(5);
  });

  test('reads a variable of the environment, as YAML where the key takes more than a text', () => {
    expect(read('split:\n  seed: ${env:SEED}\n', [], { SEED: '11' }).split.seed).toBe(11);
    expect(read('split:\n  seed: ${env:SEED,12}\n').split.seed).toBe(12);
    expect(read('split:\n  seed: ${oc.env:SEED}\n', [], { SEED: '13' }).split.seed).toBe(13);
    expect(read('features:\n  words: ${env:WORDS}\n', [], { WORDS: '[1, 1]' }).features.words).toEqual([1, 1]);
    expect(read('split:\n  reportLeak: ${env:COLUMN}\n', [], { COLUMN: '007' }).split.reportLeak).toBe('007');
  });

  test('behind a backslash is the characters themselves', () => {
    expect(read('split:\n  reportLeak: \\${seed}\n').split.reportLeak).toBe('${seed}');
  });
});

describe('an interpolation that cannot be read', () => {
  test('names the key that was meant', () => {
    expect(failureOf('split: { seed: 5 }\nevaluate:\n  repeats: ${seed}\n')).toMatchObject({
      code: 'usage.wrong-value',
      where: 'p.yaml:5:12, evaluate.repeats',
      got: '${seed}',
      hint: 'did you mean ${split.seed}?',
    });
  });

  test('names the variable that is not set', () => {
    expect(failureOf('split:\n  seed: ${env:SEED}\n')).toMatchObject({ where: 'p.yaml:4:9, split.seed', got: '${env:SEED}' });
  });

  test('is one that goes in a circle', () => {
    expect(failureOf('a: ${b}\nb: ${a}\nsplit:\n  seed: ${a}\n').got).toBe('b → a → b');
  });

  test.each(['${}', '${env:1}', '${a b}', 'x ${unclosed'])('is of another form: %s', (text) => {
    expect(failureOf(`split:\n  reportLeak: "${text}"\n`)).toMatchObject({
      what: 'an interpolation cannot be read',
      where: 'p.yaml:4:15, split.reportLeak',
    });
  });

  test('inside brackets stands in quotes', () => {
    expect(failureOf('seed: 1\nsplit: { seed: ${seed} }')).toMatchObject({ code: 'usage.invalid-yaml', hint: expect.stringContaining('quotes') });
  });
});

test('a key at the top that nothing reads is refused as any unknown one', () => {
  expect(failureOf('sede: 3\n')).toMatchObject({ code: 'usage.unknown-key', where: 'p.yaml:3:1, sede' });
  expect(failureOf('', ['seed=3'])).toMatchObject({ code: 'usage.unknown-key', hint: 'did you mean split.seed?' });
});

describe('no secret gets into a configuration', () => {
  // In two parts: no file of the tree holds anything that looks like one.
  const SECRET = ['ghp', '0123456789abcdef0123'].join('_');

  test.each([
    ['a variable that is named like one', 'split:\n  reportLeak: ${env:DB_PASSWORD}\n', [], { DB_PASSWORD: SECRET }],
    ['a variable that looks like one', 'split:\n  reportLeak: ${env:COLUMN}\n', [], { COLUMN: SECRET }],
    ['one in an address', `split:\n  reportLeak: https://me:${SECRET}@host/\n`, [], {}],
    ['one on the command line', '', [`split.reportLeak=${SECRET}`], {}],
  ] as const)('%s is refused, and not told', (_, text, settings, environment) => {
    const failure = failureOf(text, settings, environment);
    expect(failure.what).toBe('a secret would be written into the run');
    expect(JSON.stringify(failure)).not.toContain(SECRET);
  });

  test.each(['data/sk-nace-2026.parquet', 'ASIA_countries_2026', 'https://host/path:8080', 'eyJ.parquet'])('%s is none', (text) => {
    expect(read(`split:\n  reportLeak: ${text}\n`).split.reportLeak).toBe(text);
    expect(read('split:\n  reportLeak: ${env:TOKENIZER}\n', [], { TOKENIZER: text }).split.reportLeak).toBe(text);
  });

  test('a value of the environment that is wrong is not told either', () => {
    const failure = failureOf('split:\n  seed: ${env:SEED}\n', [], { SEED: 'correct horse' });
    expect(failure).toMatchObject({ where: 'p.yaml:4:9, split.seed', got: '${env:SEED}', wanted: expect.stringContaining('whole number') });
    expect(JSON.stringify(failure)).not.toContain('horse');
  });
});

describe('signs before a setting', () => {
  test('+ adds what is not there, ++ sets either way, ~ takes away', () => {
    expect(read('', ['+split.seed=4']).split.seed).toBe(4);
    expect(read('split: { seed: 5, folds: 3 }', ['++split.seed=4', '~split.folds']).split).toMatchObject({ seed: 4, folds: null });
  });

  test.each([
    ['+split.seed=4', 'a key that is to be added is there already', 'split.seed=4 replaces it, ++ does either'],
    ['~split.sed', 'a key is not known', 'did you mean split.seed?'],
    ['~split.folds', 'a key that is to go is not there', 'did you mean ~split.seed?'],
    ['~split.seed=4', 'an argument after the pipeline file is no setting', undefined],
  ])('%s', (setting, what, hint) => {
    expect(failureOf('split: { seed: 5 }', [setting])).toMatchObject({ what, ...(hint === undefined ? {} : { hint }) });
  });
});
