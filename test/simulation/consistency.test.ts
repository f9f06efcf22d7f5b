import { describe, expect, it } from 'vitest';
import { Rng } from '../../src/core/rng.js';
import { AnswerTally } from '../../src/evaluation/consistency/answer-tally.js';
import { codeShifts } from '../../src/evaluation/consistency/code-shift.js';
import { draws, keepResult } from './keep-result.js';
import { fallingSupports } from './two-models.js';

const ROWS = 20_000;
const CODES = 338;
/** Codes such as 1.2.3.4, whose parents are their beginnings. */
const NAMES = Array.from({ length: CODES }, (_, i) => [Math.floor(i / 40), Math.floor(i / 12), Math.floor(i / 4), i].join('.'));
const TREE = treeOf(NAMES);

function treeOf(names: readonly string[]) {
  const codes = new Map<string, string | null>();
  for (const name of names) {
    const parts = name.split('.');
    parts.forEach((_, i) => {
      codes.set(parts.slice(0, i + 1).join('.'), i === 0 ? null : parts.slice(0, i).join('.'));
    });
  }
  return { codes: [...codes.keys()], parents: [...codes.values()] };
}

interface Change {
  /** Rows that the second model gives another code than it would. */
  readonly share: number;
  /** They go from so many codes to as many others. */
  readonly pairCount: number;
}

/**
 * Two models that code the same rows: each errs by itself in a fifth of the texts, mostly into like codes, so some 30 % get another code
 * from the second without any change. One text in four is there several times.
 */
function drawAnswers(rng: Rng, change: Change | null): AnswerTally {
  const tally = new AnswerTally();
  const truth = fallingSupports(CODES, ROWS).flatMap((count, code) => new Array<number>(count).fill(code));
  const target = change === null ? new Map<number, number>() : drawTargets(rng, change, truth);
  const moved = change === null ? 0 : (change.share * ROWS) / truth.filter((code) => target.has(code)).length;
  const said = (code: number): number => {
    if (rng.nextFloat() > 0.2) return code;
    return rng.nextFloat() < 0.7 ? Math.min(CODES - 1, 4 * Math.floor(code / 4) + rng.nextBelow(4)) : rng.nextBelow(CODES);
  };
  for (let row = 0, group = 0; row < truth.length; group++) {
    const code = truth[row] as number;
    const size = Math.min(truth.length - row, rng.nextFloat() < 0.75 ? 1 : 2 + rng.nextBelow(4));
    const first = said(code);
    const second = target.has(code) && rng.nextFloat() < moved ? (target.get(code) as number) : said(code);
    const answer = (given: number) => ({ code: NAMES[given] as string, score: null });
    for (let i = 0; i < size; i++) tally.add({ id: null, text: '', group: `${group}`, first: answer(first), second: answer(second) });
    row += size;
  }
  return tally;
}

/** Codes that lose rows, each with the one that gains them; together they have half as many rows again as are to move, or more. */
function drawTargets(rng: Rng, { share, pairCount }: Change, truth: readonly number[]): Map<number, number> {
  for (;;) {
    const target = new Map<number, number>();
    while (target.size < pairCount) {
      const code = rng.nextBelow(CODES / 4);
      target.set(code, (code + 1 + rng.nextBelow(CODES - 1)) % CODES);
    }
    if (truth.filter((code) => target.has(code)).length >= 1.5 * share * ROWS) return target;
  }
}

function countAlarms(label: string, count: number, change: Change | null): number {
  let alarms = 0;
  for (let i = 0; i < count; i++) {
    const tally = drawAnswers(Rng.fromSeed(23).fork(`${label} ${i}`), change);
    if (codeShifts(tally.moves(), tally.rowCount, TREE).some(({ isAlarm }) => isAlarm)) alarms++;
  }
  return alarms;
}

describe('the shift between two models', () => {
  it('raises an alarm without a change at most as often as it may', () => {
    const count = draws(200, 40);
    const alarms = countAlarms('no change', count, null);
    keepResult('consistency', 'alarms without a change', { draws: count, rows: ROWS, alarms });
    expect(alarms).toBeLessThanOrEqual(draws(16, 6));
  });

  it.each([1, 10, 40])('finds 3 in 100 rows moved, from %i codes to others', (pairCount) => {
    const count = draws(200, 20);
    const alarms = countAlarms(`change ${pairCount}`, count, { share: 0.03, pairCount });
    keepResult('consistency', `3 % of the rows moved from ${pairCount} codes to others`, { draws: count, rows: ROWS, found: alarms / count });
    expect(alarms / count).toBeGreaterThanOrEqual(draws(0.95, 0.85));
  });
});
