import { join } from 'node:path';
import type { Json } from '../../core/canonical-json.js';
import { Failure } from '../../core/failure.js';
import { compareUtf8 } from '../../core/utf8-order.js';
import type { StoreCatalog } from '../../store/catalog.js';
import type { StoredArtifact } from '../../store/store.js';
import type { ArtifactUse, StageRecord } from '../manifest.js';
import { type JsonDifference, jsonDifferences } from '../plan/json-difference.js';
import { type CompareOptions, compareFiles, compareJson, type FileDifference } from './compare-files.js';

/** The first thing that a stage made differently. */
export interface StageDifference extends FileDifference {
  readonly stage: string;
  readonly kind: string;
  /** File of the artifact; `meta` for its facts. */
  readonly file: string;
  /** What differs in what made it; empty when the same settings and bytes gave another result. */
  readonly causes: readonly JsonDifference[];
}

/** One of the two runs: what its stages used, and the store that holds it. */
export interface RunSide {
  readonly stages: readonly StageRecord[];
  readonly catalog: StoreCatalog;
}

/** Whether a stage made the same in both runs. */
export interface StageVerdict {
  readonly stage: string;
  /** `unknown`: recorded digests differ, but what the original made is not stored any more. */
  readonly state: 'identical' | 'different' | 'unknown';
  readonly artifactCount: number;
}

const MOST_CAUSES = 20;

/** Compares what two runs kept, stage by stage in order, down to the first difference; later stages are judged by it too. */
export async function compareRuns(
  original: RunSide,
  reproduced: RunSide,
  options: CompareOptions,
): Promise<{ readonly stages: readonly StageVerdict[]; readonly first: StageDifference | null }> {
  const verdicts: StageVerdict[] = [];
  let first: StageDifference | null = null;
  for (const { stage, artifacts } of original.stages) {
    const others = reproduced.stages.find((other) => other.stage === stage)?.artifacts ?? [];
    let state: StageVerdict['state'] = 'identical';
    for (const [ours, theirs] of await pairUses(artifacts, others, original.catalog, reproduced.catalog)) {
      if (ours?.contentDigest === theirs?.contentDigest) continue;
      const found = await compareUses(stage, ours, theirs, original.catalog, reproduced.catalog, options);
      if (found === 'unknown' && state === 'identical') state = 'unknown';
      if (found === 'unknown' || found === null) continue;
      state = 'different';
      first ??= found;
      break;
    }
    verdicts.push({ stage, state, artifactCount: artifacts.length });
  }
  return { stages: verdicts, first };
}

type Pair = [ArtifactUse | undefined, ArtifactUse | undefined];

/**
 * Artifacts of one stage side by side: those with one key, then those of one kind with one content, then each of the rest with the one
 * of its kind that was made most alike.
 */
export async function pairUses(
  ours: readonly ArtifactUse[],
  theirs: readonly ArtifactUse[],
  ourStore: StoreCatalog,
  theirStore: StoreCatalog,
): Promise<Pair[]> {
  const byKey = new Map(theirs.map((use) => [use.key, use]));
  const known = new Set(ours.map(({ key }) => key));
  const rest = await Promise.all(theirs.filter(({ key }) => !known.has(key)).map((use) => withFingerprint(use, theirStore)));
  const pairs: Pair[] = [];
  const others: ArtifactUse[] = [];
  for (const use of ours) {
    const same = byKey.get(use.key) ?? takeAlike(use, rest);
    if (same === undefined) others.push(use);
    else pairs.push([use, same]);
  }
  for (const use of others) {
    const { fingerprint } = await withFingerprint(use, ourStore);
    const ranked = rest
      .filter((other) => other.use.kind === use.kind)
      .map((other) => ({ other, count: jsonDifferences(fingerprint, other.fingerprint).length }));
    const nearest = ranked.reduce<(typeof ranked)[number] | undefined>(
      (best, each) => (best === undefined || each.count < best.count ? each : best),
      undefined,
    );
    if (nearest !== undefined) rest.splice(rest.indexOf(nearest.other), 1);
    pairs.push([use, nearest?.other.use]);
  }
  return [...pairs, ...rest.map(({ use }): Pair => [undefined, use])];
}

/** Takes the artifact that holds the same from those that are left: what made it may differ in keys of earlier stages alone. */
function takeAlike({ kind, contentDigest }: ArtifactUse, rest: { readonly use: ArtifactUse }[]): ArtifactUse | undefined {
  const index = rest.findIndex(({ use }) => use.kind === kind && use.contentDigest === contentDigest);
  return index < 0 ? undefined : rest.splice(index, 1)[0]?.use;
}

async function withFingerprint(
  use: ArtifactUse,
  store: StoreCatalog,
): Promise<{ readonly use: ArtifactUse; readonly fingerprint: Json | undefined }> {
  return { use, fingerprint: (await store.entry(use.kind, use.key))?.artifact.fingerprint };
}

async function compareUses(
  stage: string,
  ours: ArtifactUse | undefined,
  theirs: ArtifactUse | undefined,
  ourStore: StoreCatalog,
  theirStore: StoreCatalog,
  options: CompareOptions,
): Promise<StageDifference | 'unknown' | null> {
  const kind = (ours ?? theirs)?.kind ?? '';
  const present = (use: ArtifactUse | undefined): string => (use === undefined ? 'nothing of this kind' : `an artifact with key ${use.key}`);
  if (ours === undefined || theirs === undefined) {
    return { stage, kind, file: '', where: 'artifacts', original: present(ours), reproduced: present(theirs), causes: [] };
  }
  const before = (await ourStore.entry(kind, ours.key))?.artifact;
  const after = (await theirStore.entry(kind, theirs.key))?.artifact;
  if (before === undefined || after === undefined) return 'unknown';
  const difference = await compareArtifacts(before, after, options);
  if (difference === null) return null;
  return { stage, kind, ...difference, causes: jsonDifferences(before.fingerprint, after.fingerprint, MOST_CAUSES) };
}

/** Files in bytewise order, tables first since their rows have ids; then the meta. */
export async function compareArtifacts(
  before: Pick<StoredArtifact, 'folder' | 'files' | 'meta'>,
  after: Pick<StoredArtifact, 'folder' | 'files' | 'meta'>,
  options: CompareOptions,
): Promise<(FileDifference & { readonly file: string }) | null> {
  const names = [...new Set([...Object.keys(before.files), ...Object.keys(after.files)])].sort(
    (a, b) => Number(b.endsWith('.parquet')) - Number(a.endsWith('.parquet')) || compareUtf8(a, b),
  );
  const codes = codesOf(before.meta);
  for (const file of names) {
    if (before.files[file] === after.files[file]) continue;
    const presence = (digest: string | undefined): string => (digest === undefined ? 'no such file' : 'a file');
    if (before.files[file] === undefined || after.files[file] === undefined) {
      return { file, where: 'files', original: presence(before.files[file]), reproduced: presence(after.files[file]) };
    }
    const difference = await compareReadable(join(before.folder, file), join(after.folder, file), { ...options, codes });
    if (difference !== null) return { file, ...difference };
  }
  const difference = compareJson(before.meta, after.meta);
  return difference === null ? null : { file: 'meta', ...difference };
}

/** Codes of the model that an artifact holds, if it is a stored fit. */
function codesOf(meta: Json): readonly string[] | null {
  const { codes } = (meta ?? {}) as { readonly codes?: readonly string[] };
  return codes ?? null;
}

/** A file that cannot be read is a difference of its own, not the end of the comparison. */
async function compareReadable(before: string, after: string, options: CompareOptions): Promise<FileDifference | null> {
  try {
    return await compareFiles(before, after, options);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { where, got, wanted } = error.detail;
    return { where, original: where === before ? got : wanted, reproduced: where === after ? got : wanted };
  }
}
