import { resolve } from 'node:path';
import { resourcesOf } from '../../../app/open-services.js';
import { sparkAddress } from '../../../app/open-spark.js';
import { predictWithModel } from '../../../app/predict/predict-with-model.js';
import type { EngineConfig } from '../../../config/pipeline-config.js';
import { Failure, fail } from '../../../core/failure.js';
import { type MatchedFiles, matchFiles } from '../../../core/files/match-files.js';
import { formatCount, formatScore, formatShare } from '../../../report/format.js';
import { argument, type CommandInput, type Outcome } from '../../command.js';
import { optionInteger, optionText, optionTexts, requiredOption } from '../../parse-option.js';
import { doubtLines } from '../../text/doubt-lines.js';
import { type PredictRules, predictRules } from './rules.js';
import { predictPipe } from './stream.js';
import { predictTexts } from './texts.js';

/** `millrace predict`: codes texts of the command line, the rows of stdin, or every row of files. */
export async function predict(input: CommandInput): Promise<Outcome> {
  const texts = optionTexts(input, 'text');
  if (texts.length > 0) return predictTexts(input, texts);
  if (input.options.explain === true) throw withoutText();
  const rules = predictRules(input);
  return input.options.in === '-' ? predictPipe(input, rules) : predictGlob(input, rules);
}

/** Codes every row of files, into files of the same names. */
async function predictGlob(input: CommandInput, { idColumn = 'id', ...rules }: PredictRules): Promise<Outcome> {
  const { global, signal, emit } = input;
  const pattern = requiredOption(input, 'in', 'a glob of files, or - for stdin');
  const { projectFolder } = global;
  const outFolder = resolve(projectFolder, requiredOption(input, 'out', 'a folder for the predictions'));
  const queueFile = optionText(input, 'queue');
  const queue = queueFile === undefined ? undefined : { file: resolve(projectFolder, queueFile), k: optionInteger(input, 'queueCodes', 1) ?? 5 };
  const inputs = matchInputs(pattern, projectFolder);
  const places = { workspace: global.workspace, projectFolder, outFolder, idColumn, replace: input.options.replace === true };
  const engine = engineOf(optionText(input, 'remote'));
  const options = { ...places, ...rules, queue, engine, signal, emit, ...resourcesOf(global) };
  const predicted = await predictWithModel({ model: argument(input, 0), inputs, ...options });
  const { bundle, modelDigest, reviewThreshold, calibrated, seconds, peakRssMb, ...counts } = predicted;
  const reasons = Object.entries(counts.reasons).map(([reason, count]) => `${formatCount(count)} ${reason}`);
  const { reused } = counts;
  const codedNow = counts.rowCount - reused.rowCount;
  const rate = codedNow === 0 ? '' : `, ${formatCount(Math.round(codedNow / Math.max(seconds, 1e-3)))} rows/s`;
  const earlier = `, ${formatCount(reused.rowCount)} of them in ${formatCount(reused.fileCount)} files that were coded already`;
  const lines = [
    `${formatCount(counts.rowCount)} rows in ${formatCount(inputs.files.length)} files${reused.fileCount > 0 ? earlier : ''}${rate}, peak ${formatCount(Math.round(peakRssMb))} MB`,
    `  coded    ${formatCount(counts.codedCount)} (${formatShare(counts.codedCount, counts.rowCount)})${reasons.length > 0 ? `; without a code: ${reasons.join(', ')}` : ''}`,
    ...doubtLines(counts.doubtShares).map((line) => `  doubtful ${line}`),
    `  review   ${reviewThreshold === null ? 'the model has no threshold: only rows without a code or in doubt' : `score below ${formatScore(reviewThreshold)}`}: ${formatCount(counts.reviewCount)}${describeParents(counts.parentCount)}`,
    ...(counts.queue === null ? [] : [`  queue    ${counts.queue}: a partition of the pipeline once its column of codes is filled in`]),
    ...(calibrated ? [] : ['  scores   not calibrated: they rank codes, and are no probabilities']),
    `  model    ${bundle}`,
    `  out      ${outFolder}`,
  ];
  return { json: { bundle, modelDigest, reviewThreshold, calibrated, out: outFolder, seconds, peakRssMb, ...counts }, text: lines.join('\n') };
}

/** Refuses a wrong address before anything is opened. */
function engineOf(remote: string | undefined): EngineConfig | undefined {
  if (remote === undefined) return undefined;
  sparkAddress(remote, 'command line: --remote');
  return { kind: 'spark', remote };
}

function describeParents(count = 0): string {
  return count === 0 ? '' : `; ${formatCount(count)} more stop at a parent of their code`;
}

function withoutText(): Failure {
  const hint = 'the library and the server explain any row';
  return fail('usage.wrong-value', {
    what: 'only a text is explained',
    where: 'command line: --explain',
    got: 'no --text',
    wanted: 'a --text',
    hint,
  });
}

/** The input files; the failure names the option, not the key of a pipeline. */
function matchInputs(pattern: string, folder: string): MatchedFiles {
  try {
    return matchFiles([pattern], folder);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw fail(error.detail.code, { ...error.detail, where: `command line: --in, from ${folder}` }, error);
  }
}
