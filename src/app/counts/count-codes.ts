import { dirname } from 'node:path';
import type { Codebook } from '../../artifacts/codebook.js';
import { type MatchedFiles, skippedEvents } from '../../core/files/match-files.js';
import { mapInOrder } from '../../core/map-in-order.js';
import { type CorrectedCount, correctedCounts } from '../../evaluation/counts/corrected-counts.js';
import { GivenTally } from '../../evaluation/counts/given-tally.js';
import { folderColumnsOf } from '../../model/bundle/bundle-origin.js';
import { loadBundle } from '../../model/bundle/open-bundle.js';
import type { PredictorParts } from '../../model/predictor.js';
import { shareParts } from '../../model/share-parts.js';
import { parentsOf, pathFromTop } from '../../text/code-tree.js';
import { groupKey } from '../../text/group-key.js';
import type { ModelPlaces } from '../find-model.js';
import { findModelCodebook } from '../model-codebook.js';
import { findModelToCodeWith } from '../model-to-code-with.js';
import { type ServiceOptions, type Services, withServices } from '../open-services.js';
import type { RowTask } from '../predict/row-batches.js';
import { openRowsToCode, textsOf } from '../predict/rows-to-code.js';
import { readOutOfFold } from '../read-out-of-fold.js';

/** A model, and the files whose codes are counted. */
export interface CountRequest extends ModelPlaces, Omit<ServiceOptions, 'verify' | 'modelBytes' | 'tableThreads' | 'engine'> {
  readonly model: string;
  readonly inputs: MatchedFiles;
  readonly idColumn: string;
  /** A codebook for the levels, relative to the project folder; that of the model's run unless given. */
  readonly codebook: string | undefined;
}

/** A count of one code at one level of the codebook. */
export interface CodeCount extends CorrectedCount {
  /** 1 is the top; the deepest is that of the codes themselves. */
  readonly level: number;
  readonly title: string | null;
}

/** The counts of a set of rows. */
export interface CodeCounts {
  readonly bundle: string;
  readonly modelDigest: string;
  readonly rowCount: number;
  /** Rows without a code, which are counted nowhere. */
  readonly uncodedCount: number;
  /** Rows of known truth that the correction was made from. */
  readonly knownCount: number;
  /** From the top level down, codes in bytewise order. */
  readonly counts: readonly CodeCount[];
}

/** Codes files with a model and counts the rows of each code, as given and corrected. Failures: those of `findModelToCodeWith`, `checkInputs` and `readOutOfFold`. */
export async function countCodes(request: CountRequest): Promise<CodeCounts> {
  const { workerCount, signal, emit, inputs } = request;
  const { bundle, manifest, modelBytes } = await findModelToCodeWith(request.model, request, workerCount, signal);
  return withServices({ ...request, modelBytes, tableThreads: 1 }, async (services) => {
    const known = await readOutOfFold(dirname(bundle), services.tables);
    for (const event of skippedEvents('counts', inputs.skipped)) emit(event);
    const parts = shareParts(await loadBundle(bundle, { verify: false, names: false }));
    const codebook = (await findModelCodebook(request, { bundle, manifest }))?.tree ?? null;
    const tally = await codeRows(request, parts, folderColumnsOf(manifest), services);
    const counts = countsByLevel(tally, known, codebook);
    return { bundle, modelDigest: parts.modelDigest, rowCount: tally.rowCount, uncodedCount: tally.uncodedCount, knownCount: known.length, counts };
  });
}

async function codeRows(request: CountRequest, parts: PredictorParts, folderColumns: readonly string[], services: Services): Promise<GivenTally> {
  const { signal, emit, workerCount } = request;
  const rows = await openRowsToCode({ ...request, parts, files: request.inputs.files, folderColumns }, { ...services, signal });
  const tally = new GivenTally();
  const code = async (task: RowTask) => {
    signal.throwIfAborted();
    const [output] = await services.tasks.map('predict-rows', [{ parts, rows: task.rows, k: 1 }], { signal });
    return [task, output] as const;
  };
  for await (const [task, output] of mapInOrder(rows.tasks(), workerCount, code)) {
    if (output === undefined) throw new Error('a worker gave nothing for some rows');
    task.rows.forEach((row, i) => {
      tally.add(output.code[i] ?? null, groupKey(textsOf(row, parts.spec.textColumns)));
    });
    emit({ type: 'progress', stage: 'counts', unit: 'rows', done: tally.rowCount, total: rows.rowCount });
  }
  return tally;
}

function countsByLevel(tally: GivenTally, known: Awaited<ReturnType<typeof readOutOfFold>>, codebook: Codebook | null): readonly CodeCount[] {
  const parents = parentsOf(codebook);
  const titles = new Map(codebook?.codes.map((code, index) => [code, codebook.titles[index] ?? null]));
  const depth = Math.max(1, ...[...parents.keys()].map((code) => pathFromTop(code, parents).length));
  return Array.from({ length: depth }, (_, i) => i + 1).flatMap((level) => {
    const cut = (code: string): string => {
      const path = pathFromTop(code, parents);
      return path[Math.min(level, path.length) - 1] as string;
    };
    const atLevel = known.map((row) => ({ ...row, code: cut(row.code), given: cut(row.given) }));
    return correctedCounts(tally.byCode(cut), atLevel, parents).map((line) => ({ level, title: titles.get(line.code) ?? null, ...line }));
  });
}
