import { Rng } from '../../core/rng.js';
import type { Catalogue } from './catalogue.js';
import { composeText } from './compose-text.js';
import { pick } from './draws.js';
import { BLOCK_ROWS, RATES } from './settings.js';
import type { Leaf, World } from './world.js';

/** What a row may be: drawn alone, planted for a small code, or a copy of an earlier row with its code or another one. */
export const ROW_KINDS = ['plain', 'small', 'duplicate', 'conflict'] as const;

/** A row and the truth about it. Leaves and the words of settings.ts are given by index. */
export interface SynthRow {
  readonly text: string;
  /** The leaf that the row is labelled with. */
  readonly label: number;
  /** The leaf that its text was made for. */
  readonly trueLeaf: number;
  readonly language: 0 | 1;
  readonly source: 0 | 1;
  readonly period: 0 | 1;
  /** '' when missing. */
  readonly shop: string;
  /** In hundredths, -1 when missing. */
  readonly priceCents: number;
  /** Bits of TEXT_FLAGS. */
  readonly flags: number;
  readonly labelNoise: boolean;
  readonly kind: 0 | 1 | 2 | 3;
  /** Row of the whole file that a duplicate or conflict copies, or -1. */
  readonly copyOf: number;
}

/**
 * Draws the first `count` rows of a block. Row r of a block depends on seed, block and earlier rows of the block only:
 * so a longer file begins with the rows of a shorter one, whatever draws it.
 */
export function drawBlock(
  world: World,
  catalogue: Catalogue,
  planted: ReadonlyMap<number, number>,
  seed: number,
  block: number,
  count: number,
): SynthRow[] {
  const rng = Rng.fromSeed(seed).fork('coicop-rows').fork(`block-${block}`);
  const firstRow = block * BLOCK_ROWS;
  const rows: SynthRow[] = [];
  for (let i = 0; i < count; i++) {
    const smallLeaf = planted.get(firstRow + i);
    if (smallLeaf !== undefined) rows.push(drawSmall(world, smallLeaf, rng));
    else rows.push((rng.nextFloat() < RATES.duplicate ? copyRow(world, rows, firstRow, rng) : undefined) ?? drawPlain(world, catalogue, rng));
  }
  return rows;
}

function drawPlain(world: World, catalogue: Catalogue, rng: Rng): SynthRow {
  const period = rng.nextFloat() < RATES.laterPeriod ? 1 : 0;
  const source = rng.nextFloat() < RATES.app[period] ? 0 : 1;
  const leaf = world.leaves[world.shares[period].draw(rng)] as Leaf;
  const composed =
    rng.nextFloat() < RATES.catalogue ? catalogue.draw(leaf.index, source, period, rng) : composeText(world, leaf, source, period, rng);
  const labelNoise = rng.nextFloat() < RATES.labelNoise;
  return {
    text: composed.text,
    label: labelNoise ? wrongLabel(world, leaf, rng) : leaf.index,
    trueLeaf: leaf.index,
    language: composed.language,
    source,
    period,
    shop: drawShop(world, leaf, rng),
    priceCents: drawPrice(leaf, period, rng),
    flags: composed.flags,
    labelNoise,
    kind: 0,
    copyOf: -1,
  };
}

function drawSmall(world: World, index: number, rng: Rng): SynthRow {
  const leaf = world.leaves[index] as Leaf;
  const composed = composeText(world, leaf, 0, 0, rng);
  return {
    text: composed.text,
    label: index,
    trueLeaf: index,
    language: composed.language,
    source: 0,
    period: 0,
    shop: drawShop(world, leaf, rng),
    priceCents: drawPrice(leaf, 0, rng),
    flags: composed.flags,
    labelNoise: false,
    kind: 1,
    copyOf: -1,
  };
}

/** Copies an earlier row of the block, all but its id; a conflict gives the copy another code. `undefined` when the row drawn cannot be copied. */
function copyRow(world: World, rows: readonly SynthRow[], firstRow: number, rng: Rng): SynthRow | undefined {
  const index = Math.floor(rng.nextFloat() * rows.length);
  const original = rows[index];
  if (original === undefined || original.kind !== 0) return undefined;
  const copy: SynthRow = { ...original, kind: 2, copyOf: firstRow + index };
  if (original.labelNoise || rng.nextFloat() >= RATES.conflict) return copy;
  return { ...copy, kind: 3, label: otherCommonLeaf(world, original.trueLeaf, rng, true) };
}

function wrongLabel(world: World, leaf: Leaf, rng: Rng): number {
  return otherCommonLeaf(world, leaf.index, rng, rng.nextFloat() < RATES.noiseInGroup);
}

/** Another leaf that is not small; of the same group when asked and when that has one. */
function otherCommonLeaf(world: World, leaf: number, rng: Rng, inGroup: boolean): number {
  const group = (world.leaves[leaf] as Leaf).productClass.groupLeaves.filter((other) => other !== leaf && world.smallSize[other] === 0);
  if (inGroup && group.length > 0) return pick(group, rng);
  let other = pick(world.commonLeaves, rng);
  while (other === leaf) other = pick(world.commonLeaves, rng);
  return other;
}

function drawShop(world: World, leaf: Leaf, rng: Rng): string {
  const draw = rng.nextFloat();
  if (draw < RATES.missingShop) return '';
  return pick(draw < RATES.missingShop + RATES.otherShop ? world.shops : leaf.productClass.shops, rng);
}

function drawPrice(leaf: Leaf, period: 0 | 1, rng: Rng): number {
  if (rng.nextFloat() < RATES.missingPrice) return -1;
  const price = leaf.priceCents * (0.75 + 0.5 * rng.nextFloat()) * (period === 1 ? RATES.inflation : 1);
  return 5 * Math.max(1, Math.round(price / 5));
}
