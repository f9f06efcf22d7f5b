import { compareUtf8 } from '../../core/utf8-order.js';
import { accuracy } from './accuracy.js';
import { brier } from './brier.js';
import { calibrationError } from './calibration-error.js';
import type { Card, CodeFigure, Figure, LabelSet } from './figure.js';
import { logLoss, unknownCodeRowCount } from './log-loss.js';
import { macroF1 } from './macro-f1.js';
import { microF1 } from './micro-f1.js';
import { topFive } from './top-five.js';
import { weightedF1 } from './weighted-f1.js';

/** Every figure of an evaluation, in the order of metrics.parquet. A new one is a file beside these and a line here. */
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
] as const satisfies readonly Figure[];

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
export type ComparedName = Extract<Listed, { readonly over: 'given-codes' }>['name'];

/** Their names, in bytewise order. */
export const COMPARED_NAMES: readonly ComparedName[] = FIGURES.filter((figure) => figure.over === 'given-codes')
  .map(({ name }) => name)
  .sort(compareUtf8);

/** The figure of a name. */
export function comparedFigure(name: ComparedName): CodeFigure {
  const found = FIGURES.find((figure) => figure.name === name);
  if (found?.over !== 'given-codes') throw new RangeError(`no figure of given codes is called ${name}`);
  return found;
}

/** A mean over codes that people are shown: it says which codes it runs over, and the page has it a second time over all of them. */
export function isMeanOverCodes(figure: Figure): figure is CodeFigure {
  return figure.over === 'given-codes' && figure.differsByLabelSet && figure.card !== null;
}

type WithCard<Size extends Card['size']> = Figure & { readonly card: Extract<Card, { readonly size: Size }> };

/** Figures with a card of a size, in the order of their places. */
export function figuresWithCard<Size extends Card['size']>(figures: readonly Figure[], size: Size): readonly WithCard<Size>[] {
  return figures.filter((figure): figure is WithCard<Size> => figure.card?.size === size).sort((a, b) => a.card.place - b.card.place);
}
