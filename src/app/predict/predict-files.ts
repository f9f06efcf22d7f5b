import { resolve } from 'node:path';
import { digestFile } from '../../core/digest.js';
import type { EventListener } from '../../core/events.js';
import type { PredictorParts } from '../../model/predictor.js';
import type { Store } from '../../store/store.js';
import { type DoubtShare, doubtShares, refuseDoubtfulRows } from '../doubtful-rows.js';
import { formatOf, type TableFormat } from '../formats/table-format.js';
import { checkInputs, describeInput, type InputFile } from './check-inputs.js';
import { addCounts, type CodedCounts, type CodeServices, codeFile } from './code-file.js';
import type { KeepRule } from './kept-columns.js';
import { OutputFolder } from './output-folder.js';
import { outputNames } from './output-names.js';
import type { FinishedFile } from './prediction-record.js';
import { readColumns } from './read-columns.js';
import { type ReviewQueue, refuseExistingQueue, writeReviewQueue } from './review-queue.js';

/** A model, the files whose rows it codes, and where the outputs go. */
export interface PredictFiles {
  /** In shared memory: see `shareParts`. */
  readonly parts: PredictorParts;
  /** Input files, relative to the project folder. */
  readonly files: readonly string[];
  /** Absolute path. */
  readonly projectFolder: string;
  readonly outFolder: string;
  /** Whether predictions of another model in the folder give way; else they are refused. */
  readonly replace: boolean;
  readonly idColumn: string;
  /** Columns that are read from folder names where a path has them; none unless said. */
  readonly folderColumns?: readonly string[];
  /** Codes a row in `topCodes`; with 1 these columns are left out. */
  readonly k: number;
  /** Rows with a score below it are for review, whatever the model says; the model's own threshold unless given. */
  readonly reviewBelow?: number | undefined;
  /** Whether files may lack covariates. */
  readonly allowMissing: boolean;
  /** Columns of the inputs that outputs have too, after those of the predictions. */
  readonly keep: KeepRule;
  /** How outputs are written; each as its input is unless given. */
  readonly format?: TableFormat | undefined;
  /** See `doubtShares`. */
  readonly maxUnseenShare: number | undefined;
  /** Where rows for review go too, for people to work on. */
  readonly queue?: ReviewQueue | undefined;
}

/** What coding files works with. */
export interface PredictServices extends CodeServices {
  readonly store: Pick<Store, 'scratch'>;
  readonly emit: EventListener;
}

/** What became of the rows, and the files that hold them. */
export interface PredictCounts extends Omit<CodedCounts, 'doubts'> {
  /** Rows with a code that the model has little ground for, by reason. */
  readonly doubts: Readonly<Record<string, number>>;
  readonly doubtShares: readonly DoubtShare[];
  readonly outputs: readonly string[];
  /** The file of the rows for review; null when none was asked for. */
  readonly queue: string | null;
  /** What an earlier command had coded already. */
  readonly reused: { readonly fileCount: number; readonly rowCount: number };
}

/** An input and its output. */
interface FilePair {
  readonly path: string;
  readonly output: string;
}

/**
 * Codes every row of the input files. Each file gets one output of the same name with id, code, title, score, decision, review, reason,
 * modelDigest, for k > 1 topCodes and topScores, from a model that stops at parents parentCode, parentTitle and parentScore, and the
 * columns to keep, rows in input order. A file that an earlier command finished (same bytes, model and
 * options) is not coded again. Outputs become visible all together, after the last row, and not at all when too many rows are
 * doubtful. Failures: `data.*` for inputs, `data.contract` for doubtful rows, `usage.wrong-value` when an output would overwrite an
 * input, or the folder holds predictions of another model.
 */
export async function predictFiles(request: PredictFiles, services: PredictServices): Promise<PredictCounts> {
  const { parts, maxUnseenShare, queue } = request;
  if (queue !== undefined) refuseExistingQueue(queue, request.replace);
  const outputs = outputNames(request);
  const folder = await OutputFolder.open({ ...request, modelDigest: parts.modelDigest, settings: settingsOf(request), outputs }, services);
  try {
    const pairs = request.files.map((path, index) => ({ path, output: outputs[index] as string }));
    const { finished, reused } = await finishFiles(pairs, folder, request, services);
    const counts = addCounts([...finished.values()]);
    const shares = doubtShares(counts.doubts, counts.codedCount, parts, maxUnseenShare);
    refuseShares(shares, folder, request);
    if (counts.infiniteCount > 0) {
      const message = `${counts.infiniteCount} infinite numbers in covariates count as missing`;
      services.emit({ type: 'warning', stage: 'predict', message });
    }
    folder.publish(finished);
    if (queue !== undefined) await writeReviewQueue(queue, pairs, request, services);
    return { ...counts, doubts: counts.doubts.reasons, doubtShares: shares, outputs, queue: queue?.file ?? null, reused };
  } finally {
    folder.close();
  }
}

/** Raised with the columns of an output: those of earlier releases had no title. */
const COLUMNS_VERSION = 3;

/** What decides what is written, so that outputs of other settings are not taken for ours. How many doubtful rows may be is no part of it. */
function settingsOf({ idColumn, k, allowMissing, folderColumns = [], reviewBelow, keep, format }: PredictFiles) {
  const kept = keep === 'all' ? keep : [...keep];
  const rows = { idColumn, k, allowMissing, folderColumns: [...folderColumns], reviewBelow: reviewBelow ?? null, columns: COLUMNS_VERSION };
  return { ...rows, keep: kept, format: format ?? null };
}

/** Predictions that nobody may use are not kept. */
function refuseShares(shares: readonly DoubtShare[], folder: OutputFolder, { files, maxUnseenShare }: PredictFiles): void {
  try {
    refuseDoubtfulRows(shares, files.join(', '), maxUnseenShare);
  } catch (error) {
    folder.discard();
    throw error;
  }
}

/** Every output finished, by name and in order: taken from earlier, or made now. */
async function finishFiles(pairs: readonly FilePair[], folder: OutputFolder, request: PredictFiles, services: PredictServices) {
  const earlier = await findFinished(pairs, folder, request);
  const fileCount = earlier.size;
  const { rowCount } = addCounts([...earlier.values()]);
  if (fileCount > 0)
    services.emit({ type: 'note', stage: 'predict', message: `${fileCount} of ${pairs.length} files are coded already and taken as they are` });
  const made = await makeFiles(
    pairs.filter(({ output }) => !earlier.has(output)),
    folder,
    request,
    services,
  );
  const finished = new Map(pairs.map(({ output }) => [output, (earlier.get(output) ?? made.get(output)) as FinishedFile]));
  return { finished, reused: { fileCount, rowCount } };
}

async function findFinished(pairs: readonly FilePair[], folder: OutputFolder, { projectFolder }: PredictFiles): Promise<Map<string, FinishedFile>> {
  const found = new Map<string, FinishedFile>();
  for (const { path, output } of pairs) {
    if (!folder.knows(output)) continue;
    const file = await folder.find(output, await digestFile(resolve(projectFolder, path)));
    if (file !== undefined) found.set(output, file);
  }
  return found;
}

async function makeFiles(
  pairs: readonly FilePair[],
  folder: OutputFolder,
  request: PredictFiles,
  services: PredictServices,
): Promise<Map<string, FinishedFile>> {
  const described: InputFile[] = [];
  for (const { path } of pairs) described.push(await describeInput(path, request, services));
  checkInputs(described, request, services.emit);
  // A column that cannot be kept is found before hours of coding.
  for (const input of described) readColumns(request, input);
  const total = described.reduce((sum, { rowCount }) => sum + rowCount, 0);
  const made = new Map<string, FinishedFile>();
  const reviewThreshold = request.reviewBelow ?? request.parts.reviewThreshold;
  let before = 0;
  for (const [index, { path, output }] of pairs.entries()) {
    services.signal.throwIfAborted();
    const onRows = (done: number) => services.emit({ type: 'progress', stage: 'predict', unit: 'rows', done: before + done, total });
    const inputDigest = await digestFile(resolve(request.projectFolder, path));
    const input = described[index] as InputFile;
    const file = { input, output: folder.hiddenFile(output), format: formatOf(output) };
    const counts = await codeFile({ ...request, ...file, reviewThreshold, onRows }, services);
    made.set(output, await folder.keep(output, { ...counts, input: path, inputDigest }));
    before += counts.rowCount;
  }
  return made;
}
