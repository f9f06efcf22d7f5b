import { type MatchedFiles, skippedEvents } from '../../core/files/match-files.js';
import { type Consistency, describeConsistency } from '../../evaluation/consistency/consistency.js';
import { folderColumnsOf, isConfidential } from '../../model/bundle/bundle-origin.js';
import { loadBundle } from '../../model/bundle/open-bundle.js';
import type { DoubtCounts } from '../../model/doubt-counts.js';
import type { PredictRow } from '../../model/row-cells.js';
import { shareParts } from '../../model/share-parts.js';
import type { ModelPlaces } from '../find-model.js';
import { findModelCodebook } from '../model-codebook.js';
import { findModelToCodeWith, type ModelToCodeWith } from '../model-to-code-with.js';
import { type ServiceOptions, type Services, withServices } from '../open-services.js';
import { codeTwice } from './code-twice.js';
import { tallyWords } from './tally-words.js';

/** Which models code which files. */
export interface ModelComparison extends ModelPlaces, Omit<ServiceOptions, 'verify' | 'modelBytes' | 'tableThreads' | 'engine'> {
  /** As everywhere: the path of a bundle, a registered name, or the id of a run. The first is the one of today. */
  readonly first: string;
  readonly second: string;
  /** Relative to the project folder. */
  readonly inputs: MatchedFiles;
  readonly idColumn: string;
  /** A codebook for the levels, relative to the project folder; that of the second model's run unless given. */
  readonly codebook?: string | undefined;
}

/** One of two models, and what it did not know of the rows. */
export interface ComparedModel {
  readonly bundle: string;
  readonly modelDigest: string;
  readonly doubts: DoubtCounts;
}

/** What two models say of the same files. */
export interface ModelsCompared extends Consistency {
  readonly first: ComparedModel;
  readonly second: ComparedModel;
  /** The codebook that levels were taken from; null where there was none, and only codes were compared. */
  readonly codebook: string | null;
}

/** Codes files with two models and compares what they say. Failures: those of `findModelToCodeWith` and `codeTwice`, `data.codebook`. */
export async function compareModels(request: ModelComparison): Promise<ModelsCompared> {
  const { workerCount, signal } = request;
  const first = await findModelToCodeWith(request.first, request, workerCount, signal);
  const second = await findModelToCodeWith(request.second, request, workerCount, signal);
  return withServices({ ...request, modelBytes: first.modelBytes + second.modelBytes, tableThreads: 1 }, (services) =>
    compareOpened(first, second, request, services),
  );
}

/** The same with services that are open already. `testRows`: those of the run that made the second model, in pieces; none outside a run. */
export async function compareOpened(
  first: Pick<ModelToCodeWith, 'bundle' | 'manifest'>,
  second: Pick<ModelToCodeWith, 'bundle' | 'manifest'>,
  request: Pick<ModelComparison, 'inputs' | 'projectFolder' | 'idColumn' | 'codebook' | 'workerCount' | 'signal' | 'emit'>,
  services: Pick<Services, 'tables' | 'tasks' | 'store'>,
  testRows: Iterable<readonly PredictRow[]> = [],
): Promise<ModelsCompared> {
  const { inputs, emit } = request;
  for (const event of skippedEvents('compare', inputs.skipped)) emit(event);
  const open = async ({ bundle }: { readonly bundle: string }) => shareParts(await loadBundle(bundle, { verify: false, names: false }));
  const [a, b] = [await open(first), await open(second)];
  const codebook = await findModelCodebook(request, second);
  const folderColumns = [...new Set([...folderColumnsOf(first.manifest), ...folderColumnsOf(second.manifest)])];
  const coded = await codeTwice({ ...request, first: a, second: b, files: inputs.files, folderColumns }, services);
  const vocabulary = { ...coded.vocabulary, testRows: await tallyWords(b, testRows, services, request.signal) };
  const examples = !isConfidential(first.manifest) && !isConfidential(second.manifest);
  return {
    first: { bundle: first.bundle, modelDigest: a.modelDigest, doubts: coded.doubts.first },
    second: { bundle: second.bundle, modelDigest: b.modelDigest, doubts: coded.doubts.second },
    codebook: codebook?.path ?? null,
    ...describeConsistency(coded.answers, coded.scores, vocabulary, codebook?.tree ?? null, examples),
  };
}
