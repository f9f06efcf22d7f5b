import { type CodeCounts, countCodes, f1Of } from '../../ml/code-counts.js';
import { type CodeLevel, codeLevels, codePaths } from '../../text/code-levels.js';
import type { CodeTree } from '../../text/code-tree.js';
import { accuracy } from '../figures/over-codes/accuracy.js';
import { macroF1 } from '../figures/over-codes/macro-f1.js';
import { groupSums, walkGroups } from '../intervals/group-sums.js';
import { wilsonInterval } from '../intervals/interval-forms.js';
import type { JudgedRows } from '../judged-rows.js';
import { type Bounds, codeIntervals } from './code-intervals.js';

/** Figures of codes cut to one level: both codes of a row are replaced by their ancestors there, where they have one. */
export interface LevelFigures {
  /** 1 is the top. */
  readonly level: number;
  /** Codes of the level that rows have. */
  readonly codeCount: number;
  readonly accuracy: number;
  readonly accuracyInterval: Bounds;
  /** Over codes of the level with support. */
  readonly macroF1: number;
}

/** Figures of a code that stands above others: a row is right where it was given any code below it. */
export interface ParentFigures {
  readonly code: string;
  /** Weight of the rows whose code is below it. */
  readonly support: number;
  readonly predicted: number;
  readonly f1: number;
  /** See `codeIntervals`; null where F1 is not defined. */
  readonly f1Interval: Bounds | null;
}

/** What a codebook with levels says of judged rows. */
export interface HierarchyFigures {
  /** From the top down. */
  readonly levels: readonly LevelFigures[];
  /** Codes that have others below them, a level after the other from the top down; absent from runs of earlier releases. */
  readonly parents?: readonly ParentFigures[];
  readonly hierarchicalPrecision: number;
  readonly hierarchicalRecall: number;
  readonly hierarchicalF1: number;
}

/**
 * Figures by level of the codebook, and hierarchical ones: with Y the row's code and its ancestors, P the given code and its own,
 *
 *   hP = Σ w·|Y ∩ P| / Σ w·|P|,   hR = Σ w·|Y ∩ P| / Σ w·|Y|,   hF1 = 2·hP·hR / (hP + hR)
 *
 * (Kiritchenko, Matwin and Famili 2005). A code that the codebook does not hold is its own top. Null where no code has a parent.
 * The interval of a level's accuracy is Wilson's with the effective number of groups. Cost: rows · levels.
 */
export function hierarchyFigures(rows: JudgedRows, codes: readonly string[], tree: CodeTree, confidence: number): HierarchyFigures | null {
  const paths = codePaths(codes, tree);
  const codesByLevel = codeLevels(paths);
  if (codesByLevel.length < 2) return null;
  const size = effectiveGroups(rows);
  const intervalOf = (value: number): Bounds => wilsonInterval(value, size, confidence);
  const cuts = codesByLevel.map((level) => cutRows(rows, level));
  return {
    levels: cuts.map((cut, i) => levelFigures(cut, i + 1, intervalOf)),
    parents: parentFigures(cuts, paths, confidence),
    ...hierarchical(rows, paths),
  };
}

/** Rows whose codes are those of one level, and the names of these. */
interface LevelRows {
  readonly rows: JudgedRows;
  readonly codes: readonly string[];
  readonly counts: CodeCounts;
}

function cutRows(rows: JudgedRows, { codes, placeOf }: CodeLevel): LevelRows {
  const [label, predicted] = [rows.label, rows.predicted].map((of) => of.map((code) => placeOf[code]!)) as [Int32Array, Int32Array];
  const classCount = codes.length;
  return { rows: { ...rows, classCount, label, predicted }, codes, counts: countCodes(label, predicted, rows.weight, classCount) };
}

function levelFigures({ counts }: LevelRows, level: number, intervalOf: (value: number) => Bounds): LevelFigures {
  const value = accuracy.compute(counts);
  return {
    level,
    codeCount: counts.support.reduce((count, support) => count + (support > 0 ? 1 : 0), 0),
    accuracy: value,
    accuracyInterval: intervalOf(value),
    macroF1: macroF1.compute(counts, 'with-support'),
  };
}

/** Of a code that stands above others at one level: at deeper ones it only stands for rows that go no deeper. */
function parentFigures(cuts: readonly LevelRows[], paths: readonly (readonly string[])[], confidence: number): readonly ParentFigures[] {
  return cuts.flatMap(({ rows, codes, counts }, i) => {
    const above = new Set(paths.filter((path) => path.length > i + 1).map((path) => path[i]!));
    if (above.size === 0) return [];
    const intervals = codeIntervals(rows, counts, confidence);
    return codes.flatMap((code, index) => {
      if (!above.has(code)) return [];
      const [support, predicted] = [counts.support[index]!, counts.predicted[index]!];
      return [{ code, support, predicted, f1: f1Of(counts, index), f1Interval: intervals[index]!.f1 }];
    });
  });
}

function effectiveGroups({ group, weight }: JudgedRows): number {
  const sums = groupSums(1);
  walkGroups(
    group,
    (row) => sums.add(0, weight === null ? 1 : weight[row]!),
    () => sums.endGroup(),
  );
  return sums.effectiveSizes()[0]!;
}

function hierarchical({ label, predicted, weight }: JudgedRows, paths: readonly (readonly string[])[]) {
  let shared = 0;
  let own = 0;
  let given = 0;
  for (let row = 0; row < label.length; row++) {
    const w = weight === null ? 1 : weight[row]!;
    const [ofOwn, ofGiven] = [paths[label[row]!]!, paths[predicted[row]!]!];
    own += w * ofOwn.length;
    given += w * ofGiven.length;
    shared += w * sharedLength(ofOwn, ofGiven);
  }
  return {
    hierarchicalPrecision: given > 0 ? shared / given : 0,
    hierarchicalRecall: own > 0 ? shared / own : 0,
    hierarchicalF1: own + given > 0 ? (2 * shared) / (own + given) : 0,
  };
}

/** In a tree two paths share their beginning and nothing after it. */
function sharedLength(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
