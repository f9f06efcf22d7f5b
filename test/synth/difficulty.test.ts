import { describe, expect, it } from 'vitest';
import { digestBytes } from '../../src/core/digest.js';
import { Rng, shuffle } from '../../src/core/rng.js';
import { canonicalGroupText } from '../../src/text/group-key.js';
import { codeOf, drawRows } from './draw-rows.js';

const rows = drawRows(1, 100_000).map((row) => ({ text: canonicalGroupText(row.text), code: codeOf(row.label) }));

interface Example {
  readonly text: string;
  readonly code: string;
}

describe('the difficulty of synthetic texts at 100,000 rows', () => {
  it('lets a dictionary of exact texts be right on 22 to 34 % of the rows of a plain split', () => {
    const order = shuffle(rows.slice(), Rng.fromSeed(5));
    const accuracy = shareRight(order.slice(0, 10_000), lookup(order.slice(30_000)));
    expect(accuracy).toBeGreaterThan(0.22);
    expect(accuracy).toBeLessThan(0.34);
  });

  it('lets naive Bayes on words be right on 60 to 74 % of the rows whose texts are new', () => {
    const place = rows.map((row) => Number.parseInt(digestBytes(row.text).slice(0, 4), 16) / 65_536);
    const train = rows.filter((_, i) => (place[i] as number) < 0.7);
    const test = rows.filter((_, i) => (place[i] as number) >= 0.9);
    const accuracy = shareRight(test, naiveBayes(train));
    expect(accuracy).toBeGreaterThan(0.6);
    expect(accuracy).toBeLessThan(0.74);
  });
});

function shareRight(test: readonly Example[], predict: (text: string) => string | undefined): number {
  return test.filter((row) => predict(row.text) === row.code).length / test.length;
}

function lookup(train: readonly Example[]): (text: string) => string | undefined {
  const seen = new Map<string, Map<string, number>>();
  for (const { text, code } of train) {
    const counts = seen.get(text) ?? new Map<string, number>();
    seen.set(text, counts.set(code, (counts.get(code) ?? 0) + 1));
  }
  return (text) => [...(seen.get(text) ?? [])].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** Multinomial naive Bayes with one added count a word and code; a word that train does not know is left out. */
function naiveBayes(train: readonly Example[]): (text: string) => string {
  const codes = [...new Set(train.map((row) => row.code))];
  const codeIndex = new Map(codes.map((code, index) => [code, index]));
  const words = new Map<string, Float64Array>();
  const wordTotals = new Float64Array(codes.length);
  const rowTotals = new Float64Array(codes.length);
  for (const { text, code } of train) {
    const index = codeIndex.get(code) as number;
    rowTotals[index]!++;
    for (const word of text.split(' ')) {
      const counts = words.get(word) ?? new Float64Array(codes.length);
      words.set(word, counts);
      counts[index]!++;
      wordTotals[index]!++;
    }
  }
  const prior = rowTotals.map((count) => Math.log(count / train.length));
  const base = wordTotals.map((count) => Math.log(count + words.size));
  for (const counts of words.values()) for (let i = 0; i < codes.length; i++) counts[i] = Math.log(counts[i]! + 1) - base[i]!;
  return (text) => {
    const scores = prior.slice();
    for (const word of text.split(' ')) addTo(scores, words.get(word));
    let best = 0;
    for (let i = 1; i < codes.length; i++) if (scores[i]! > scores[best]!) best = i;
    return codes[best] as string;
  };
}

function addTo(sums: Float64Array, terms: Float64Array | undefined): void {
  if (terms !== undefined) for (let i = 0; i < sums.length; i++) sums[i]! += terms[i]!;
}
