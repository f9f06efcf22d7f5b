import type { Rng } from '../../core/rng.js';
import { NEW_BRAND_EVERY } from './brands.js';
import { pick, skewedBelow } from './draws.js';
import { RATES } from './settings.js';
import { abbreviate, misspell, plainLetters } from './spelling.js';
import type { Leaf, World } from './world.js';

/** What was done to a text, as bits. */
export const TEXT_FLAGS = { ambiguous: 1, abbreviated: 2, misspelt: 4, newWord: 8 } as const;

/** A text and the truth about it; `language` indexes LANGUAGES. */
export interface ComposedText {
  text: string;
  flags: number;
  readonly language: 0 | 1;
}

/** Composes one text of a leaf: `[brand] [class word] word [second word] [modifier] [quantity]`, spelt as its source spells. */
export function composeText(world: World, leaf: Leaf, source: 0 | 1, period: 0 | 1, rng: Rng): ComposedText {
  const composed: ComposedText = { text: '', flags: 0, language: rng.nextFloat() < RATES.german ? 0 : 1 };
  const { modifiers, quantities } = leaf.productClass;
  const own = modifiers[composed.language];
  let text = chooseWords(world, leaf, period, rng, composed);
  if (rng.nextFloat() < RATES.typo[source]) {
    text = misspell(text, rng);
    composed.flags |= TEXT_FLAGS.misspelt;
  }
  if (rng.nextFloat() < RATES.abbreviation[source]) text = shorten(text, rng, composed);
  if (rng.nextFloat() < RATES.brand)
    text = rng.nextFloat() < 0.7 ? `${chooseBrand(leaf, period, rng)} ${text}` : `${text} ${chooseBrand(leaf, period, rng)}`;
  if (rng.nextFloat() < RATES.modifier) text = rng.nextFloat() < 0.8 ? `${text} ${pick(own, rng)}` : `${pick(own, rng)} ${text}`;
  if (rng.nextFloat() < RATES.secondModifier) text = `${text} ${pick(own, rng)}`;
  if (rng.nextFloat() < RATES.quantity) text = `${text} ${pick(quantities, rng)}`;
  composed.text = spellAs(text, source, rng);
  return composed;
}

function chooseWords(world: World, leaf: Leaf, period: 0 | 1, rng: Rng, composed: ComposedText): string {
  const { heads, leaves, groupLeaves } = leaf.productClass;
  const draw = rng.nextFloat();
  let limit: number = RATES.headOnly;
  if (draw < limit) {
    composed.flags |= TEXT_FLAGS.ambiguous;
    return pick(heads[composed.language], rng);
  }
  limit += RATES.siblingWord;
  if (draw < limit) {
    composed.flags |= TEXT_FLAGS.ambiguous;
    return wordOf(world.leaves[pick(leaves, rng)] as Leaf, period, rng, composed);
  }
  const word = wordOf(leaf, period, rng, composed);
  limit += RATES.headAndWord;
  if (draw < limit) return `${pick(heads[composed.language], rng)} ${word}`;
  limit += RATES.secondWord;
  if (draw >= limit) return word;
  const second = wordOf(world.leaves[pick(groupLeaves, rng)] as Leaf, period, rng, composed);
  return rng.nextFloat() < 0.6 ? `${word} ${second}` : `${second} ${word}`;
}

/** A word of a leaf; its last one exists in the later period only. */
function wordOf(leaf: Leaf, period: 0 | 1, rng: Rng, composed: ComposedText): string {
  const words = leaf.words[composed.language];
  const newest = words.length - 1;
  if (period === 1 && rng.nextFloat() < 0.2) {
    composed.flags |= TEXT_FLAGS.newWord;
    return words[newest] as string;
  }
  return words[skewedBelow(newest, rng)] as string;
}

/** Every fourth brand of a class is sold in the later period only. */
function chooseBrand(leaf: Leaf, period: 0 | 1, rng: Rng): string {
  const { brands } = leaf.productClass;
  let index = skewedBelow(brands.length, rng);
  if (period === 0 && index % NEW_BRAND_EVERY === NEW_BRAND_EVERY - 1) index--;
  return brands[index] as string;
}

function shorten(text: string, rng: Rng, composed: ComposedText): string {
  const short = text
    .split(' ')
    .map((word) => abbreviate(word, rng))
    .join(' ');
  if (short !== text) composed.flags |= TEXT_FLAGS.abbreviated;
  return short;
}

function spellAs(text: string, source: 0 | 1, rng: Rng): string {
  const plain = rng.nextFloat() < RATES.plainLetters[source] ? plainLetters(text) : text;
  const draw = rng.nextFloat();
  if (draw < RATES.upperCase[source]) return plain.toUpperCase();
  if (draw < RATES.upperCase[source] + RATES.lowerCase[source]) return plain.toLowerCase();
  return plain;
}
