import { expect, test } from 'vitest';
import { applyMutation, mutationsOf } from './mutate.mjs';

const mutantsOf = (text: string) => mutationsOf(text).map((mutation) => applyMutation(text, mutation));

test.each([
  ['x = a < b;', ['x = a <= b;', 'x = a >= b;']],
  ['x = a === b;', ['x = a !== b;']],
  ['x = a && (b || c);', ['x = a || (b || c);', 'x = a && (b && c);']],
  ['x = a + b;', ['x = a - b;']],
  ['x = !a;', ['x = a;']],
  ['x = -a;', ['x = a;']],
  ['x = 3;', ['x = (3 + 1);']],
  ['x = true;', ['x = false;']],
  ['x += y;', ['x -= y;']],
  ['x = a ? b : c;', ['x = !(a) ? b : c;']],
  ['x = Math.max(a, b);', ['x = Math.min(a, b);']],
  ['x = list.some(f);', ['x = list.every(f);']],
])('%s: an operator, a condition or a constant is turned', (text, turned) => {
  expect(mutantsOf(text)).toEqual([';', ...turned]);
});

test('a condition is taken as true and as false, and what throws does not', () => {
  expect(mutantsOf('if (a) throw b;')).toEqual(['if (true) throw b;', 'if (false) throw b;', 'if (a) ;']);
});

test('a function that gives nothing back stops behind its first statement; one that does is left alone', () => {
  const early = (text: string) => mutationsOf(text).filter(({ operator }) => operator === 'return early');
  expect(early('function f() { a(); b(); }')).toHaveLength(1);
  expect(early('function f() { a(); return b; }')).toEqual([]);
  expect(early('function f() { const g = () => { return 1; }; b(g); }')).toHaveLength(1);
});

test('text, types, imports, comments and the step of a loop are left alone', () => {
  expect(mutantsOf("import a from 'a';\ntype B = 1 | true;\nlet c: 2; // 3 < 4\nexport const d = 'e' + f;\n")).toEqual([]);
  expect(mutantsOf('for (const a = b; c; a++) {}')).toEqual([]);
});

test('what stands under a type assertion is code', () => {
  expect(mutantsOf('const a = (b < c) as boolean;')).toHaveLength(2);
});
