import { Rng } from '../../core/rng.js';
import { compareUtf8 } from '../../core/utf8-order.js';
import { type CodeTree, parentsOf, pathFromTop } from '../../text/code-tree.js';
import type { Move } from './answer-tally.js';

/** How far two distributions of codes over the same rows are apart at one level of the codebook. */
export interface LevelShift {
  /** 1 is the top; the deepest is that of the codes themselves. */
  readonly level: number;
  /** Share of the rows that would have to get another code for the distributions to be equal, 0 to 1. */
  readonly shift: number;
  /** What chance alone seldom exceeds: with probability 0.05 at any of the levels. */
  readonly floor: number;
  /** Chance of a shift at least as large where only chance moves rows, of this level alone. */
  readonly pValue: number;
  readonly isAlarm: boolean;
}

/** The chance of an alarm, at any level, where only chance moves rows. */
const ALARM = 0.05;
const FLIPS = 999;

/**
 * The shift of the distribution of codes, by level, from the top down. With n₁(c) and n₂(c) of n rows given code c, or one below it, by
 * the first and the second model:
 *
 *   S = ½ Σ_c |n₂(c) − n₁(c)| / n
 *
 * (total variation). Rows that got the same code cancel; of the others nothing says whether the models differ in what they give as a whole
 * unless more go one way than back. The null is that: of each group that moved either model could have given either answer (symmetry,
 * Bowker 1948, which makes the marginals homogeneous, Stuart 1955). Under it exchanging the two answers of a group, all its rows together,
 * leaves the distribution of S alone, so S is compared with 999 draws that exchange each group's answers with probability ½ (randomisation
 * test, Pitman 1937: exact for any number of groups and codes):
 *
 *   p = (1 + #{S* ≥ S}) / 1000,   alarm where p ≤ 0.05 / levels   (Bonferroni)
 *
 * What it assumes: groups move independently of each other. The draws are the same for the same moves. Cost: flips · moves · levels.
 */
export function codeShifts(moves: readonly Move[], rowCount: number, tree: CodeTree | null): readonly LevelShift[] {
  const pairs = orderedMoves(moves);
  const levels = levelIndexes(pairs, tree);
  const observed = levels.map((level) => distance(level, pairs.map(netOf), rowCount));
  const drawn = drawDistances(pairs, levels, rowCount);
  const share = ALARM / levels.length;
  return levels.map((_, i) => {
    const values = drawn.map((distances) => distances[i] as number).sort((a, b) => a - b);
    const pValue = (1 + values.filter((value) => value >= (observed[i] as number)).length) / (FLIPS + 1);
    return { level: i + 1, shift: observed[i] as number, floor: floorOf(values, share), pValue, isAlarm: pValue <= share };
  });
}

/** The least distance from which on p is at most `share`. */
function floorOf(sorted: readonly number[], share: number): number {
  return sorted[sorted.length - Math.floor(share * (FLIPS + 1))] as number;
}

/** Bytewise, so that neither rows nor workers decide which draw is whose. */
function orderedMoves(moves: readonly Move[]): readonly Move[] {
  return moves.toSorted((a, b) => compareUtf8(a.from, b.from) || compareUtf8(a.to, b.to) || a.rowCount - b.rowCount);
}

/** Where the ends of each move stand among the codes of a level. */
interface LevelEnds {
  readonly codeCount: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
}

function levelIndexes(moves: readonly Move[], tree: CodeTree | null): readonly LevelEnds[] {
  const parents = parentsOf(tree);
  const pathOf = new Map([...new Set(moves.flatMap(({ from, to }) => [from, to]))].map((code) => [code, pathFromTop(code, parents)]));
  // A codebook may go deeper than the codes that a model gives.
  const depth = Math.max(1, ...[...pathOf.values()].map((path) => path.length));
  return Array.from({ length: depth }, (_, i) => {
    const indexOf = new Map<string, number>();
    const at = (code: string): number => {
      const path = pathOf.get(code) as readonly string[];
      const ancestor = path[Math.min(i + 1, path.length) - 1] as string;
      if (!indexOf.has(ancestor)) indexOf.set(ancestor, indexOf.size);
      return indexOf.get(ancestor) as number;
    };
    const from = Int32Array.from(moves, (move) => at(move.from));
    const to = Int32Array.from(moves, (move) => at(move.to));
    return { codeCount: indexOf.size, from, to };
  });
}

function netOf({ rowCount, groupCount }: Move): number {
  return rowCount * groupCount;
}

/** S of rows that went, net, along each move. */
function distance({ codeCount, from, to }: LevelEnds, net: readonly number[], rowCount: number): number {
  const gained = new Float64Array(codeCount);
  net.forEach((rows, move) => {
    gained[from[move]!]! -= rows;
    gained[to[move]!]! += rows;
  });
  const sum = gained.reduce((total, rows) => total + Math.abs(rows), 0);
  return rowCount === 0 ? 0 : sum / (2 * rowCount);
}

function drawDistances(moves: readonly Move[], levels: readonly LevelEnds[], rowCount: number): readonly (readonly number[])[] {
  const rng = Rng.fromSeed(0).fork('exchanged answers');
  return Array.from({ length: FLIPS }, () => {
    const net = moves.map(({ rowCount: rows, groupCount }) => rows * (groupCount - 2 * countHeads(groupCount, rng)));
    return levels.map((level) => distance(level, net, rowCount));
  });
}

/** Heads of fair coins: set bits of random words. */
function countHeads(coins: number, rng: Rng): number {
  let heads = 0;
  for (let left = coins; left > 0; left -= 32) heads += bitCount(left >= 32 ? rng.nextUint32() : rng.nextUint32() >>> (32 - left));
  return heads;
}

function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
