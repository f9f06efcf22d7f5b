import type { EventListener } from '../../core/events.js';
import type { PredictorParts } from '../../model/predictor.js';
import type { Store } from '../../store/store.js';
import { type DoubtShare, doubtShares, refuseDoubtfulRows } from '../doubtful-rows.js';
import { checkInputs, describeInput, type InputFile } from './check-inputs.js';
import { addCounts, type CodedCounts, type CodeServices, codeFile } from './code-file.js';
import { outputNames } from './output-names.js';
import { StagedFiles } from './staged-files.js';

/** A model, the files whose rows it codes, and where the outputs go. */
export interface PredictFiles {
  /** In shared memory: see `shareParts`. */
  readonly parts: PredictorParts;
  /** Input files, relative to the project folder. */
  readonly files: readonly string[];
  /** Absolute path. */
  readonly projectFolder: string;
  readonly outFolder: string;
  readonly idColumn: string;
  /** Columns that are read from folder names where a path has them; none unless said. */
  readonly folderColumns?: readonly string[];
  /** Codes a row in `topCodes`; with 1 these columns are left out. */
  readonly k: number;
  /** Whether files may lack covariates. */
  readonly allowMissing: boolean;
  /** See `doubtShares`. */
  readonly maxUnseenShare: number | undefined;
}

/** What coding files works with. */
export interface PredictServices extends CodeServices {
  readonly store: Pick<Store, 'scratch'>;
  readonly emit: EventListener;
}

/** What became of the rows, and the files that were written. */
export interface PredictCounts extends Omit<CodedCounts, 'doubts'> {
  /** Rows with a code that the model has little ground for, by reason. */
  readonly doubts: Readonly<Record<string, number>>;
  readonly doubtShares: readonly DoubtShare[];
  readonly outputs: readonly string[];
}

/**
 * Codes every row of the input files. Each file gets one output of the same name with id, code, score, review, reason, modelDigest and, for k > 1, topCodes and topScores, rows in input order.
 * Outputs become visible all together, after the last row, and not at all when too many rows are doubtful.
 * Failures: `data.*` for inputs, `data.contract` for doubtful rows, `usage.wrong-value` when an output would overwrite an input.
 */
export async function predictFiles(request: PredictFiles, services: PredictServices): Promise<PredictCounts> {
  const outputs = outputNames(request);
  const described: InputFile[] = [];
  for (const path of request.files) described.push(await describeInput(path, request, services));
  checkInputs(described, request, services.emit);
  const staged = new StagedFiles();
  try {
    const counts = await codeFiles(described, outputs, staged, request, services);
    const shares = doubtShares(counts.doubts, counts.codedCount, request.parts, request.maxUnseenShare);
    refuseDoubtfulRows(shares, request.files.join(', '), request.maxUnseenShare);
    return { ...counts, doubts: counts.doubts.reasons, doubtShares: shares, outputs: staged.publish() };
  } finally {
    staged.discard();
  }
}

async function codeFiles(
  files: readonly InputFile[],
  outputs: readonly string[],
  staged: StagedFiles,
  request: PredictFiles,
  services: PredictServices,
): Promise<CodedCounts> {
  const totalRows = files.reduce((sum, { rowCount }) => sum + rowCount, 0);
  let counts = addCounts([]);
  for (const [index, input] of files.entries()) {
    services.signal.throwIfAborted();
    const before = counts.rowCount;
    const onRows = (done: number) => services.emit({ type: 'progress', stage: 'predict', unit: 'rows', done: before + done, total: totalRows });
    const output = staged.stage(outputs[index] as string);
    counts = addCounts([counts, await codeFile({ ...request, input, output, onRows }, services)]);
  }
  return counts;
}
