import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { editorSchema } from '../../../src/config/compose/editor-schema.js';
import { pipelineSchema } from '../../../src/config/config-schema.js';
import { parseYaml } from '../../../src/config/yaml/yaml-document.js';
import { keysBelow, type Node } from '../schema-keys.js';

const schema = editorSchema(pipelineSchema());
// Read back by another reader of JSON Schema than the one that messages use.
const reader = z.fromJSONSchema(schema as never);
const isTaken = (text: string): boolean => reader.safeParse(parseYaml(text, 'p.yaml').value).success;

test.each(['business-activity', 'naics'])('pipelines/%s.yaml is taken', (name) => {
  expect(isTaken(readFileSync(new URL(`../../../pipelines/${name}.yaml`, import.meta.url), 'utf8'))).toBe(true);
});

test.each([
  [
    'a file that is composed',
    'defaults: [base, features: char, _self_]\nname: ???\nseed: 7\nsplit:\n  seed: ${seed}\n  fractions: { train: "${env:TRAIN,0.7}" }\n',
  ],
  ['a section that is interpolated', 'name: a\ndata: { partitions: a }\nsplit: ${base}\n'],
])('%s is taken', (_, text) => {
  expect(isTaken(text)).toBe(true);
});

test.each([
  ['a mistyped section', 'name: a\nserach: { mode: fast }\n'],
  ['a mistyped key', 'name: a\nsplit: { sede: 7 }\n'],
  ['a value of another type', 'name: a\nsplit: { seed: often }\n'],
  ['a value out of its range', 'name: a\nsplit: { fractions: { test: 2 } }\n'],
])('%s is not', (_, text) => {
  expect(isTaken(text)).toBe(false);
});

test('every key keeps what is said of it where editors look', () => {
  const before = keysBelow(pipelineSchema() as Node, '').map(({ path, node }) => [path, node.description]);
  const after = keysBelow(schema as Node, '').map(({ path, node }) => [path, node.description]);
  expect(after.filter(([, description]) => typeof description !== 'string')).toEqual([]);
  expect(
    after
      .map(([path]) => path)
      .filter((path) => path !== '*' && path !== 'defaults')
      .sort(),
  ).toEqual(before.map(([path]) => path).sort());
});
