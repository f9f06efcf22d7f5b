import { describe, expect, it } from 'vitest';
import { parsePipeline } from '../../src/config/load-pipeline.js';

const parse = (rest: string) => parsePipeline(`name: a\n${rest}`, 'a.yaml');
const refused = (where: string, got: string) =>
  expect.objectContaining({ detail: expect.objectContaining({ code: 'usage.wrong-value', where: expect.stringContaining(where), got }) });

describe('what a model reads', () => {
  it.each([
    ['data: { partitions: x, text: [text, label] }', 'a.yaml:2:37, data.text[1]', 'label, which is data.label too'],
    ['data: { partitions: x, text: [id] }', 'data.text[0]', 'id, which is data.id too'],
    ['data: { partitions: x, label: Libe\u0301, covariates: [age, "Lib\u00e9"] }', 'data.covariates[1]', 'Lib\u00e9, which is data.label too'],
    ['data: { partitions: x, id: n, covariates: [{ column: n, bins: 3 }] }', 'data.covariates[0]', 'n, which is data.id too'],
  ])('is neither the code nor the id: %s', (data, where, got) => {
    expect(() => parse(data)).toThrow(refused(where, got));
  });

  it('has weights for blocks that there are', () => {
    const features = (name: string) => `features: { blockWeights: { ${name}: 2 } }\n`;
    parse(`data: { partitions: x, text: [a, b], covariates: [c] }\n${features('b')}`);
    parse(`data: { partitions: x, text: [a, b], covariates: [c] }\n${features('covariates')}`);
    expect(() => parse(`data: { partitions: x, text: [a, b] }\n${features('covariates')}`)).toThrow(refused('blockWeights.covariates', 'covariates'));
    expect(() => parse(`data: { partitions: x, text: [title] }\n${features('titel')}`)).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ hint: 'did you mean title?' }) }),
    );
  });

  const data = 'data: { partitions: x, text: [a] }\n';

  it.each([
    'features: { blocks: kinds, blockWeights: { a.words: 2, a: 3 } }',
    'features: { blockWeights: { a.chars: 2 } }\nsearch: { grid: { blocks: [columns, kinds] } }',
    'search: { grid: { blocks: [kinds], blockWeights: [{ a.words: 2 }, {}] } }',
    'features: { blocks: kinds, words: null, blockWeights: { a.words: 2 } }\nsearch: { grid: { words: [null, [1, 1]] } }',
  ])('has weights for words and characters where they are blocks: %s', (rest) => {
    expect(() => parse(`${data}${rest}`)).not.toThrow();
  });

  it.each([
    ['features: { blockWeights: { a.words: 2 } }', 'a.yaml:3:38, features.blockWeights.a.words', 'a.words'],
    ['features: { blocks: kinds, words: null, blockWeights: { a.words: 2 } }', 'features.blockWeights', 'a.words'],
    ['features: { blocks: kinds, blockWeights: { a.letters: 2 } }', 'features.blockWeights', 'a.letters'],
    ['search: { grid: { blockWeights: [{ a: 2 }, { b: 2 }] } }', 'search.grid.blockWeights[1].b', 'b'],
  ])('has none for words and characters where they are no blocks: %s', (rest, where, got) => {
    expect(() => parse(`${data}${rest}`)).toThrow(refused(where, got));
  });

  it('are at most 127 columns of text', () => {
    const parseCount = (count: number) => parse(`data: { partitions: x, text: [${Array.from({ length: count }, (_, i) => `c${i}`).join(', ')}] }`);
    expect(parseCount(127).data.text.length).toBe(127);
    expect(() => parseCount(128)).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ wanted: 'a list of 1 to 127 names of columns' }) }),
    );
  });
});
