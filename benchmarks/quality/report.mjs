import { formatScore, formatSeconds, markdownTable } from '../table.mjs';
import { meanDifference, meanScores, meansOf } from './summary.mjs';

const FIGURE_COLUMNS = {
  'data set': 'dataset',
  configuration: 'configuration',
  'validation macro F1': 'validationMacroF1',
  'validation accuracy': 'validationAccuracy',
  'test macro F1': 'testMacroF1',
  'test accuracy': 'testAccuracy',
  'CPU s': 'cpuSeconds',
  'search + train CPU s': 'searchTrainCpuSeconds',
  s: 'seconds',
  'peak MB': 'peak',
};
const PAIR_COLUMNS = {
  'data set': 'dataset',
  configuration: 'configuration',
  against: 'against',
  'test macro F1': 'macroF1',
  'of the other': 'againstMacroF1',
  difference: 'difference',
  'standard error': 'error',
  'test accuracy': 'accuracy',
  'of the other ': 'againstAccuracy',
};

/** Both tables; `pairs` are paired differences a seed, named by data set and the two sides. */
export function qualityMarkdown({ runs, pairs, seeds, fresh }) {
  const facts = [
    `Means over split seeds ${seeds.join(', ')}; peak memory is the largest. * marks the configuration that is best on validation rows of a set.`,
    'CPU seconds are those of all threads.',
    fresh
      ? 'Every run had a workspace of its own.'
      : 'What stands before the search was there already: seconds are those of the rest, whole CPU seconds need `--fresh`.',
  ].join(' ');
  return ['## Quality', facts, markdownTable(FIGURE_COLUMNS, figureRows(runs)), ...pairParts(pairs)].join('\n\n');
}

function figureRows(runs) {
  const sets = groupBy(runs, ({ dataset }) => dataset);
  return [...sets].flatMap(([dataset, ofSet]) => {
    const means = [...groupBy(ofSet, ({ configuration }) => configuration)].map(([configuration, ofOne]) => ({ configuration, ...meansOf(ofOne) }));
    const best = Math.max(...means.map(({ validation }) => validation.macroF1));
    return means.map((mean) => figureRow(dataset, mean, means.length > 1 && mean.validation.macroF1 === best));
  });
}

function figureRow(dataset, { configuration, validation, test, cpuSeconds, searchTrainCpuSeconds, seconds, peakRssMb }, isBest) {
  return {
    dataset,
    configuration: isBest ? `${configuration} *` : configuration,
    validationMacroF1: formatScore(validation.macroF1),
    validationAccuracy: formatScore(validation.accuracy),
    testMacroF1: formatScore(test.macroF1),
    testAccuracy: formatScore(test.accuracy),
    cpuSeconds: formatSeconds(cpuSeconds),
    searchTrainCpuSeconds: formatSeconds(searchTrainCpuSeconds),
    seconds: formatSeconds(seconds),
    peak: Math.round(peakRssMb),
  };
}

function pairParts(pairs) {
  if (pairs.length === 0) return [];
  const sides = groupBy(pairs, ({ configuration, against }) => `${configuration}\t${against}`);
  const rows = [...sides].flatMap(([key, ofSides]) => {
    const [configuration, against] = key.split('\t');
    const sets = [...groupBy(ofSides, ({ dataset }) => dataset)].map(([dataset, ofSet]) => ({ dataset, ...pairMeans(ofSet) }));
    const all = sets.length > 1 ? [{ dataset: 'mean of sets', ...pairMeans(sets) }] : [];
    return [...sets, ...all].map((mean) => pairRow(configuration, against, mean));
  });
  const facts = 'Paired differences of test macro F1 over the same rows, with the standard error over groups; – where the splits differ.';
  return [facts, markdownTable(PAIR_COLUMNS, rows)];
}

/** Means of pairs, or of such means. */
function pairMeans(pairs) {
  return {
    test: meanScores(pairs.map(({ test }) => test)),
    againstTest: meanScores(pairs.map(({ againstTest }) => againstTest)),
    paired: meanDifference(pairs.map(({ paired }) => paired)),
  };
}

function pairRow(configuration, against, { dataset, test, againstTest, paired }) {
  return {
    dataset,
    configuration,
    against,
    macroF1: formatScore(test.macroF1),
    againstMacroF1: formatScore(againstTest.macroF1),
    difference: paired === null ? '–' : `${paired.difference < 0 ? '−' : '+'}${Math.abs(paired.difference).toFixed(4)}`,
    error: paired === null ? '–' : paired.standardError.toFixed(4),
    accuracy: formatScore(test.accuracy),
    againstAccuracy: formatScore(againstTest.accuracy),
  };
}

function groupBy(values, keyOf) {
  const groups = new Map();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
}
