import { setImmediate } from 'node:timers/promises';
import type { CodeCounts } from '../ml/code-counts.js';
import type { CodeTree } from '../text/code-tree.js';
import type { ReliabilityBin } from './calibration/reliability.js';
import { type CodeIntervals, codeIntervals } from './codes/code-intervals.js';
import { type CodeLists, listCodes } from './codes/code-lists.js';
import { type Confusion, findConfusions } from './codes/confusions.js';
import { type HierarchyFigures, hierarchyFigures } from './codes/level-figures.js';
import { type Design, weighByDesign } from './design.js';
import type { Figure } from './figures/figure.js';
import { FIGURES, type Metrics } from './figures/figures.js';
import type { RowsMeant } from './intervals/interval.js';
import type { FigureIntervals } from './intervals/intervals.js';
import type { IntervalsOf } from './intervals/intervals-request.js';
import type { ResampledRows } from './intervals/resampling-units.js';
import { type ClassFigures, type Judgement, judge } from './judge.js';
import { type JudgedRows, pickJudged } from './judged-rows.js';

/** How much confidence the intervals of an evaluation have. */
export const CONFIDENCE = 0.95;

/** One code in the rows judged. An example is a row: its place among those judged, or its id. */
export type CodeMetrics<Example = string> = { readonly code: string } & Omit<ClassFigures, 'classIndex'> & {
    readonly intervals: CodeIntervals;
    /** The wrong codes that its rows were given most. */
    readonly confusions: readonly Confusion<string, Example>[];
  };

/** Overall figures of a set of rows under both label sets, with intervals. */
export interface OverallFigures {
  /** Label set `with-support`. */
  readonly metrics: Metrics;
  /** Label set `all-codes`. */
  readonly allCodes: Metrics;
  readonly intervals: FigureIntervals;
}

/** Figures of judged rows weighted to stand for rows as they come, or why there are none. */
export type DesignFigures =
  | ({ readonly kind: 'weighted'; readonly unspokenShare: number } & OverallFigures)
  | { readonly kind: 'none'; readonly reason: string };

/** All figures of one set of rows (`test`, `validation`, …). */
export interface SuiteFigures<Example = string> extends OverallFigures {
  readonly suite: string;
  /** The same for the rows that are not marked `seen` (`SplitDetails`); only there when some are. */
  readonly unseen?: OverallFigures;
  /** The same for rows as they come. */
  readonly asTheyCome: DesignFigures;
  readonly perCode: readonly CodeMetrics<Example>[];
  readonly codeLists: CodeLists;
  /** By level of the codebook; null without levels. */
  readonly hierarchy: HierarchyFigures | null;
  readonly reliability: readonly ReliabilityBin[];
}

interface EvaluateRequest {
  readonly suite: string;
  /** The code of each class. */
  readonly codes: readonly string[];
  /** The draws of the intervals are forked from it. */
  readonly seed: number;
  /** Places of the rows that are not marked seen; null when no row is. */
  readonly unseen: readonly number[] | null;
  /** The valid codes and their parents; null without a codebook. */
  readonly codebook: CodeTree | null;
  readonly design: Design;
}

/**
 * From what a model said about rows to every figure with its interval; again without the rows marked seen, when there are any. What
 * `intervalsOf` leaves to workers is drawn while the rest is reckoned.
 */
export async function evaluate(
  rows: JudgedRows,
  request: EvaluateRequest,
  intervalsOf: IntervalsOf,
  figures: readonly Figure[] = FIGURES,
): Promise<SuiteFigures<number>> {
  const { suite, seed, unseen, design } = request;
  const judging = { figures, intervalsOf, suite, seed };
  const { reliability, ...judgement } = judge(rows, figures);
  const [whole, ofUnseen, asTheyCome, ofCodes] = await Promise.all([
    withIntervals(judgement, rows, judging),
    unseen === null ? undefined : evaluateOverall(pickJudged(rows, unseen), judging, { fork: 'unseen' }),
    evaluateAsTheyCome(rows, design, judging),
    describeAll(rows, judgement, request),
  ]);
  return { suite, ...whole, ...(ofUnseen === undefined ? {} : { unseen: ofUnseen }), asTheyCome, ...ofCodes, reliability };
}

/** How the sets of rows of an evaluation are judged. */
interface Judging extends Pick<EvaluateRequest, 'suite' | 'seed'> {
  readonly figures: readonly Figure[];
  readonly intervalsOf: IntervalsOf;
}

/** One of these sets, where it is not that of all rows as they are. */
interface RowSet {
  /** What its draws are forked by. */
  readonly fork?: string;
  readonly rowsMeant?: RowsMeant;
}

async function evaluateAsTheyCome(rows: JudgedRows, design: Design, judging: Judging): Promise<DesignFigures> {
  if (design.kind === 'none') return design;
  const { kind, weight, unspokenShare } = design;
  const set = { fork: 'as they come', rowsMeant: 'for rows as they come' } as const;
  return { kind, unspokenShare, ...(await evaluateOverall(weighByDesign(rows, weight), judging, set)) };
}

function evaluateOverall(rows: JudgedRows, judging: Judging, set: RowSet): Promise<OverallFigures> {
  return withIntervals(judge(rows, judging.figures), rows, judging, set);
}

async function withIntervals(
  { withSupport, allCodes }: Pick<Judgement, 'withSupport' | 'allCodes'>,
  judged: JudgedRows,
  { intervalsOf, suite, seed }: Judging,
  { fork, rowsMeant = 'at the given supports' }: RowSet = {},
): Promise<OverallFigures> {
  const forks = [`intervals of ${suite}`, ...(fork === undefined ? [] : [fork])];
  const intervals = await intervalsOf({ rows: resampledRows(judged), confidence: CONFIDENCE, seed, forks, rowsMeant });
  return { metrics: withSupport, allCodes, intervals };
}

async function describeAll(rows: JudgedRows, { counts, perClass }: Pick<Judgement, 'counts' | 'perClass'>, { codes, codebook }: EvaluateRequest) {
  // Until this thread waits once, no worker has heard of the intervals.
  await setImmediate();
  return {
    perCode: describeCodes(rows, perClass, counts, codes),
    codeLists: listCodes(counts, codes, codebook?.codes ?? null),
    hierarchy: codebook && hierarchyFigures(rows, codes, codebook, CONFIDENCE),
  };
}

/** What intervals hang on, without what else was said of the rows. */
function resampledRows({ classCount, label, group, weight, predicted }: JudgedRows): ResampledRows {
  return { classCount, label, group, weight, predicted };
}

/** Figures whose examples have the ids of their rows; a row without one is no example. */
export function nameExamples(figures: SuiteFigures<number>, idOf: (place: number) => string | undefined): SuiteFigures {
  const named = (places: readonly number[]): string[] => places.map(idOf).filter((id) => id !== undefined);
  const perCode = figures.perCode.map((line) => ({
    ...line,
    confusions: line.confusions.map((confusion) => ({ ...confusion, examples: named(confusion.examples) })),
  }));
  return { ...figures, perCode };
}

function describeCodes(rows: JudgedRows, perClass: readonly ClassFigures[], counts: CodeCounts, codes: readonly string[]): CodeMetrics<number>[] {
  const intervals = codeIntervals(rows, counts, CONFIDENCE);
  const confusions = findConfusions(rows);
  return perClass.map(({ classIndex, ...ofClass }) => ({
    code: codes[classIndex]!,
    ...ofClass,
    intervals: intervals[classIndex]!,
    confusions: confusions[classIndex]!.map((confusion) => ({ ...confusion, given: codes[confusion.given]! })),
  }));
}
