import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSourcedPipeline, parsePipeline } from '../../src/config/load-pipeline.js';
import { listOrigins } from '../../src/config/origins.js';

const BASE = 'name: a\ndata: { partitions: x.parquet }\n';
const parse = (rest: string) => parsePipeline(`${BASE}${rest}\n`, 'a.yaml');

describe('the older name of features.termWeight', () => {
  it.each([
    ['', 'count'],
    ['features: { sublinear: false }', 'count'],
    ['features: { sublinear: true }', 'log'],
    ['features: { termWeight: sqrt }', 'sqrt'],
  ])('is read, and gone from the configuration: %s', (rest, wanted) => {
    const { features } = parse(rest);
    expect(features.termWeight).toBe(wanted);
    expect(features).not.toHaveProperty('sublinear');
  });

  it('is read as an axis, in its order', () => {
    expect(parse('search: { grid: { sublinear: [true, false] } }').search.grid.termWeight).toEqual(['log', 'count']);
    expect(parse('').search.grid).not.toHaveProperty('termWeight');
    expect(parse('').search.grid).not.toHaveProperty('sublinear');
  });

  it.each([
    ['features: { sublinear: true, termWeight: log }', 'features.sublinear'],
    ['search: { grid: { sublinear: [true], termWeight: [log] } }', 'search.grid.sublinear'],
  ])('is refused beside the new one: %s', (rest, where) => {
    expect(() => parse(rest)).toThrow(
      expect.objectContaining({
        detail: expect.objectContaining({ where: expect.stringContaining(where), wanted: expect.stringContaining('termWeight alone') }),
      }),
    );
  });

  it('is where the value comes from', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-older-name-'));
    try {
      const file = join(folder, 'p.yaml');
      writeFileSync(file, `${BASE}features:\n  sublinear: true\n`);
      const { config, sources } = await loadSourcedPipeline(file);
      expect(listOrigins(config, sources)).toMatchObject({ 'features.termWeight': `${file}:4`, 'features.idf': 'default' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
