import { describe, expect, test } from 'vitest';
import { Rng } from '../../../src/core/rng.js';
import { GroupTally } from '../../../src/evaluation/consistency/group-tally.js';
import { describeVocabulary, type VocabularyDrift } from '../../../src/evaluation/consistency/vocabulary-drift.js';
import { VocabularyTally } from '../../../src/evaluation/consistency/vocabulary-tally.js';
import { groupKey } from '../../../src/text/group-key.js';

interface Row {
  readonly text: string;
  readonly first: readonly string[];
  readonly second: readonly string[];
}

const UNITS = ['words', 'words'] as const;

/** Each row has four words; `first` and `second` are those that the models do not know. */
function driftOf(rows: readonly Row[], test: readonly Row[] = [], examples = true, units: VocabularyDrift['units'] = UNITS): VocabularyDrift {
  const tallies = { units, first: new VocabularyTally(), second: new VocabularyTally(), gaps: new GroupTally(), testRows: new VocabularyTally() };
  const words = (unknown: readonly string[]) => ({ wordCount: 4, unknown, hasKnownNgram: unknown.length < 4 });
  rows.forEach(({ text, first, second }, i) => {
    const row = { id: `r${i}`, text, group: groupKey([text]) };
    tallies.gaps.add(tallies.second.add(words(second), row) - tallies.first.add(words(first), row), row.group);
  });
  for (const { text, second } of test) tallies.testRows.add(words(second), { id: null, text, group: groupKey([text]) });
  return describeVocabulary(tallies, examples);
}

function rowOf(text: string, second: readonly string[], first: readonly string[] = []): Row {
  return { text, first, second };
}

describe('unknown words', () => {
  test('are means over rows, and those of the most rows come first, with examples of different texts', () => {
    const { first, second, words } = driftOf([
      rowOf('a', ['teff']),
      rowOf('b', ['quinoa', 'teff']),
      rowOf('b', ['quinoa', 'teff']),
      rowOf('c', ['quinoa', 'w', 'x', 'y'], ['w']),
    ]);
    expect(first).toEqual({ rowCount: 4, unknownRows: 0, unknownWords: 0.25 / 4 });
    expect(second).toEqual({ rowCount: 4, unknownRows: 0.25, unknownWords: (0.25 + 0.5 + 0.5 + 1) / 4 });
    expect(words.map(({ word, rowCount }) => [word, rowCount])).toEqual([
      ['quinoa', 3],
      ['teff', 3],
      ['w', 1],
      ['x', 1],
      ['y', 1],
    ]);
    expect(words[0]?.examples).toEqual([
      { id: 'r1', text: 'b' },
      { id: 'r3', text: 'c' },
    ]);
  });

  test('are not told where nobody may read texts', () => {
    expect(driftOf([rowOf('a', ['teff'])], [], false).words).toEqual([]);
  });

  test('of different units are not compared, and nothing is said without rows', () => {
    expect(driftOf([rowOf('a', ['teff'])], [], true, ['words', 'n-grams']).overFirst).toBeNull();
    expect(driftOf([], [rowOf('a', ['teff'])])).toMatchObject({ overFirst: { excess: 0, isAlarm: false }, testRows: { excess: 0, isAlarm: false } });
  });
});

describe('the floor over the first model', () => {
  const one = (texts: number, times: number) =>
    driftOf(Array.from({ length: texts * times }, (_, i) => rowOf(`text ${i % texts}`, ['teff']))).overFirst?.isAlarm;

  test('is beyond five texts that all lose a word, and below six, however often each is there', () => {
    expect([one(5, 1), one(6, 1), one(5, 40), one(6, 40)]).toEqual([false, true, false, true]);
  });

  test('is exceeded by at most 5 in 100 of all ways to exchange the models, counted one by one', () => {
    const rng = Rng.fromSeed(4);
    for (let trial = 0; trial < 3; trial++) {
      const gaps = Array.from({ length: 10 }, () => 1 + rng.nextBelow(3));
      let alarms = 0;
      for (let signs = 0; signs < 1024; signs++) {
        const unknown = (is: boolean, gap: number) => (is ? Array.from({ length: gap }, (_, i) => `w${i}`) : []);
        const rows = gaps.map((gap, g) => rowOf(`${g}`, unknown(((signs >> g) & 1) === 1, gap), unknown(((signs >> g) & 1) === 0, gap)));
        if (driftOf(rows).overFirst?.isAlarm) alarms++;
      }
      expect(alarms / 1024).toBeLessThanOrEqual(0.05);
    }
  });
});

describe('the floor over the test rows', () => {
  /** Texts of some words each; one text in four is there several times, and so is one very often. */
  function drawRows(rng: Rng): Row[] {
    return Array.from({ length: 300 }, (_, text) => {
      const unknown = Array.from({ length: rng.nextFloat() < 0.3 ? 1 + rng.nextBelow(4) : 0 }, (_, i) => `word ${rng.nextBelow(200)} ${i}`);
      const times = text === 0 ? 30 : rng.nextFloat() < 0.75 ? 1 : 2 + rng.nextBelow(4);
      return new Array<Row>(times).fill(rowOf(`text ${text}`, unknown));
    }).flat();
  }

  /** Half of the texts, whole, against the other half; of the first a share gets a new word. */
  function countAlarms(planted: number): number {
    let alarms = 0;
    for (let draw = 0; draw < 200; draw++) {
      const rng = Rng.fromSeed(23).fork(`half ${draw}`);
      const isHere = new Map<string, boolean>();
      const sides: [Row[], Row[]] = [[], []];
      for (const row of drawRows(rng)) {
        if (!isHere.has(row.text)) isHere.set(row.text, rng.nextFloat() < 0.5);
        const here = isHere.get(row.text) === true;
        const more = here && rng.nextFloat() < planted ? ['quinoa', 'teff', ...row.second].slice(0, 4) : row.second;
        sides[here ? 0 : 1].push({ ...row, second: more });
      }
      if (driftOf(sides[0], sides[1]).testRows?.isAlarm) alarms++;
    }
    return alarms;
  }

  test('is that of the formula, worked out by hand', () => {
    const { testRows } = driftOf([rowOf('a', ['teff']), rowOf('a', ['teff']), rowOf('b', [])], [rowOf('c', ['teff', 'quinoa']), rowOf('d', [])]);
    // Shares add up to 0.5 on either side of 3 and 2 rows: 0.2 of all words. q = (0.1² + 0.2² + 0.3² + 0.2²) / 5 = 0.036.
    expect(testRows?.excess).toBeCloseTo(0.5 / 3 - 0.5 / 2, 12);
    expect(testRows?.floor).toBeCloseTo(2.447746830680816 * Math.sqrt(0.036 * (1 / 3 + 1 / 2)), 12);
  });

  test('raises no alarm between halves of the same rows, but by chance', () => {
    expect(countAlarms(0)).toBeLessThanOrEqual(16);
  });

  test('is exceeded where half of the rows get two new words', () => {
    expect(countAlarms(0.5)).toBeGreaterThanOrEqual(190);
  });
});
