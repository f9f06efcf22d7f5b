/** A setting within this of the best macro F1 counts as equally good. */
export const QUALITY_MARGIN = 0.005;

/**
 * The rule that both sides are chosen by: of the settings whose validation macro F1 is within `margin` of the best one's,
 * the one with the least training seconds (ties: the earlier). Looks at answers with status ok and a validation figure only;
 * undefined when there is none. Test figures are never looked at.
 */
export function chooseFastest(answers, margin = QUALITY_MARGIN) {
  const able = answers.filter(isJudged);
  const best = Math.max(...able.map(({ validationMacroF1 }) => validationMacroF1));
  return fastest(able.filter(({ validationMacroF1 }) => validationMacroF1 >= best - margin));
}

/** The answer with the best validation macro F1 (ties: the faster); undefined when there is none. */
export function chooseBest(answers) {
  return chooseFastest(answers, 0);
}

/** The answer of the fewest seconds, of training if nothing else is named, whose validation macro F1 is at least `wanted`. */
export function fastestReaching(answers, wanted, seconds = 'trainSeconds') {
  return fastest(
    answers.filter((answer) => isJudged(answer) && answer.validationMacroF1 >= wanted),
    seconds,
  );
}

/** The best answer on validation rows that trained in at most `seconds`. */
export function bestWithin(answers, seconds) {
  return chooseBest(answers.filter(({ trainSeconds }) => trainSeconds <= seconds));
}

/** The fastest answer whose objective is at most `objective`. */
export function fastestBelow(answers, objective) {
  return fastest(answers.filter((answer) => answer.status === 'ok' && answer.objective !== null && answer.objective <= objective));
}

function isJudged({ status, validationMacroF1 }) {
  return status === 'ok' && typeof validationMacroF1 === 'number';
}

function fastest(answers, seconds = 'trainSeconds') {
  return answers.reduce((least, answer) => (least === undefined || answer[seconds] < least[seconds] ? answer : least), undefined);
}

/** min, median and max of numbers (median of an even count: the mean of the middle two), and spread = (max − min) / median. */
export function describeNumbers(numbers) {
  const sorted = Float64Array.from(numbers).sort();
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  const [min, max] = [sorted[0], sorted[sorted.length - 1]];
  return { min, median, max, spread: median > 0 ? (max - min) / median : 0, count: sorted.length };
}

/** The measured figures of repeats of one setting; every other field is that of the first. Figures that are not known are left out. */
export function describeRepeats(answers) {
  const of = (field) =>
    answers.every((answer) => typeof answer[field] === 'number') ? describeNumbers(answers.map((answer) => answer[field])) : undefined;
  return {
    ...answers[0],
    train: of('trainSeconds'),
    total: of('totalSeconds'),
    trainCpu: of('trainCpuSeconds'),
    totalCpu: of('totalCpuSeconds'),
    peak: of('peakRssMb'),
  };
}
