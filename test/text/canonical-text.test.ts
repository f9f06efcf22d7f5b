import { createHash } from 'node:crypto';
import lowerCase from '@unicode/unicode-15.0.0/Simple_Case_Mapping/Lowercase/code-points.mjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CanonicalOptions, canonicalText } from '../../src/text/canonical-text.js';
import { ACCENT, CHARACTER_CLASS, INVISIBLE, UNASSIGNED } from '../../src/text/unicode/character-class.js';

const usual: CanonicalOptions = { unicode: 'nfkc', case: 'lower', accents: 'fold', digits: 'keep', punctuation: 'space' };
const bare: CanonicalOptions = { unicode: 'nfc', case: 'keep', accents: 'keep', digits: 'keep', punctuation: 'keep' };

const options = fc.record<CanonicalOptions>({
  unicode: fc.constantFrom('nfkc', 'nfc'),
  case: fc.constantFrom('lower', 'keep'),
  accents: fc.constantFrom('fold', 'keep'),
  digits: fc.constantFrom('keep', 'zero', 'drop'),
  punctuation: fc.constantFrom('space', 'keep'),
});

describe('canonical text', () => {
  it.each([
    ['Café  CRÈME 2×', 'cafe creme 2'],
    ['  Rye-Bread, 500g!\t\n', 'rye bread 500g'],
    ['ﬁne ½ Ⅷ ㎏', 'fine 1 2 viii kg'],
    ['ΣΑΣ σας', 'σασ σασ'],
    ['İstanbul', 'istanbul'],
    ['Straße', 'straße'],
    ['Москва́ й', 'москва и'],
    ['مَرْحَبًا', 'مرحبا'],
    ['が ガ', 'が ガ'],
    ['हिन्दी', 'हिन्दी'],
    ['ไทย', 'ไทย'],
    ['🍎 apple', 'apple'],
    ['牛乳', '牛乳'],
    ['!?…', ''],
    ['', ''],
  ])('turns %j into %j', (text, wanted) => {
    expect(canonicalText(text, usual)).toBe(wanted);
  });

  it('removes zero-width and bidirectional controls, so that a hidden character hides nothing', () => {
    expect(canonicalText('br\u200bea\u00add\u202e \u2066rye\ufeff\u200f', bare)).toBe('bread rye');
    expect(canonicalText('e\u200d\u0301', bare)).toBe('é');
  });

  it('writes U+FFFD for lone surrogates and for code points that Unicode 15.0 does not assign', () => {
    expect(canonicalText('a\ud800b\udc00', bare)).toBe('a\ufffdb\ufffd');
    // U+A7CB and U+1C89 are capital letters of Unicode 16; U+0378 has never been assigned.
    expect(canonicalText('\ua7cb\u1c89\u0378', { ...bare, case: 'lower' })).toBe('\ufffd\ufffd\ufffd');
    expect(canonicalText('a\ud800b', usual)).toBe('a b');
  });

  it('follows each option', () => {
    expect(canonicalText('Ab-É 12٣', bare)).toBe('Ab-É 12٣');
    expect(canonicalText('Ab 12٣', { ...bare, digits: 'zero' })).toBe('Ab 000');
    expect(canonicalText('x12y 3', { ...bare, digits: 'drop' })).toBe('xy');
    expect(canonicalText('a\u0007b\u0085c', bare)).toBe('a b c');
    expect(canonicalText('ﬁ', bare)).toBe('ﬁ');
    expect(canonicalText('e1\u0301', { ...bare, digits: 'drop' })).toBe('é');
  });

  it('is the same on the fast path of Latin texts as on the path of all others', () => {
    const latin = fc.integer({ min: 0, max: 0x2ff }).map((unit) => String.fromCharCode(unit));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary-ascii' }), fc.string({ unit: latin })), options, (text, chosen) => {
        const alone = canonicalText(text, chosen);
        // No fast path knows the last letter, and nothing before it knows of it.
        expect(canonicalText(`${text} 牛`, chosen)).toBe(alone === '' ? '牛' : `${alone} 牛`);
      }),
      { numRuns: 1000 },
    );
  });

  it('changes nothing when applied twice', () => {
    const anyText = fc
      .array(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
        ),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(anyText, options, (text, chosen) => {
        const once = canonicalText(text, chosen);
        expect(canonicalText(once, chosen)).toBe(once);
      }),
      { numRuns: 500 },
    );
  });

  it('changes no code point when applied twice, alone and after a letter', () => {
    const unstable: string[] = [];
    for (const chosen of [usual, { ...usual, accents: 'keep' as const }, { ...bare, case: 'lower' as const }]) {
      for (let codePoint = 0; codePoint < 0x110000; codePoint += codePoint < 0x20000 ? 1 : 97) {
        const once = canonicalText(`x${String.fromCodePoint(codePoint)}`, chosen);
        if (canonicalText(once, chosen) !== once) unstable.push(codePoint.toString(16));
      }
    }
    expect(unstable).toEqual([]);
  });

  it('lowers each code point as Unicode 15.0 has it, whatever the engine knows', () => {
    const different: string[] = [];
    for (let codePoint = 0x80; codePoint < 0x20000; codePoint++) {
      // Capital I with dot lowers to two code points in the full mapping; final sigma becomes the other one.
      if (CHARACTER_CLASS[codePoint] === UNASSIGNED || CHARACTER_CLASS[codePoint] === INVISIBLE || codePoint === 0x130 || codePoint === 0x3c2)
        continue;
      const wanted = String.fromCodePoint(lowerCase.get(codePoint) ?? codePoint).normalize('NFC');
      const blank = /^[\s\u0080-\u009f]*$/.test(wanted) ? '' : wanted;
      if (canonicalText(String.fromCodePoint(codePoint), { ...bare, case: 'lower' }) !== blank) different.push(codePoint.toString(16));
    }
    expect(different).toEqual([]);
  });

  // Pinned: every group key, split and model depends on it. The same on Node releases with Unicode 15.0, 16 and 17.
  it.each([
    ['with all steps', usual, '6be30e522fc61187774aa7ce4b6c5c13b1024af8eda1f70f099841c26bbc7b80'],
    ['with few', { ...bare, case: 'lower', digits: 'zero' } as const, 'd70456bcb61d0a1689ea223a9a7bf4d5acce3ba13ffcf7ebb0907a010c008a52'],
  ])('is frozen for every code point of the planes in use between a letter and an accent, %s', (_, chosen, digest) => {
    const hash = createHash('sha256');
    // The planes between hold nothing that any Unicode version assigns.
    for (let codePoint = 0; codePoint < 0xe0200; codePoint = codePoint === 0x323ff ? 0xe0000 : codePoint + 1) {
      hash.update(`${canonicalText(`x${String.fromCodePoint(codePoint)}\u0301y`, chosen)}\n`);
    }
    expect(hash.digest('hex')).toBe(digest);
  });

  it('handles a text longer than any buffer', () => {
    expect(canonicalText('Ab '.repeat(400_000), usual)).toBe('ab '.repeat(400_000).trimEnd());
  });
});

describe('character classes', () => {
  it('agree with the published counts of Unicode 15.0', () => {
    // 149,186 graphic and format characters, 65 controls, 137,468 private use.
    const assigned = CHARACTER_CLASS.reduce((count, kind) => count + (kind === UNASSIGNED ? 0 : 1), 0);
    expect(assigned).toBe(149_186 + 65 + 137_468);
  });

  it('know the acute accent but keep the kana voicing mark and Devanagari vowel signs', () => {
    expect(CHARACTER_CLASS[0x301]).toBe(ACCENT);
    expect(CHARACTER_CLASS[0x3099]).not.toBe(ACCENT);
    expect(CHARACTER_CLASS[0x941]).not.toBe(ACCENT);
  });
});
