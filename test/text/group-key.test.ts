import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalGroupText, groupKey, hasGroupText } from '../../src/text/group-key.js';

describe('the group key', () => {
  it('is SHA-256 over the version and the canonical texts', () => {
    const wanted = createHash('sha256').update('group-text-v1\ncafe creme\nrye 6x').digest('hex');
    expect(groupKey(['Café CRÈME', ' rye—6x '])).toBe(wanted);
  });

  it('tells columns apart', () => {
    const keys = [['a b', ''], ['a', 'b'], ['', 'a b'], ['a b'], ['a\nb']].map(groupKey);
    expect(new Set(keys).size).toBe(4);
    expect(groupKey(['a\nb'])).toBe(groupKey(['a b']));
  });

  it('keeps digits and is empty when no letter or digit is left', () => {
    expect(canonicalGroupText('Milch 3,5 %')).toBe('milch 3 5');
    expect(canonicalGroupText('\u200b — !')).toBe('');
  });

  it('tells whether anything is left without making the form: of no code point of two bytes otherwise than the form does', () => {
    for (let unit = 0; unit <= 0xffff; unit++) {
      const text = String.fromCharCode(unit);
      if (hasGroupText(text) !== (canonicalGroupText(text) !== '')) throw new Error(`U+${unit.toString(16)}`);
    }
    expect(hasGroupText('\u0301\u200d … \ud83e\udd56')).toBe(false);
    expect(hasGroupText('… \ud840\udc0b')).toBe(true);
  });
});
