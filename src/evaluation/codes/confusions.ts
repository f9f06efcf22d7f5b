import type { JudgedRows } from '../judged-rows.js';

/** Rows of a code that were given one wrong code. */
export interface Confusion<Code, Example> {
  readonly given: Code;
  readonly weight: number;
  readonly rowCount: number;
  /** A few of the rows. */
  readonly examples: readonly Example[];
}

/** Wrong codes that are told of each code, and rows that are shown of each. */
const TOLD = 3;
const SHOWN = 3;

/**
 * For each class the wrong classes that its rows were given most: three at most, by weight (ties: by class), each with the places of
 * its first three rows. Cost: linear in the rows.
 */
export function findConfusions({ classCount, label, predicted, weight }: JudgedRows): readonly (readonly Confusion<number, number>[])[] {
  const found = Array.from({ length: classCount }, () => new Map<number, Found>());
  for (let row = 0; row < label.length; row++) {
    const given = predicted[row]!;
    if (given === label[row]) continue;
    const ofCode = found[label[row]!]!;
    const known = ofCode.get(given) ?? { given, weight: 0, rowCount: 0, examples: [] };
    ofCode.set(given, known);
    known.weight += weight === null ? 1 : weight[row]!;
    known.rowCount++;
    if (known.examples.length < SHOWN) known.examples.push(row);
  }
  return found.map((ofCode) => [...ofCode.values()].sort((a, b) => b.weight - a.weight || a.given - b.given).slice(0, TOLD));
}

interface Found {
  readonly given: number;
  weight: number;
  rowCount: number;
  readonly examples: number[];
}
