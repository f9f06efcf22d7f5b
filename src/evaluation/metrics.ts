import { type CodeCounts, countCodes, f1Of, summarise } from '../ml/code-counts.js';
import { calibrationError, type ReliabilityBin, reliabilityBins } from './calibration/reliability.js';
import type { JudgedRows } from './judged-rows.js';

/** Figures of all rows under one label set; the formulas stand at `judge`. Shape of `Metrics` in artifacts/evaluation.ts. */
export interface Figures {
  readonly labelSet: 'with-support' | 'all-codes';
  readonly rowCount: number;
  readonly codeCount: number;
  readonly macroF1: number;
  readonly microF1: number;
  readonly weightedF1: number;
  readonly accuracy: number;
  readonly top5: number;
  readonly logLoss: number;
  readonly unknownCodeRowCount: number;
  readonly ece: number;
  readonly brier: number;
}

/** Figures of one class; support and predicted are weights of rows. */
export interface ClassFigures {
  readonly classIndex: number;
  readonly support: number;
  readonly predicted: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** All that `judge` finds. */
export interface Judgement {
  readonly withSupport: Figures;
  readonly allCodes: Figures;
  /** Classes that occur or are given, in order. */
  readonly perClass: readonly ClassFigures[];
  readonly reliability: readonly ReliabilityBin[];
}

/**
 * All figures of judged rows. With weights w and W = Σ w:
 *
 *   F1(c)      = 2·right(c) / (support(c) + predicted(c)), 0 when c neither occurs nor is given
 *   macro F1   = mean of F1(c) over the label set: classes with support, or all `classCount`
 *   micro F1   = accuracy = (1/W) Σ w·[right]: every row has one class and is given one, under either label set
 *   weighted F1 = (1/W) Σ_c support(c)·F1(c)
 *   top-5      = (1/W) Σ w·[class among the five best]
 *   log loss   = (1/W') Σ w·loss over the rows whose class the model knows, W' their weight; the others are counted apart
 *   ECE        = Σ_bins share of the weight · |mean score − share right|, ten bins of equal row count
 *   Brier      = (1/W) Σ w·(score − [right])², top label only
 *
 * Sums run in row order. Without rows every figure is 0. Cost: rows · ln(rows), for the bins.
 */
export function judge(rows: JudgedRows): Judgement {
  const counts = countCodes(rows.label, rows.predicted, rows.weight, rows.classCount);
  const reliability = reliabilityBins(rows);
  const shared = { ...summarise(counts), ...sumRows(rows), rowCount: rows.label.length, ece: calibrationError(reliability) };
  const codeCount = counts.support.reduce((count, support) => count + (support > 0 ? 1 : 0), 0);
  return {
    withSupport: { labelSet: 'with-support', codeCount, ...shared },
    allCodes: { labelSet: 'all-codes', codeCount: rows.classCount, ...shared, macroF1: macroOverAll(counts) },
    perClass: describeClasses(counts),
    reliability,
  };
}

function sumRows(rows: JudgedRows): Pick<Figures, 'top5' | 'logLoss' | 'unknownCodeRowCount' | 'brier'> {
  let total = 0;
  let top5 = 0;
  let known = 0;
  let loss = 0;
  let unknownCodeRowCount = 0;
  let brier = 0;
  for (let i = 0; i < rows.label.length; i++) {
    const w = rows.weight === null ? 1 : rows.weight[i]!;
    const miss = rows.score[i]! - (rows.label[i] === rows.predicted[i] ? 1 : 0);
    total += w;
    brier += w * miss * miss;
    if (rows.rank[i]! >= 0 && rows.rank[i]! < 5) top5 += w;
    if (rows.loss[i] === Number.POSITIVE_INFINITY) {
      unknownCodeRowCount++;
    } else {
      known += w;
      loss += w * rows.loss[i]!;
    }
  }
  return { top5: ratio(top5, total), logLoss: ratio(loss, known), unknownCodeRowCount, brier: ratio(brier, total) };
}

function macroOverAll(counts: CodeCounts): number {
  let sum = 0;
  for (let code = 0; code < counts.support.length; code++) sum += f1Of(counts, code);
  return ratio(sum, counts.support.length);
}

function describeClasses(counts: CodeCounts): ClassFigures[] {
  const described: ClassFigures[] = [];
  for (let classIndex = 0; classIndex < counts.support.length; classIndex++) {
    const support = counts.support[classIndex]!;
    const predicted = counts.predicted[classIndex]!;
    const right = counts.right[classIndex]!;
    if (support === 0 && predicted === 0) continue;
    described.push({
      classIndex,
      support,
      predicted,
      precision: ratio(right, predicted),
      recall: ratio(right, support),
      f1: f1Of(counts, classIndex),
    });
  }
  return described;
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
