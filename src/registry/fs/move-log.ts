import type { Json } from '../../core/canonical-json.js';
import { type Digest, digestJson } from '../../core/digest.js';
import type { Failure } from '../../core/failure.js';
import type { AliasMove } from '../registry.js';
import { readLines, writeLines } from './record-lines.js';

/**
 * The moves of aliases, oldest first, or how the log of them is damaged: with one line lost nobody knows where an alias points. Moves are
 * a chain from the first that this release wrote, so that a move of it that was changed, taken out or put in is found; only whole lines cut
 * off at the end leave no trace.
 */
export function readMoves(file: string): readonly AliasMove[] | Failure {
  return readLines<AliasMove>(file, isMove, brokenLink);
}

/** Writes the log with one move more, linked to the last. */
export function appendMove(file: string, moves: readonly AliasMove[], move: Omit<AliasMove, 'chain'>): void {
  const before = digestBefore(moves.at(-1));
  writeLines(file, [...moves, { ...move, chain: { before, own: ownDigest({ ...move, chain: { before } }) } }]);
}

function isMove({ time, alias, to, chain }: Record<string, unknown>): boolean {
  const isLinked = chain === undefined || (typeof chain === 'object' && chain !== null);
  return typeof time === 'string' && typeof alias === 'string' && typeof to === 'number' && isLinked;
}

/** Why a move does not follow the one before; undefined when it does. Once moves are linked none may be without. */
function brokenLink(move: AliasMove, last: AliasMove | undefined): string | undefined {
  if (move.chain === undefined) return last?.chain === undefined ? undefined : 'a move that is not linked to the one before';
  const { own, ...link } = move.chain;
  if (own !== ownDigest({ ...move, chain: link })) return 'a move that was changed after it was written';
  return link.before === digestBefore(last) ? undefined : 'a move that does not follow the one before';
}

/** A move of an older release has no digest of its own. */
function digestBefore(last: AliasMove | undefined): Digest | null {
  return last === undefined ? null : (last.chain?.own ?? ownDigest(last));
}

/** Of the move as JSON can hold it: a number without end, which only somebody else can have written, counts as null. */
function ownDigest(move: object): Digest {
  return digestJson(JSON.parse(JSON.stringify(move)) as Json);
}
