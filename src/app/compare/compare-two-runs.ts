import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { EventListener } from '../../core/events.js';
import { Failure, fail } from '../../core/failure.js';
import type { ReportData } from '../../report/report-data.js';
import { loadReportData } from '../../report/report-file.js';
import { findRunCauses, type RunDifference } from '../../runner/compare/run-causes.js';
import type { FinishedRun } from '../../runner/run-store.js';
import { FsStore } from '../../store/fs/fs-store.js';
import type { GivenResources } from '../open-services.js';
import { resourcesOf } from '../open-services.js';
import { type CodeChanges, codeChanges } from './code-changes.js';
import { compareModels, type ModelsCompared } from './compare-models.js';

/** What differs between two runs, and why. */
export interface TwoRuns {
  readonly why: RunDifference;
  /** Null where one of the runs left no figures of single codes, as a pruned one. */
  readonly codes: CodeChanges | null;
  /** What both models say of the rows of the second run's data; null unless asked for. */
  readonly rows: ModelsCompared | null;
}

interface Request {
  readonly workspace: string;
  readonly projectFolder: string;
  readonly resources: GivenResources;
  /** Whether the rows of the second run's partitions are coded with both models. */
  readonly codeRows: boolean;
  readonly signal: AbortSignal;
  readonly emit: EventListener;
}

/** Compares two runs that have ended by what they left. Failures: those of `compareModels`, and `usage.missing-file` for partitions that are gone. */
export async function compareTwoRuns(before: FinishedRun, after: FinishedRun, request: Request): Promise<TwoRuns> {
  const { workspace, signal, emit } = request;
  const store = await FsStore.open({ workspace, signal, emit, verify: 'sizes' });
  try {
    const why = await findRunCauses(before.manifest, after.manifest, store);
    return { why, codes: changedCodes(before, after), rows: request.codeRows ? await codeRows(before, after, request) : null };
  } finally {
    await store.close();
  }
}

function changedCodes(before: FinishedRun, after: FinishedRun): CodeChanges | null {
  const [a, b] = [before, after].map(figuresOfCodes);
  return a == null || b == null ? null : codeChanges(a, b);
}

function figuresOfCodes({ folder }: FinishedRun): ReportData['evaluation']['perCode'] | null {
  try {
    return loadReportData(folder).evaluation.perCode;
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

async function codeRows(before: FinishedRun, after: FinishedRun, request: Request): Promise<ModelsCompared> {
  const { inputs, config, workingDirectory } = after.manifest;
  const files = inputs.filter(({ role }) => role === 'partition').map(({ path }) => path);
  return compareModels({
    ...request,
    ...resourcesOf(request.resources),
    first: before.run,
    second: after.run,
    projectFolder: workingDirectory,
    inputs: { files: files.map((path) => presentFile(path, workingDirectory)), skipped: [] },
    idColumn: config.data.id,
  });
}

function presentFile(path: string, workingDirectory: string): string {
  if (existsSync(resolve(workingDirectory, path))) return path;
  throw fail('usage.missing-file', {
    what: 'the rows of this run are not there any more',
    where: path,
    got: 'no such file',
    wanted: 'the partitions that the later run read',
    hint: 'without --rows the runs are compared by what they left',
  });
}
