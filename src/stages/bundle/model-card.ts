import type { Prepared } from '../../artifacts/prepared.js';
import { ROLES } from '../../artifacts/split.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import type { Digest } from '../../core/digest.js';
import { groupThousands } from '../../core/size.js';
import type { OverallFigures } from '../../evaluation/evaluate.js';
import type { Interval } from '../../evaluation/intervals/interval.js';
import type { Made as MadeForFacts } from './bundle-facts.js';

/** What the card is written from. */
type Made = MadeForFacts & { readonly prepared: Prepared };

/**
 * What a model is for, what it was made of and what is known of it, as Markdown for people who have the bundle alone. A function of what
 * the run made: no time, no machine and no run id, so equal models of equal data have equal cards. Texts and ids of rows are not in it.
 */
export function modelCard(made: Made, config: PipelineConfig, modelDigest: Digest): string {
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['What it does', purpose(made, config, modelDigest)],
    ['Data', data(made, config)],
    ['Split', split(made, config)],
    ['How good it is', figures(made)],
    ['Scores and review', scores(made)],
    ['Limits', limits(made)],
    ['Licence', [config.bundle.licence === undefined ? NO_LICENCE : plain(config.bundle.licence)]],
    ['How to make it again', REPRODUCE],
  ];
  return [`# ${plain(config.name)}`, ...sections.map(([title, lines]) => `## ${title}\n\n${lines.join('\n')}`)].join('\n\n').concat('\n');
}

const NO_LICENCE = 'None is stated (`bundle.licence` of the pipeline): ask those who made the model before it is passed on.';

const REPRODUCE = [
  'The settings, the digests of every file that was read, and the environment stand in `manifest.json` beside this file.',
  '`millrace reproduce` with the path of this folder makes the model again from the same files and compares the bytes; `millrace verify` checks that nothing here was changed.',
];

function purpose({ fit, matrix: { spec } }: Made, { data }: PipelineConfig, modelDigest: Digest): readonly string[] {
  const columns = [...spec.categoricalColumns, ...spec.numericColumns.map(({ column }) => column)];
  const beside = columns.length === 0 ? '' : `, with ${columns.map(plain).join(', ')} beside`;
  const level = data.level === null ? '' : ` (level ${data.level} of the codebook)`;
  return [
    `Gives one of ${fit.model.codes.length} codes${level} to a row by its text (${spec.textColumns.map(plain).join(', ')}${beside}), with a score and, where the score is low, to a person.`,
    'It is made for rows like those that it was made from. It says nothing of why a code is right, and no code that is not in its codebook.',
    '',
    `Kind: ${fit.model.kind}. Model digest: \`${modelDigest}\`.`,
  ];
}

const SHOWN_PARTITIONS = 10;

function data({ source, prepared, split: { details } }: Made, { data: { label } }: PipelineConfig): readonly string[] {
  const { partitions, codebookDigest } = source;
  const bad = prepared.quarantine.reduce((sum, { count: own }) => sum + own, 0);
  const times = (details?.times ?? []).flatMap((range, role) =>
    range === null ? [] : [`${ROLES[role]} ${plain(range.from)} to ${plain(range.to)}`],
  );
  return [
    `${groupThousands(prepared.includedCount)} rows in ${groupThousands(prepared.groupCount)} groups with ${prepared.codes.length} codes (column ${plain(label)}); ${groupThousands(bad)} bad rows and ${groupThousands(prepared.repeatedRowCount)} repeated ones are not among them.`,
    times.length > 0 ? `Period: ${times.join('; ')}.` : 'Period: the pipeline names no column of time; the names of the files are all that is known.',
    codebookDigest === null ? 'There was no codebook: every label counted as a code.' : `Codebook: \`${codebookDigest}\`.`,
    '',
    '| file | rows | SHA-256 |',
    '|---|---|---|',
    ...partitions.slice(0, SHOWN_PARTITIONS).map(({ path, rowCount, digest }) => `| ${plain(path)} | ${groupThousands(rowCount)} | \`${digest}\` |`),
    ...(partitions.length > SHOWN_PARTITIONS ? ['', `${partitions.length - SHOWN_PARTITIONS} more files stand in the manifest.`] : []),
  ];
}

function split({ split: { rowCounts, splitDigest, leak } }: Made, { split: { groupBy, seed }, train }: PipelineConfig): readonly string[] {
  return [
    `${ROLES.map((role, index) => `${groupThousands(rowCounts[index] ?? 0)} ${role}`).join(', ')}, grouped by ${plain(groupBy)}, seed ${seed}. The model that is shipped was fitted on ${train.final}.`,
    `${leak.leakedTestRowCount} test rows have a group that is in another role too. Split digest: \`${splitDigest}\`.`,
  ];
}

function figures({ evaluation }: Made): readonly string[] {
  const { metrics, asTheyCome } = evaluation;
  if (metrics.rowCount === 0) return ['No test row has judged it: nothing is known.'];
  return [
    `On the ${groupThousands(metrics.rowCount)} test rows, which no choice has seen:`,
    '',
    '| figure | value | interval | of |',
    '|---|---|---|---|',
    ...headlines(evaluation),
    ...(['top5', 'logLoss', 'ece'] as const).map((name) => `| ${NAMES[name]} | ${metrics[name].toFixed(3)} | | |`),
    ...(asTheyCome.kind === 'none'
      ? ['', `No figures for rows as they come: ${asTheyCome.reason}.`]
      : [
          '',
          'For rows as they come, each test row weighted back to the data:',
          '',
          '| figure | value | interval | of |',
          '|---|---|---|---|',
          ...headlines(asTheyCome),
        ]),
  ];
}

const NAMES = {
  accuracy: 'accuracy',
  macroF1: 'macro F1',
  top5: 'right code among the first 5',
  logLoss: 'log loss',
  ece: 'calibration error',
} as const;

function headlines({ metrics, intervals }: OverallFigures): readonly string[] {
  return (['accuracy', 'macroF1'] as const).map((name) => {
    const over = name === 'macroF1' ? `, over ${metrics.codeCount} codes (${metrics.labelSet})` : '';
    const interval: Interval | undefined = intervals[name];
    const [between, estimand] = interval === undefined ? ['', ''] : [rangeOf(interval), interval.estimand];
    return `| ${NAMES[name]}${over} | ${metrics[name].toFixed(3)} | ${between} | ${plain(estimand)} |`;
  });
}

function rangeOf({ low, high, confidence, unit }: Interval): string {
  return `${low.toFixed(3)} to ${high.toFixed(3)} at ${percent(confidence)}, by ${unit}`;
}

function scores({ calibration: { method, rowCount, unspokenShare, review } }: Made): readonly string[] {
  const calibrated =
    method === 'none'
      ? 'Scores are not calibrated: they rank codes, and are no probabilities.'
      : `A score is the probability that its code is right, for rows that come as the data came (${method}, fitted on ${groupThousands(rowCount)} rows, which say nothing of codes with ${percent(unspokenShare)} of the data).`;
  return [calibrated, reviewLine(review)];
}

function reviewLine({ rule, threshold, budget, target, promise }: Made['calibration']['review']): string {
  if (threshold === null) return 'No threshold was set: no row is for review by its score.';
  if (rule === 'budget')
    return `Rows with a score below ${threshold.toFixed(3)} are for review: ${percent(budget)} of rows like those it was made from.`;
  if (promise === null || target === null) return 'Every row is for review: nothing could be promised of rows that nobody looks at.';
  return `Rows with a score below ${threshold.toFixed(3)} are for review. Of the others at most ${percent(target.error)} are wrong, promised with confidence ${percent(target.confidence)}, for rows that come as the data came.`;
}

const SHOWN_CODES = 20;

function limits({ evaluation, fit, prepared, split: { details } }: Made): readonly string[] {
  const { codeLists, asTheyCome, metrics } = evaluation;
  const without = codeLists.withoutRows;
  const untrained = prepared.codes.filter((code) => !fit.model.codes.includes(code));
  return [
    `- Codes without a test row, of which nothing was measured: ${listed(without)}`,
    `- Codes that test rows have and the model never gave: ${listed(codeLists.neverGiven)}`,
    `- Codes of the data that the model cannot give: ${listed(untrained)}`,
    asTheyCome.kind === 'weighted'
      ? `- The test rows cannot speak for ${percent(asTheyCome.unspokenShare)} of the data, whose codes have none.`
      : `- The test rows are no sample of the data: ${asTheyCome.reason}.`,
    ...((details?.seenTestRowCount ?? 0) > 0
      ? [`- ${groupThousands(details?.seenTestRowCount ?? 0)} test rows have a text or group that another role has too.`]
      : []),
    `- All figures are of ${groupThousands(metrics.rowCount)} rows of this data. Later rows, other sources and other languages may be coded worse; compare new rows before they are relied on.`,
  ];
}

function listed(codes: readonly string[]): string {
  if (codes.length === 0) return 'none.';
  const more = codes.length > SHOWN_CODES ? `, and ${codes.length - SHOWN_CODES} more` : '';
  return `${codes.length} (${codes.slice(0, SHOWN_CODES).map(plain).join(', ')}${more}).`;
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}

/** A name from outside as text of Markdown, on one line. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|#]/g, '\\$&');
}
