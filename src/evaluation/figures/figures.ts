import { compareUtf8 } from '../../core/utf8-order.js';
import type { Card, CodeFigure, Figure, LabelSet, MeanKind, MeanOf } from './figure.js';
import { accuracy } from './over-codes/accuracy.js';
import { balancedAccuracy } from './over-codes/balanced-accuracy.js';
import { macroF1 } from './over-codes/macro-f1.js';
import { matthews } from './over-codes/matthews.js';
import { microF1 } from './over-codes/micro-f1.js';
import { macroPrecision, microPrecision, weightedPrecision } from './over-codes/precision.js';
import { macroRecall, microRecall, weightedRecall } from './over-codes/recall.js';
import { weightedF1 } from './over-codes/weighted-f1.js';
import { topFive, topThree } from './over-rows/among-best.js';
import { brier } from './over-rows/brier.js';
import { brierAllCodes } from './over-rows/brier-all-codes.js';
import { calibrationError } from './over-rows/calibration-error.js';
import { logLoss, unknownCodeRowCount } from './over-rows/log-loss.js';

/** Every figure of an evaluation, in the order of metrics.parquet. A new one is a file below this folder and a line here. */
export const FIGURES = [
  macroF1,
  microF1,
  weightedF1,
  accuracy,
  topFive,
  logLoss,
  unknownCodeRowCount,
  calibrationError,
  brier,
  macroPrecision,
  microPrecision,
  weightedPrecision,
  macroRecall,
  microRecall,
  weightedRecall,
  balancedAccuracy,
  matthews,
  topThree,
  brierAllCodes,
] as const satisfies readonly Figure[];

const ALL: readonly Figure[] = FIGURES;

type Listed = (typeof FIGURES)[number];
type FigureName = Listed['name'];

/** Figures of one set of rows under one label set. */
export interface Metrics extends Readonly<Record<FigureName, number>> {
  readonly labelSet: LabelSet;
  readonly rowCount: number;
  /** Codes that the means over codes run over. */
  readonly codeCount: number;
}

/** The value of a figure among those of its rows; a figure that was not computed for them is a bug. */
export function figureValue(metrics: Metrics, { name }: Figure): number {
  const value = metrics[name as FigureName] as number | undefined;
  if (value === undefined) throw new RangeError(`the figure ${name} was not computed`);
  return value;
}

/** The figures that get an interval of their own. */
export type IntervalName = Extract<Listed, { readonly interval: { readonly estimand: string } }>['name'];

/** The figures by which two models can be compared. */
export type ComparedName = Exclude<Extract<Listed, { readonly over: 'given-codes' }>, { readonly compares: false }>['name'];

/** Their names, in bytewise order. */
export const COMPARED_NAMES: readonly ComparedName[] = ALL.filter(compares)
  .map(({ name }) => name as ComparedName)
  .sort(compareUtf8);

function compares(figure: Figure): figure is CodeFigure {
  return figure.over === 'given-codes' && figure.compares !== false;
}

/** The figure of a name. */
export function comparedFigure(name: ComparedName): CodeFigure {
  const found = ALL.filter(compares).find((figure) => figure.name === name);
  if (found === undefined) throw new RangeError(`no figure that models are compared by is called ${name}`);
  return found;
}

/** A mean over codes that people are shown: it says which codes it runs over, and the page has it a second time over all of them. */
export function isMeanOverCodes(figure: Figure): figure is CodeFigure {
  return figure.over === 'given-codes' && figure.differsByLabelSet && figure.card !== null;
}

/** The figure of a place in the table of means, among those given. */
export function meanFigure(figures: readonly Figure[], kind: MeanKind, of: MeanOf): CodeFigure | undefined {
  return figures.find((figure): figure is CodeFigure => figure.over === 'given-codes' && figure.mean?.kind === kind && figure.mean.of === of);
}

type PlacedCard = Exclude<Card, { readonly size: 'cell' }>;
type WithCard<Size extends PlacedCard['size']> = Figure & { readonly card: Extract<PlacedCard, { readonly size: Size }> };

/** Figures with a card of a size, in the order of their places. */
export function figuresWithCard<Size extends PlacedCard['size']>(figures: readonly Figure[], size: Size): readonly WithCard<Size>[] {
  const placeOf = ({ card }: WithCard<Size>): number => (card as PlacedCard).place;
  return figures.filter((figure): figure is WithCard<Size> => figure.card?.size === size).sort((a, b) => placeOf(a) - placeOf(b));
}
