import { describe, expect, it } from 'vitest';
import { parsePipeline } from '../../src/config/load-pipeline.js';

const BASE = 'name: a\ndata: { partitions: x.parquet }\n';

describe('search keys that need another key', () => {
  it('halving is off, and trials are judged by the hold-out, unless asked for', () => {
    const { search } = parsePipeline(BASE, 'a.yaml');
    expect([search.halving, search.validation]).toEqual([false, 'hold-out']);
  });

  it('refuses halving of exact fits, with the place in the file', () => {
    expect(() => parsePipeline(`${BASE}search: { mode: exact, halving: true }\n`, 'a.yaml')).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ code: 'usage.wrong-value', where: expect.stringContaining('a.yaml:3') }) }),
    );
  });

  it.each(['search: { mode: exact, grid: { rank: [64] } }', 'search: { grid: { rank: [full, 64], l1: [1e-6] } }'])(
    'refuses a rank in %s',
    (search) => {
      expect(() => parsePipeline(`${BASE}${search}\n`, 'a.yaml')).toThrow(
        expect.objectContaining({ detail: expect.objectContaining({ code: 'usage.wrong-value', wanted: expect.stringContaining('full alone') }) }),
      );
    },
  );

  it('refuses blankout and label smoothing of exact fits, each in its place', () => {
    const search = 'search: { mode: exact, grid: { blankout: [0, 0.2], labelSmoothing: [0] } }\n';
    expect(() => parsePipeline(`${BASE}${search}`, 'a.yaml')).toThrow(
      expect.objectContaining({
        detail: expect.objectContaining({ where: expect.stringContaining('search.grid.blankout'), wanted: expect.stringContaining('0 alone') }),
      }),
    );
    expect(() => parsePipeline(`${BASE}${search.replace('[0, 0.2]', '[0]').replace('g: [0]', 'g: [0.1]')}`, 'a.yaml')).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ where: expect.stringContaining('search.grid.labelSmoothing') }) }),
    );
    expect(parsePipeline(`${BASE}${search.replace('0.2', '0')}`, 'a.yaml').search.mode).toBe('exact');
  });

  it('refuses folds when the split has none, and takes them when it has', () => {
    expect(() => parsePipeline(`${BASE}search: { validation: folds }\n`, 'a.yaml')).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ wanted: expect.stringContaining('split.folds') }) }),
    );
    expect(parsePipeline(`${BASE}search: { validation: folds }\nsplit: { folds: 5 }\n`, 'a.yaml').search.validation).toBe('folds');
  });
});
