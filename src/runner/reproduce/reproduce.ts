import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import type { Json } from '../../core/canonical-json.js';
import { type Digest, digestFile } from '../../core/digest.js';
import { Failure } from '../../core/failure.js';
import type { TableFiles } from '../../engine/table-files.js';
import type { StoreCatalog } from '../../store/catalog.js';
import type { StoredArtifact } from '../../store/store.js';
import { type JsonDifference, jsonDifferences } from '../plan/json-difference.js';
import type { FinishedRun } from '../run-store.js';
import { compareArtifacts, compareRuns, type StageDifference, type StageVerdict } from './compare-runs.js';
import { type LocatedInput, linkInputs, locateInputs } from './locate-inputs.js';
import type { Original } from './original.js';
import { compareDecisions, type Decisions } from './same-decisions.js';

/** `same decisions`: the split is the same and every row compared gets the same code, but not all bytes are equal. */
export type Verdict = 'identical' | 'same decisions' | 'different';

/** What is not as it was before the run: the likely cause. */
export interface InputChange {
  readonly what: 'input file' | 'manifest' | 'settings';
  readonly where: string;
  readonly before: string;
  readonly after: string;
}

/** The verdict on a reproduction with all that speaks for it. */
export interface ReproductionReport {
  readonly verdict: Verdict;
  readonly run: string;
  readonly splitDigest: { readonly original: Digest; readonly reproduced: Digest };
  readonly modelDigest: { readonly original: Digest; readonly reproduced: Digest };
  /** An input that changed, else the first artifact, split or bundle that differs. */
  readonly firstDifference: StageDifference | null;
  /** The first artifact that differs, down to its row or weight; also where an input changed, if that made a difference. */
  readonly firstArtifact: StageDifference | null;
  readonly changes: readonly InputChange[];
  /** Empty for a bundle alone. */
  readonly stages: readonly StageVerdict[];
  /** Counted only when the models differ and the splits do not. */
  readonly decisions: Decisions | null;
  /** Beside the verdict, never part of it; null when the original did not record its environment. */
  readonly environment: readonly JsonDifference[] | null;
}

/** What is reproduced, and how. */
export interface ReproduceOptions {
  readonly original: Original;
  /** The store in which the original's work lies; null for a bundle alone. */
  readonly originalStore: StoreCatalog | null;
  /** `--data`. Absolute path. */
  readonly dataFolder: string | null;
  /** Absolute path: where relative paths start now. */
  readonly projectFolder: string;
  /** An empty folder for the links to the inputs. */
  readonly scratch: string;
  /** The folder of the runs of the fresh workspace. */
  readonly runsFolder: string;
  /** Reads tables for the comparison. */
  readonly tables: TableFiles;
  /**
   * Runs the flow in a fresh workspace, with this folder as the project folder, and gives the finished run with the store of that
   * workspace, opened.
   */
  readonly runAgain: (config: PipelineConfig, folder: string) => Promise<{ readonly run: FinishedRun; readonly store: StoreCatalog }>;
}

/**
 * Runs a run again from its manifest, or from its bundle, and compares everything that it made. The verdict is about splits,
 * models and stored artifacts; environments are listed beside it. Failures: `usage.missing-file` for an input that is
 * gone, and those of the run.
 */
export async function reproduce(options: ReproduceOptions): Promise<ReproductionReport> {
  const { original, originalStore, dataFolder, projectFolder } = options;
  const located = await locateInputs(original.inputs, { workingDirectory: original.workingDirectory, dataFolder, projectFolder });
  const { workingDirectory, config } = linkInputs(located, original.config, options.scratch, options.runsFolder);
  const { run, store } = await options.runAgain(config, workingDirectory);
  const { manifest } = run;

  const compare = { tables: options.tables, showValues: config.privacy.examples };
  const compared =
    original.stages === null || originalStore === null
      ? { stages: [], first: null }
      : await compareRuns({ stages: original.stages, catalog: originalStore }, { stages: manifest.stages, catalog: store }, compare);
  const ofBundle = await compareBundles(original, run, compare);
  const ofInputs = firstChangedInput(located);
  const splitDigest = { original: original.splitDigest, reproduced: manifest.results.splitDigest as Digest };
  const modelDigest = { original: original.modelDigest, reproduced: manifest.results.modelDigest as Digest };
  const digestsAgree = splitDigest.original === splitDigest.reproduced && modelDigest.original === modelDigest.reproduced;
  const firstArtifact = compared.first ?? ofBundle;
  const firstDifference = ofInputs ?? firstArtifact ?? (digestsAgree ? null : digestDifference(splitDigest, modelDigest));
  const decisions = await decide(original, run, store, firstDifference);
  return {
    verdict: verdictOf(firstDifference, decisions),
    run: original.run,
    splitDigest,
    modelDigest,
    firstDifference,
    firstArtifact,
    changes: changesOf(original, located, compared.first),
    stages: compared.stages,
    decisions,
    environment:
      original.environment === null ? null : jsonDifferences(original.environment as unknown as Json, manifest.environment as unknown as Json),
  };
}

function verdictOf(first: StageDifference | null, decisions: Decisions | null): Verdict {
  if (first === null) return 'identical';
  return decisions !== null && decisions.rowCount > 0 && decisions.differentCount === 0 ? 'same decisions' : 'different';
}

/** An input that is not the one of the run is the first difference, whatever follows from it. */
function firstChangedInput(located: readonly LocatedInput[]): StageDifference | null {
  const changed = located.find(({ input, digest }) => digest !== input.digest);
  if (changed === undefined) return null;
  const { input, digest, file } = changed;
  return {
    stage: 'source',
    kind: input.role,
    file,
    where: input.path,
    original: `digest ${input.digest}`,
    reproduced: `digest ${digest}`,
    causes: [],
  };
}

function digestDifference(split: ReproductionReport['splitDigest'], model: ReproductionReport['modelDigest']): StageDifference {
  const isSplit = split.original !== split.reproduced;
  const { original, reproduced } = isSplit ? split : model;
  const stage = isSplit ? 'split' : 'bundle';
  return { stage, kind: stage, file: '', where: isSplit ? 'splitDigest' : 'modelDigest', original, reproduced, causes: [] };
}

/** The split and the bundle as they lie in the run folder now, against those made again. */
async function compareBundles(
  original: Original,
  run: FinishedRun,
  compare: Parameters<typeof compareArtifacts>[2],
): Promise<StageDifference | null> {
  const sides: [stage: string, kind: string, before: string | null, after: string][] = [
    ['split', 'split', original.splitFile, join(run.folder, 'split.parquet')],
    ['bundle', 'bundle', original.bundle, join(run.folder, 'bundle')],
  ];
  for (const [stage, kind, before, after] of sides) {
    if (before === null || !existsSync(after)) continue;
    const difference = await compareArtifacts(await asArtifact(before), await asArtifact(after), compare);
    if (difference !== null) return { stage, kind, ...difference, causes: [] };
  }
  return null;
}

/** A file, or a folder's files, with their digests as they are now; a bundle's manifest is left out: it tells of the run. */
async function asArtifact(path: string): Promise<Pick<StoredArtifact, 'folder' | 'files' | 'meta'>> {
  if (path.endsWith('.parquet')) return { folder: join(path, '..'), files: { 'split.parquet': await digestFile(path) }, meta: null };
  const names = readdirSync(path).filter((name) => name !== 'manifest.json' && !name.startsWith('.'));
  const files = await Promise.all(names.map(async (name) => [name, await digestFile(join(path, name))] as const));
  return { folder: path, files: Object.fromEntries(files), meta: null };
}

async function decide(original: Original, run: FinishedRun, store: StoreCatalog, first: StageDifference | null): Promise<Decisions | null> {
  if (first === null || original.bundle === null || run.manifest.results.splitDigest !== original.splitDigest) return null;
  const shards = run.manifest.stages.flatMap(({ artifacts }) => artifacts.filter(({ kind }) => kind === 'prepared-shard'));
  const entries = await Promise.all(shards.map(({ kind, key }) => store.entry(kind, key)));
  const folders = entries.flatMap((entry) => (entry === undefined ? [] : [entry.artifact.folder]));
  try {
    return await compareDecisions([original.bundle, join(run.folder, 'bundle')], folders);
  } catch (error) {
    // A bundle that cannot be opened decides nothing; what is wrong with it stands in the first difference.
    if (error instanceof Failure) return null;
    throw error;
  }
}

function changesOf({ contradictions }: Original, located: readonly LocatedInput[], first: StageDifference | null): readonly InputChange[] {
  const show = (value: Json | undefined): string => (value === undefined ? 'absent' : JSON.stringify(value));
  const files = located.filter(({ input, digest }) => digest !== input.digest);
  return [
    ...files.map(({ input, digest }): InputChange => ({ what: 'input file', where: input.path, before: input.digest, after: digest })),
    ...contradictions.map(({ path, before, after }): InputChange => ({ what: 'manifest', where: path, before: show(before), after: show(after) })),
    ...(first?.causes ?? []).map(
      ({ path, before, after }): InputChange => ({ what: 'settings', where: path, before: show(before), after: show(after) }),
    ),
  ];
}
