import type { Failure } from '../../core/failure.js';
import type { AliasMove } from '../registry.js';
import { readLines, writeLines } from './record-lines.js';

/** The moves of aliases, oldest first, or how the log of them is damaged: with one line lost nobody knows where an alias points. */
export function readMoves(file: string): readonly AliasMove[] | Failure {
  return readLines<AliasMove>(file, ({ time, alias, to }) => typeof time === 'string' && typeof alias === 'string' && typeof to === 'number');
}

/** Writes the log with one move more. */
export function appendMove(file: string, moves: readonly AliasMove[], move: AliasMove): void {
  writeLines(file, [...moves, move]);
}
