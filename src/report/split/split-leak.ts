import { TEST, TRAIN } from '../../artifacts/split.js';
import type { Rng } from '../../core/rng.js';
import { shuffle } from '../../core/rng.js';
import { nearestSimilarity } from './near-texts.js';
import type { SplitRows } from './split-rows.js';

/** Two texts are near-duplicates from this Jaccard similarity of their character 3-gram sets on. */
export const NEAR_SIMILARITY = 0.8;

/** How much the test rows give away of the train rows. */
export interface LeakMeasure {
  /** Rows whose text was kept (`SplitRows.oneTextIn`): what follows is about them. */
  readonly trainRowCount: number;
  readonly testRowCount: number;
  /** Test rows whose text is also that of a train row. */
  readonly sameTextRowCount: number;
  /** Test rows looked at for near-duplicates (none unless every train text is there to be compared with), and those that have one. */
  readonly sampledRowCount: number;
  readonly nearRowCount: number;
  /** Share of test rows right when each gets the most frequent code of its text in train, else the most frequent of all. */
  readonly lookupAccuracy: number;
}

/** Measures the leak of rows under given roles, at most `sampleSize` of the test rows for near-duplicates. */
export function measureLeak(rows: SplitRows, role: Uint8Array, sampleSize: number, rng: Rng): LeakMeasure {
  const train = rowsOf(rows, role, TRAIN);
  const test = rowsOf(rows, role, TEST);
  const dictionary = learnDictionary(rows, train);
  const fallback = mostFrequent(countCodes(rows, train));
  let sameTextRowCount = 0;
  let rightRowCount = 0;
  for (const row of test) {
    const found = dictionary.get(rows.text[row] as string);
    if (found !== undefined) sameTextRowCount++;
    if ((found ?? fallback) === rows.code[row]) rightRowCount++;
  }
  const sample = shuffle([...test], rng).slice(0, rows.oneTextIn === 1 ? sampleSize : 0);
  const similarities = nearestSimilarity(
    sample.map((row) => rows.text[row] as string),
    dictionary.keys(),
  );
  return {
    trainRowCount: train.length,
    testRowCount: test.length,
    sameTextRowCount,
    sampledRowCount: sample.length,
    nearRowCount: similarities.filter((similarity) => similarity >= NEAR_SIMILARITY).length,
    lookupAccuracy: test.length === 0 ? Number.NaN : rightRowCount / test.length,
  };
}

function rowsOf({ text }: SplitRows, role: Uint8Array, wanted: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < role.length; row++) if (role[row] === wanted && text[row] !== null) rows.push(row);
  return rows;
}

/** Each text's most frequent code (ties: the lower index). */
function learnDictionary(rows: SplitRows, train: readonly number[]): ReadonlyMap<string, number> {
  const only = new Map<string, number>();
  const disputed = new Map<string, Map<number, number>>();
  for (const row of train) {
    const [text, code] = [rows.text[row] as string, rows.code[row] as number];
    const known = only.get(text);
    if (known === undefined) only.set(text, code);
    else if (known !== code) disputed.set(text, new Map());
  }
  for (const row of train) {
    const counts = disputed.get(rows.text[row] as string);
    if (counts !== undefined) counts.set(rows.code[row] as number, (counts.get(rows.code[row] as number) ?? 0) + 1);
  }
  for (const [text, counts] of disputed) only.set(text, mostFrequent(counts));
  return only;
}

function countCodes(rows: SplitRows, train: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const row of train) counts.set(rows.code[row] as number, (counts.get(rows.code[row] as number) ?? 0) + 1);
  return counts;
}

function mostFrequent(counts: ReadonlyMap<number, number>): number {
  const [first] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return first?.[0] ?? -1;
}
