import { resolve } from 'node:path';
import { findModel } from '../../app/find-model.js';
import { resourcesOf, withServices } from '../../app/open-services.js';
import { predictFiles } from '../../app/predict/predict-files.js';
import { Failure, fail } from '../../core/failure.js';
import { type MatchedFiles, matchFiles, skippedEvents } from '../../core/match-files.js';
import { loadBundle } from '../../model/open-bundle.js';
import { formatCount, formatScore, formatShare } from '../../report/format.js';
import { argument, type CommandInput, type Outcome } from '../command.js';
import { optionInteger, optionText, requiredOption } from '../parse-option.js';

/** `millrace predict`: codes every row of Parquet files, into Parquet files of the same names. */
export async function predict(input: CommandInput): Promise<Outcome> {
  const { global, signal, emit } = input;
  const pattern = requiredOption(input, 'in', 'a glob of Parquet files');
  const { projectFolder } = global;
  const outFolder = resolve(projectFolder, requiredOption(input, 'out', 'a folder for the predictions'));
  const k = optionInteger(input, 'k', 1) ?? 1;
  const { files, skipped } = matchInputs(pattern, projectFolder);
  return withServices({ workspace: global.workspace, signal, emit, ...resourcesOf(global) }, async (services) => {
    const bundle = await findModel(argument(input, 0), global, services.registry);
    const parts = await loadBundle(bundle);
    const startMs = performance.now();
    emit({ type: 'stage-started', stage: 'predict' });
    for (const event of skippedEvents('predict', skipped)) emit(event);
    const idColumn = optionText(input, 'id') ?? 'id';
    const counts = await predictFiles({ parts, files, projectFolder, outFolder, k, idColumn }, { ...services, signal, emit });
    const seconds = (performance.now() - startMs) / 1000;
    emit({ type: 'stage-finished', stage: 'predict', seconds });
    const json = { bundle, modelDigest: parts.modelDigest, out: outFolder, seconds, ...counts };
    const reasons = Object.entries(counts.reasons).map(([reason, count]) => `${formatCount(count)} ${reason}`);
    const lines = [
      `${formatCount(counts.rowCount)} rows in ${formatCount(files.length)} files, ${formatCount(Math.round(counts.rowCount / Math.max(seconds, 1e-3)))} rows/s`,
      `  coded    ${formatCount(counts.codedCount)} (${formatShare(counts.codedCount, counts.rowCount)})${reasons.length > 0 ? `; without a code: ${reasons.join(', ')}` : ''}`,
      `  review   ${parts.reviewThreshold === null ? 'the model has no threshold: only rows without a code' : `score below ${formatScore(parts.reviewThreshold)}`}: ${formatCount(counts.reviewCount)}`,
      `  model    ${bundle}`,
      `  out      ${outFolder}`,
    ];
    return { json, text: lines.join('\n') };
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
