import { Rng } from '../../core/rng.js';
import { compareUtf8 } from '../../core/utf8-order.js';
import { codeLevels, codePaths } from '../../text/code-levels.js';
import type { CodeTree } from '../../text/code-tree.js';
import type { Move } from './answer-tally.js';
import { judgeShifts, type LevelShift } from './level-shift.js';

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
 * test, Pitman 1937: exact for any number of groups and codes), see `judgeShifts`. What it assumes: groups move independently of each other. The draws are the same for the same moves. Cost: flips · moves · levels.
 */
export function codeShifts(moves: readonly Move[], rowCount: number, tree: CodeTree | null): readonly LevelShift[] {
  const pairs = orderedMoves(moves);
  const levels = levelIndexes(pairs, tree);
  const observed = levels.map((level) => distance(level, pairs.map(netOf), rowCount));
  return judgeShifts(observed, drawDistances(pairs, levels, rowCount));
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
  const codes = [...new Set(moves.flatMap(({ from, to }) => [from, to]))];
  const indexOf = new Map(codes.map((code, index) => [code, index]));
  return codeLevels(codePaths(codes, tree)).map(({ codes: ancestors, placeOf }) => {
    const at = (code: string): number => placeOf[indexOf.get(code) as number] as number;
    const from = Int32Array.from(moves, (move) => at(move.from));
    const to = Int32Array.from(moves, (move) => at(move.to));
    return { codeCount: ancestors.length, from, to };
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
