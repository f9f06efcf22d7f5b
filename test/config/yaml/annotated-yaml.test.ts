import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Annotations, formatAnnotatedYaml } from '../../../src/config/yaml/annotated-yaml.js';
import { parseYaml } from '../../../src/config/yaml/yaml-document.js';

const QUIET: Annotations = { behind: () => 'x' };

test('a value has a line with its comment behind it, in one column', () => {
  const config = { name: 'a', search: { grid: { l2: [1e-4, 1e-7], classWeight: ['none', { power: 0.5 }] }, level: null } };
  expect(formatAnnotatedYaml(config, { behind: (path) => path.join('/') }).split('\n')).toEqual([
    'name: a                                # name',
    'search:',
    '  grid:',
    '    l2: [0.0001, 1e-7]                 # search/grid/l2',
    '    classWeight: [none, {power: 0.5}]  # search/grid/classWeight',
    '  level: null                          # search/level',
  ]);
});

test('a very long value does not push the comments of others away', () => {
  const long = 'x'.repeat(200);
  expect(formatAnnotatedYaml({ a: long, b: 1 }, QUIET)).toBe(`a: ${long}  # x\nb: 1  # x`);
});

test('keys are explained above them, over lines of at most 80 columns, and sections then stand apart', () => {
  const text = 'word '.repeat(30).trim();
  const lines = formatAnnotatedYaml(
    { a: 1, b: { c: 2 } },
    { behind: () => 'x', above: (path) => (path.length === 2 ? text : path[0]?.toString()) },
  ).split('\n');
  expect(lines).toEqual([
    '# a',
    'a: 1    # x',
    '',
    '# b',
    'b:',
    `  # ${'word '.repeat(15).trim()}`,
    `  # ${'word '.repeat(15).trim()}`,
    '  c: 2  # x',
  ]);
});

describe('what is shown', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom('a: b', '# c', '1', 'null', '- x', '---', 'a #b', "it's", '<<', '\u00a0', 'a\u2028', 'two\nlines', '', ' ', '{', '[x', '%y'),
  );
  const scalar = fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null));
  const list = fc.array(fc.oneof(scalar, fc.dictionary(text, scalar)));
  const map = fc.dictionary(text, fc.oneof(scalar, list, fc.dictionary(text, fc.oneof(scalar, list))));

  test('reads back to the same values, whatever they are and whatever is said beside them', () => {
    fc.assert(
      fc.property(map, text, (config, comment) => {
        const shown = formatAnnotatedYaml(config, { behind: () => comment, above: () => comment });
        expect(parseYaml(shown, 'shown.yaml').value ?? {}).toEqual(config);
      }),
    );
  });
});
