import { expect, test } from 'vitest';
import { parsePipeline } from '../../src/config/load-pipeline.js';

const metrics = (...settings: string[]) => {
  const { search, gate } = parsePipeline('name: small\ndata: { partitions: a.parquet }\n', 'p.yaml', settings);
  return [search.metric, gate.metric];
};

test('search and gate speak of one metric unless a pipeline names two', () => {
  expect(metrics()).toEqual(['macroF1', 'macroF1']);
  expect(metrics('search.metric=accuracy')).toEqual(['accuracy', 'accuracy']);
  expect(metrics('gate.metric=weightedF1')).toEqual(['weightedF1', 'weightedF1']);
  expect(metrics('search.metric=macroF1', 'gate.metric=accuracy')).toEqual(['macroF1', 'accuracy']);
});
