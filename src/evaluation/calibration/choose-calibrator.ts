import { type CalibrationRows, effectiveCount } from './calibration-rows.js';
import { AS_THEY_ARE, type Calibrator, calibratedTop } from './calibrator.js';
import { type CalibratorForm, calibrationTerms, fitToTerms } from './fit-calibrator.js';

/** What became of the rows. */
export interface ChosenCalibrator {
  readonly method: CalibratorForm | 'none';
  readonly calibrator: Calibrator;
  /** Score of each row by a calibrator of the chosen form that was fitted on the other parts. */
  readonly scores: Float64Array;
  /** Mean squared distance of the score from 0 (wrong) or 1 (right), of the scores as they are and of `scores`. */
  readonly brierBefore: number;
  readonly brierAfter: number;
  /** Why the scores stay as they are, when they were not asked to. */
  readonly note?: string;
}

/** With fewer rows, or fewer of either outcome, a curve would follow chance. */
const FEWEST_ROWS = 50;
const FEWEST_OF_EACH = 10;
/** With fewer rows of equal weight a slope for each end follows chance, and one for the rarity of codes. */
const FEWEST_FOR_MORE = 1000;
/** A form with more numbers must lower the cross-fitted Brier score by more than that. */
const LEAST_GAIN = 1e-5;
/** Leaves nothing out. */
const NO_PART = -1;

/**
 * The calibrator of the given form; with `auto` the form of the lowest cross-fitted Brier score, the simpler one unless another is
 * clearly lower: none, a slope and an offset, and where the rows are enough a slope for each end. Where they are enough, each but none
 * has a term for the rarity of the given code too: so few rows have one that a Brier score would not miss it.
 */
export function chooseCalibrator(all: CalibrationRows, method: 'auto' | CalibratorForm | 'none'): ChosenCalibrator {
  const isMany = effectiveCount(all.weight) >= FEWEST_FOR_MORE;
  const rows = isMany ? all : { ...all, rarity: null };
  const plain = scoresBy(rows, () => AS_THEY_ARE);
  const brierBefore = brierOf(rows, plain);
  const unchanged = { method: 'none', calibrator: AS_THEY_ARE, scores: plain, brierBefore, brierAfter: brierBefore } as const;
  if (method === 'none') return unchanged;
  const lack = whyTooFew(rows);
  if (lack !== null) return { ...unchanged, note: `${lack}: the scores stay as they are` };
  let chosen: ChosenCalibrator = unchanged;
  const forms: readonly CalibratorForm[] = isMany ? ['slope', 'beta'] : ['slope'];
  for (const form of method === 'auto' ? forms : [method]) {
    const found = crossFit(rows, form, brierBefore);
    if (found !== null && (method !== 'auto' || found.brierAfter < chosen.brierAfter - LEAST_GAIN)) chosen = found;
  }
  if (chosen.method !== 'none') return chosen;
  return { ...unchanged, note: 'no calibrator lowers the cross-fitted Brier score: the scores stay as they are' };
}

function whyTooFew({ weight, right }: CalibrationRows): string | null {
  let count = 0;
  let rightCount = 0;
  weight.forEach((w, i) => {
    if (w === 0) return;
    count++;
    rightCount += right[i]!;
  });
  if (count === 0) return 'no rows to calibrate on';
  if (count < FEWEST_ROWS) return `${count} rows to calibrate on, fewer than ${FEWEST_ROWS}`;
  const fewest = Math.min(rightCount, count - rightCount);
  return fewest < FEWEST_OF_EACH ? `only ${fewest} of the rows to calibrate on are ${2 * rightCount < count ? 'right' : 'wrong'}` : null;
}

function crossFit(rows: CalibrationRows, form: CalibratorForm, brierBefore: number): ChosenCalibrator | null {
  const terms = calibrationTerms(rows, form);
  const calibrator = fitToTerms(terms, NO_PART);
  if (calibrator === null) return null;
  const partCount = rows.part.reduce((most, part) => Math.max(most, part + 1), 0);
  // A part without which nothing can be fitted is scored by all: it decides little, having nearly everything.
  const others = Array.from({ length: partCount }, (_, part) => fitToTerms(terms, part) ?? calibrator);
  const scores = scoresBy(rows, (part) => others[part]!);
  return { method: form, calibrator, scores, brierBefore, brierAfter: brierOf(rows, scores) };
}

function scoresBy({ logRest, rarity, part }: CalibrationRows, calibratorOf: (part: number) => Calibrator): Float64Array {
  return logRest.map((rest, i) => calibratedTop(calibratorOf(part[i]!), rest, rarity?.[i]));
}

function brierOf({ weight, right }: CalibrationRows, scores: Float64Array): number {
  let sum = 0;
  let total = 0;
  scores.forEach((score, i) => {
    const miss = score - right[i]!;
    sum += weight[i]! * miss * miss;
    total += weight[i]!;
  });
  return total === 0 ? 0 : sum / total;
}
