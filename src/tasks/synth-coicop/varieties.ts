import { Rng } from '../../core/rng.js';
import type { SynthRow } from './draw-block.js';
import { skewedBelow } from './draws.js';
import { VARIETY_WORDS } from './words/varieties.js';
import type { World } from './world.js';

/** German and French word of each variety. */
export const VARIETIES: readonly (readonly [de: string, fr: string])[] = VARIETY_WORDS.trim()
  .split('\n')
  .map((line) => line.split(' | ') as [string, string]);

/** A row of codes that may be divided; absent where its code is not. */
export interface DividedRow extends SynthRow {
  readonly labelVariety?: number;
  readonly trueVariety?: number;
}

/** Share of texts that do not say which variety they are of. */
const UNSAID = 0.1;

/** How many varieties each leaf is divided into so that there are so many codes in all; 1: it is not. The first leaves have one more. */
export function countVarieties(leafCount: number, codeCount: number): readonly number[] {
  return Array.from({ length: leafCount }, (_, leaf) => Math.floor(codeCount / leafCount) + (leaf < codeCount % leafCount ? 1 : 0));
}

/** The code of a variety, below that of its leaf. */
export function varietyCode(leafCode: string, variety: number | undefined): string {
  return variety === undefined ? leafCode : `${leafCode}.${String(variety + 1).padStart(2, '0')}`;
}

/**
 * Divides the codes of the rows of a block. A row is of a variety of its true leaf, the first ones more often, which its text names behind the
 * other words; a copy is of that of its original. A wrong label is the variety of that number of the wrong leaf. Beside the rows it depends on
 * seed and block alone.
 */
export function divideRows(
  { leaves }: World,
  rows: readonly SynthRow[],
  codeCount: number,
  seed: number,
  block: number,
  firstRow: number,
): DividedRow[] {
  const counts = countVarieties(leaves.length, codeCount);
  const rng = Rng.fromSeed(seed).fork('coicop-varieties').fork(`block-${block}`);
  const divided: DividedRow[] = [];
  for (const row of rows) {
    const drawn = { variety: skewedBelow(counts[row.trueLeaf] as number, rng), isSaid: rng.nextFloat() >= UNSAID };
    const original = divided[row.copyOf - firstRow];
    const isDivided = counts[row.trueLeaf] !== 1;
    const trueVariety = original?.trueVariety ?? drawn.variety;
    const text = original?.text ?? (isDivided && drawn.isSaid ? withWord(row, trueVariety) : row.text);
    const labelCount = counts[row.label] as number;
    divided.push({
      ...row,
      text,
      ...(isDivided ? { trueVariety } : {}),
      ...(labelCount === 1 ? {} : { labelVariety: trueVariety % labelCount }),
    });
  }
  return divided;
}

/** Shouted where the text is. */
function withWord({ text, language }: SynthRow, variety: number): string {
  const word = VARIETIES[variety]?.[language] as string;
  return `${text} ${text === text.toUpperCase() ? word.toUpperCase() : word}`;
}
