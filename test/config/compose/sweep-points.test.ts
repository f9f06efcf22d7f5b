import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigGroups } from '../../../src/config/compose/config-groups.js';
import { sweepPoints } from '../../../src/config/compose/sweep-points.js';
import { parsePipeline } from '../../../src/config/load-pipeline.js';
import { Failure } from '../../../src/core/failure.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-sweep-'));
  mkdirSync(join(folder, 'conf', 'features'), { recursive: true });
  for (const name of ['char', 'chars-wide', 'words']) writeFileSync(join(folder, 'conf', 'features', `${name}.yaml`), '');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pointsOf = (...settings: string[]) => sweepPoints(settings, new ConfigGroups('p.yaml', folder)).map(({ settings: each }) => each.join(' '));

describe('the points of a sweep', () => {
  test('are all combinations, the last setting fastest, as the product of lists is written', () => {
    expect(pointsOf('features=char,words', 'a=0', 'split.seed=1,2')).toEqual([
      'features=char a=0 split.seed=1',
      'features=char a=0 split.seed=2',
      'features=words a=0 split.seed=1',
      'features=words a=0 split.seed=2',
    ]);
  });

  test('keep commas inside brackets, braces and quotes', () => {
    expect(pointsOf('a=[1,2],[3]', 'b={x: 1, y: 2}', 'c="p,q"', '~d')).toEqual([
      'a=[1,2] b={x: 1, y: 2} c="p,q" ~d',
      'a=[3] b={x: 1, y: 2} c="p,q" ~d',
    ]);
  });

  test('of range, choice and glob', () => {
    expect(pointsOf('a=range(1,4)')).toEqual(['a=1', 'a=2', 'a=3']);
    expect(pointsOf('a=range(0,1,0.25)')).toEqual(['a=0', 'a=0.25', 'a=0.5', 'a=0.75']);
    expect(pointsOf('a=range(3)')).toEqual(['a=0', 'a=1', 'a=2']);
    expect(pointsOf('a=choice(x, y)')).toEqual(['a=x', 'a=y']);
    expect(pointsOf('features=glob(char*)')).toEqual(['features=char', 'features=chars-wide']);
  });

  test('name only the settings with several values as swept', () => {
    expect(sweepPoints(['a=1', 'b=2,3'], new ConfigGroups('p.yaml', folder)).map(({ swept }) => swept)).toEqual([['b=2'], ['b=3']]);
  });

  test.each(['a=range(1)x(', 'a=range(4,1)', 'a=range(1,2,0)', 'a=range(x)', 'a=glob(*)', 'a=range(1001)', 'features=glob(z*)'])(
    'are refused, or one text: %s',
    (setting) => {
      if (setting === 'a=range(1)x(') expect(pointsOf(setting)).toEqual([setting]);
      else expect(() => pointsOf(setting)).toThrow(Failure);
    },
  );
});

test('without --multirun several values are one value that is wrong, and the hint says so', () => {
  expect(() => parsePipeline('name: a\ndata: { partitions: a }\n', 'p.yaml', ['split.seed=1,2,3'])).toThrow(
    expect.objectContaining({ detail: expect.objectContaining({ hint: 'with --multirun each of 1, 2, 3 is a run' }) }),
  );
});
