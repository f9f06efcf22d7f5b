import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashToken, NO_TOKEN, TokenTable } from '../../src/text/token-table.js';

const token = fc.uint8Array({ minLength: 1, maxLength: 12 });

test('a token has the number that it was given, wherever in a text it stands', () => {
  fc.assert(
    fc.property(fc.uniqueArray(token, { selector: String, maxLength: 200 }), token, (tokens, before) => {
      const table = new TokenTable();
      for (const [number, bytes] of tokens.entries()) {
        const hash = hashToken(bytes, 0, bytes.length);
        expect(table.find(bytes, 0, bytes.length, hash)).toBe(NO_TOKEN);
        table.put(bytes, 0, bytes.length, hash, number - 1);
      }
      for (const [number, bytes] of tokens.entries()) {
        const text = Uint8Array.of(...before, ...bytes, 7);
        const [from, to] = [before.length, before.length + bytes.length];
        expect(table.find(text, from, to, hashToken(text, from, to))).toBe(number - 1);
      }
    }),
  );
});

test('tokens of one hash are told apart, and thousands kept', () => {
  const table = new TokenTable();
  const bytesOf = (number: number) => Uint8Array.of(number & 255, number >> 8);
  for (let number = 0; number < 5000; number++) table.put(bytesOf(number), 0, 2, number % 7, number);
  for (let number = 0; number < 5000; number += 97) expect(table.find(bytesOf(number), 0, 2, number % 7)).toBe(number);
  expect(table.find(bytesOf(1), 0, 1, 1)).toBe(NO_TOKEN);
});
