import { countCodes, f1Of } from '../../ml/code-counts.js';
import type { ComparedRows } from './compared-rows.js';

/** F1 of one code by both models on the same rows, each from 0 to 1. */
export interface CodeScores {
  /** Class. */
  readonly code: number;
  readonly candidate: number;
  readonly champion: number;
}

/** F1 of each code that has rows, by class; rows count by their weight. Says nothing of chance: see `codeLosses`. */
export function codeScores({ classCount, label, weight, predicted }: Omit<ComparedRows, 'group'>): readonly CodeScores[] {
  const [candidate, champion] = predicted.map((given) => countCodes(label, given, weight, classCount));
  if (candidate === undefined || champion === undefined) throw new RangeError('rows that two models judged have two answers');
  const present = Array.from(candidate.support.keys()).filter((code) => (candidate.support[code] as number) > 0);
  return present.map((code) => ({ code, candidate: f1Of(candidate, code), champion: f1Of(champion, code) }));
}
