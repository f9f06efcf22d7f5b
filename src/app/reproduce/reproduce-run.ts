import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { trainsOnSpark } from '../../config/rules/refuse-spark.js';
import type { EventListener } from '../../core/events.js';
import { withFileFailures } from '../../core/files/file-failure.js';
import { makeFolder } from '../../core/files/make-folder.js';
import { withPrivateFiles } from '../../core/files/private-files.js';
import type { Original } from '../../runner/reproduce/original.js';
import { type ReproductionReport, reproduce } from '../../runner/reproduce/reproduce.js';
import { openFinishedRun, runsFolderOf } from '../../runner/run-store.js';
import { FsStore } from '../../store/fs/fs-store.js';
import { type GivenResources, resolveResources, withServices } from '../open-services.js';
import { runWith } from '../run/run-pipeline.js';

/** A finished run, where its data lie now (null: where they lay then), and where and with what it is run again. */
export interface Reproduction {
  readonly original: Original;
  /** Absolute path. */
  readonly dataFolder: string | null;
  /** Whether the fresh workspace stays. */
  readonly keep: boolean;
  /** Absolute path: the fresh workspace is made inside. */
  readonly parentWorkspace: string;
  /** Absolute path: where relative paths start. */
  readonly projectFolder: string;
  readonly given: GivenResources;
  readonly signal: AbortSignal;
  readonly emit: EventListener;
}

/** What came of it; the fresh workspace where it was kept. */
interface Reproduced {
  readonly report: ReproductionReport;
  readonly workspace: string | null;
}

/** Runs again in a fresh workspace inside the workspace, and compares. The fresh one is removed unless it is to be kept. */
export async function reproduceRun(request: Reproduction): Promise<Reproduced> {
  return withPrivateFiles(!request.original.config.privacy.examples, () => runAndCompare(request));
}

async function runAndCompare(request: Reproduction): Promise<Reproduced> {
  const original = withoutComparison(request.original);
  const { dataFolder, projectFolder, keep, parentWorkspace, given, signal, emit } = request;
  const workspace = await withFileFailures(parentWorkspace, async () => {
    makeFolder(parentWorkspace);
    return mkdtempSync(join(parentWorkspace, 'reproduce-'));
  });
  const originalStore = original.stages === null ? null : await FsStore.open({ workspace: parentWorkspace, emit, signal, verify: 'sizes' });
  try {
    const resources = resolveResources({ ...original.config.resources, ...givenResources(given) });
    // What Spark trained, it trains again; all else it does comes to the same here.
    const engine = trainsOnSpark(original.config) ? original.config.engine : undefined;
    const report = await withServices({ workspace, signal, emit, engine, ...resources }, async (services) => {
      const runAgain = async (config: PipelineConfig, folder: string) => {
        const commandLine = ['reproduce', original.run];
        const request = { config, pipelineFile: null, commandLine, workspace, projectFolder: folder, requireClean: false, signal, emit };
        const { facts } = await runWith(services, request);
        return { run: openFinishedRun(workspace, facts.run), store: services.store };
      };
      const folders = { scratch: await services.store.scratch(), runsFolder: runsFolderOf(workspace) };
      return reproduce({ original, originalStore, dataFolder, projectFolder, ...folders, tables: services.tables, runAgain });
    });
    return { report, workspace: keep ? workspace : null };
  } finally {
    await originalStore?.close();
    if (!keep) rmSync(workspace, { recursive: true, force: true });
  }
}

/** What a comparison says depends on the champion of that day, which the fresh workspace does not have. */
function withoutComparison(original: Original): Original {
  return { ...original, stages: original.stages?.filter(({ stage }) => stage !== 'compare') ?? null };
}

function givenResources({ workers, memory }: GivenResources): Partial<PipelineConfig['resources']> {
  return { ...(workers === undefined ? {} : { workers }), ...(memory === undefined ? {} : { memory }) };
}
