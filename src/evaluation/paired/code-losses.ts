import { binomialAtMost } from '../review/incomplete-beta.js';
import type { ComparedRows } from './compared-rows.js';

/** A code of which the candidate gets fewer groups right than chance explains. */
export interface CodeLoss {
  /** Class. */
  readonly code: number;
  readonly groupCount: number;
  readonly candidateOnly: number;
  readonly championOnly: number;
  /** The chance of so few or fewer for the candidate, were both models as good: the sign test's. */
  readonly p: number;
}

/** What can be said code by code. */
export interface CodeLosses {
  /** Codes with rows, and those with groups enough that a total loss would show. */
  readonly codeCount: number;
  readonly tellableCount: number;
  /** By rising p. With models as good, this share of the codes that can be told stands here by chance. */
  readonly losses: readonly CodeLoss[];
  readonly level: number;
}

/** Below it a loss is listed. */
const LEVEL = 0.05;

/**
 * Losses of single codes by the sign test over groups, one-sided at 5 %, none of them corrected for the number of codes: a list to look
 * at, no part of a decision. A group whose rows of a code are divided between the models counts for the one that has more.
 */
export function codeLosses({ classCount, label, group, predicted }: Omit<ComparedRows, 'weight'>): CodeLosses {
  const [candidate, champion] = predicted;
  const order = Uint32Array.from(label.keys()).sort((a, b) => label[a]! - label[b]! || group[a]! - group[b]! || a - b);
  const groups = new Uint32Array(classCount);
  const candidateOnly = new Uint32Array(classCount);
  const championOnly = new Uint32Array(classCount);
  let more = 0;
  order.forEach((row, i) => {
    const code = label[row]!;
    more += Number(candidate[row] === code) - Number(champion[row] === code);
    const next = order[i + 1];
    if (next !== undefined && label[next] === code && group[next] === group[row]) return;
    groups[code]!++;
    if (more > 0) candidateOnly[code]!++;
    if (more < 0) championOnly[code]!++;
    more = 0;
  });
  const present = Array.from(groups.keys()).filter((code) => groups[code]! > 0);
  const losses = present
    .map((code) => {
      const [won, lost] = [candidateOnly[code]!, championOnly[code]!];
      return { code, groupCount: groups[code]!, candidateOnly: won, championOnly: lost, p: binomialAtMost(won, won + lost, 0.5) };
    })
    .filter(({ p }) => p <= LEVEL)
    .sort((a, b) => a.p - b.p || a.code - b.code);
  const tellable = present.filter((code) => binomialAtMost(0, groups[code]!, 0.5) <= LEVEL).length;
  return { codeCount: present.length, tellableCount: tellable, losses, level: LEVEL };
}
