import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { pipelineConfig } from '../../src/config/pipeline-config.js';
import { type Key, keysBelow, type Node, variants } from './schema-keys.js';

const keys = keysBelow(z.toJSONSchema(pipelineConfig, { io: 'input', unrepresentable: 'any' }), '');

function descriptionOf({ node }: Key): string {
  return typeof node.description === 'string' ? node.description : '';
}

/** Keys of a value, not of a map with keys of its own. */
const values = keys.filter(({ node }) => node.properties === undefined);

describe('every key of a pipeline file', () => {
  test('is found, also in lists and alternatives', () => {
    const paths = keys.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(['name', 'data.covariates.bins', 'split.test.from', 'search.grid.classWeight.power', 'features.blockWeights.*']),
    );
  });

  test('is found in each kind of a list of kinds', () => {
    const kinds = z.array(
      z.discriminatedUnion('kind', [z.object({ kind: z.literal('a'), deep: z.object({ x: z.int() }) }), z.object({ kind: z.literal('b') })]),
    );
    const found = keysBelow(z.toJSONSchema(z.object({ kinds }), { io: 'input' }), '').map(({ path }) => path);
    expect(found).toEqual(['kinds', 'kinds.kind', 'kinds.deep', 'kinds.deep.x', 'kinds.kind']);
  });

  test('has a description of one sentence', () => {
    expect(keys.filter((key) => !/^[A-Za-z][^.]*(\.\S[^.]*)*\.$/.test(descriptionOf(key))).map(({ path }) => path)).toEqual([]);
  });

  test('is told with its default, or that it is required', () => {
    expect(values.filter((key) => !tellsDefault(key)).map(({ path }) => path)).toEqual([]);
  });

  test('is told with its bounds and its choices', () => {
    const untold = values.flatMap((key) => limits(key.node).flatMap((limit) => (names(descriptionOf(key), limit) ? [] : [`${key.path}: ${limit}`])));
    expect(untold).toEqual([]);
  });
});

/** `default VALUE`, in the YAML of one line; a key that is in no file by itself says what stands in for it. */
function tellsDefault(key: Key): boolean {
  const description = descriptionOf(key);
  const { default: value } = key.node;
  if (value !== undefined) return names(description, `default ${inline(value)}`);
  if (key.isRequired) return description.includes('required');
  return description.includes('without it') || key.path.endsWith('*');
}

/** Whole words only, so that 1 is not found in 16. */
function names(description: string, word: string): boolean {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w.])${escaped}(?!\\w|\\.\\d)`).test(description);
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value === 'number' && value > 0 && value < 1e-4) return value.toFixed(5);
  return value === null || typeof value !== 'object' ? String(value) : JSON.stringify(value);
}

/** The numbers and words that bound a value, its items and alternatives; maps below have keys of their own. */
function limits(node: Node): string[] {
  const numbers = [node.minimum, node.maximum, node.exclusiveMinimum, node.multipleOf].filter(
    (bound) => typeof bound === 'number' && Math.abs(bound) < 2 ** 53 - 1,
  );
  const words = [node.enum, node.const].flat().filter((word) => word !== undefined && word !== null);
  return [...numbers, ...words].map(String).concat(variants(node).flatMap(limits));
}
