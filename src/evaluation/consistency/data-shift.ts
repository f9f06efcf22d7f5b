import { Rng } from '../../core/rng.js';
import { compareUtf8 } from '../../core/utf8-order.js';
import { type CodeLevel, codeLevels, codePaths } from '../../text/code-levels.js';
import type { CodeTree } from '../../text/code-tree.js';
import { judgeShifts, type LevelShift } from './level-shift.js';

/** Rows with their codes, some of which are the newest. One entry a row. */
export interface DatedRows {
  /** Index below `codeCount`; −1 for a row that takes no part. */
  readonly code: Int32Array;
  /** Rows with equal numbers, below `groupCount`, are one group. */
  readonly group: Uint32Array;
  readonly groupCount: number;
  readonly isNewest: (row: number) => boolean;
}

/** A code with its rows among the newest and among the earlier ones. */
export interface CodeRows {
  readonly code: string;
  readonly earlier: number;
  readonly newest: number;
}

/** How far the codes of the newest rows are from those of the earlier ones. */
export interface DataShift {
  readonly earlierCount: number;
  readonly newestCount: number;
  /** From the top of the codebook down. */
  readonly shifts: readonly LevelShift[];
  /** The codes whose share changed most, most first. */
  readonly codes: readonly CodeRows[];
}

const DRAWS = 199;
const MOST_LISTED = 20;

/**
 * The shift of the distribution of codes from the earlier rows to the newest, by level of the codebook. With p₁(c) and p₂(c) the shares of
 * the earlier and of the newest rows that have code c, or one below it:
 *
 *   S = ½ Σ_c |p₂(c) − p₁(c)|
 *
 * (total variation). The null is that the newest groups are any groups: S is compared with 199 draws in which as many rows, by whole groups
 * at random, stand for the newest (permutation test, Pitman 1937), see `judgeShifts`. In a draw a group's rows all count for the code of its first row. The draws are the same for the same rows. Null where there are no
 * newest or no earlier rows, or only one group. Cost: rows + draws · (rows of the smaller side + codes · levels).
 */
export function dataShift(rows: DatedRows, codes: readonly string[], tree: CodeTree | null): DataShift | null {
  const { all, newest } = countBySide(rows, codes.length);
  const [rowCount, newestCount] = [sumOf(all), sumOf(newest)];
  const groups = wholeGroups(rows);
  if (newestCount === 0 || newestCount === rowCount || groups.order.length < 2) return null;
  const levels = tellingLevels(codes, tree);
  const observed = levels.map((level) => distance(level, all, newest));
  const drawn = drawDistances(groups, all, Math.min(newestCount, rowCount - newestCount), levels);
  return { earlierCount: rowCount - newestCount, newestCount, shifts: judgeShifts(observed, drawn), codes: changedCodes(codes, all, newest) };
}

function countBySide({ code, isNewest }: DatedRows, codeCount: number) {
  const [all, newest] = [new Float64Array(codeCount), new Float64Array(codeCount)];
  for (let row = 0; row < code.length; row++) {
    if (code[row]! < 0) continue;
    all[code[row]!]!++;
    if (isNewest(row)) newest[code[row]!]!++;
  }
  return { all, newest };
}

/** Groups that have rows: how many, and the code of the first. */
interface WholeGroups {
  readonly order: Uint32Array;
  readonly size: Uint32Array;
  readonly code: Int32Array;
}

function wholeGroups({ code, group, groupCount }: DatedRows): WholeGroups {
  const size = new Uint32Array(groupCount);
  const first = new Int32Array(groupCount).fill(-1);
  for (let row = 0; row < code.length; row++) {
    if (code[row]! < 0) continue;
    if (size[group[row]!]!++ === 0) first[group[row]!] = code[row]!;
  }
  const order = Uint32Array.from(size.keys()).filter((each) => size[each]! > 0);
  return { order, size, code: first };
}

/** Those with several codes: one code above all others tells nothing. Where there is no such level, that of the codes. */
function tellingLevels(codes: readonly string[], tree: CodeTree | null): readonly CodeLevel[] {
  const levels = codeLevels(codePaths(codes, tree));
  const telling = levels.filter((level) => level.codes.length > 1);
  return telling.length === 0 ? levels.slice(-1) : telling;
}

/** S of rows of which some, by code, are those of one side. */
function distance({ codes, placeOf }: CodeLevel, all: Float64Array, side: Float64Array): number {
  const [ofAll, ofSide] = [new Float64Array(codes.length), new Float64Array(codes.length)];
  placeOf.forEach((at, code) => {
    ofAll[at]! += all[code]!;
    ofSide[at]! += side[code]!;
  });
  const [sideCount, restCount] = [sumOf(side), sumOf(all) - sumOf(side)];
  const apart = ofAll.reduce((sum, count, at) => sum + Math.abs(ofSide[at]! / sideCount - (count - ofSide[at]!) / restCount), 0);
  return apart / 2;
}

/** Draws go on shuffling the order that the one before left: any order is as good. */
function drawDistances({ order, size, code }: WholeGroups, all: Float64Array, sideCount: number, levels: readonly CodeLevel[]) {
  const rng = Rng.fromSeed(0).fork('newest groups');
  return Array.from({ length: DRAWS }, () => {
    const side = new Float64Array(all.length);
    let drawn = 0;
    for (let i = 0; i < order.length - 1 && drawn < sideCount; i++) {
      const other = i + rng.nextBelow(order.length - i);
      const chosen = order[other]!;
      order[other] = order[i]!;
      order[i] = chosen;
      side[code[chosen]!]! += size[chosen]!;
      drawn += size[chosen]!;
    }
    return levels.map((level) => distance(level, all, side));
  });
}

function changedCodes(codes: readonly string[], all: Float64Array, newest: Float64Array): readonly CodeRows[] {
  const [rowCount, newestCount] = [sumOf(all), sumOf(newest)];
  const change = ({ earlier, newest: own }: CodeRows): number => Math.abs(own / newestCount - earlier / (rowCount - newestCount));
  return codes
    .map((code, i) => ({ code, earlier: all[i]! - newest[i]!, newest: newest[i]! }))
    .filter((line) => change(line) > 0)
    .sort((a, b) => change(b) - change(a) || compareUtf8(a.code, b.code))
    .slice(0, MOST_LISTED);
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
