import type { Json } from '../../core/canonical-json.js';
import { canonicalJson } from '../../core/canonical-json.js';
import type { StoreCatalog } from '../../store/catalog.js';
import type { ArtifactUse, Manifest } from '../manifest.js';
import { describeDifference, type JsonDifference, jsonDifferences } from '../plan/json-difference.js';
import { pairUses } from '../reproduce/compare-runs.js';

/** What can make two runs differ. */
export type Cause = 'data' | 'config' | 'code' | 'seed';

/** A cause, where it came in, and what shows it. */
export interface FoundCause {
  readonly cause: Cause;
  /** The first stage that it made something else in. */
  readonly stage: string;
  /** Such as `search.grid.l2[0]: 0.001, was 0.0001`: of the configuration, the inputs or the environment; what the stage was made with where these say nothing. */
  readonly what: readonly string[];
}

/** Whether a stage made the same in both runs: by the bytes that it left, not by what it was made with. */
export interface StageSameness {
  readonly stage: string;
  readonly isSame: boolean;
}

/** Why two runs differ. */
export interface RunDifference {
  readonly stages: readonly StageSameness[];
  /** In the order in which they came in. */
  readonly causes: readonly FoundCause[];
  /** Differences that changed nothing that was made, such as another number of workers. */
  readonly idle: readonly string[];
  /** Whether all that the runs made is still stored; else a cause may be missing. */
  readonly isWhole: boolean;
}

const MOST_NAMED = 5;

/**
 * Why two runs differ: goes through the stages in the order of the flow; in each that left other bytes it looks at what those were made
 * with, and leaves out what only says that an earlier stage made something else. What remains came in there, and is the data's, the
 * code's, the seed's or the configuration's. Several causes are all found, since each comes in by a field of its own.
 * Cost: reads the fingerprints of all artifacts that differ.
 */
export async function findRunCauses(before: Manifest, after: Manifest, catalog: StoreCatalog): Promise<RunDifference> {
  const stages: StageSameness[] = [];
  const found = new Map<Cause, { readonly stage: string; readonly fields: string[] }>();
  let isWhole = true;
  for (const { stage, artifacts } of before.stages) {
    const others = after.stages.find((other) => other.stage === stage)?.artifacts ?? [];
    const pairs = (await pairUses(artifacts, others, catalog, catalog)).filter(([a, b]) => a?.contentDigest !== b?.contentDigest);
    stages.push({ stage, isSame: pairs.length === 0 });
    for (const pair of pairs) {
      const entering = await enteringCauses(pair, catalog);
      if (entering === null) isWhole = false;
      for (const { cause, field } of entering ?? []) {
        if (!found.has(cause)) found.set(cause, { stage, fields: [] });
        const known = found.get(cause);
        if (known?.stage === stage && !known.fields.includes(field)) known.fields.push(field);
      }
    }
  }
  const said = saidOf(before, after);
  const causes = [...found].flatMap(([cause, { stage, fields }]) => {
    // What the search or the calibration found is no setting: a field is one only where the configuration differs.
    if (cause === 'config' && said.config.length === 0) return [];
    return [{ cause, stage, what: (said[cause].length > 0 ? said[cause] : fields).slice(0, MOST_NAMED) }];
  });
  const idle = (['data', 'config', 'code', 'seed'] as const)
    .filter((cause) => !causes.some((each) => each.cause === cause))
    .flatMap((cause) => said[cause]);
  return { stages, causes, idle: [...idle, ...said.never], isWhole };
}

interface Entering {
  readonly cause: Cause;
  readonly field: string;
}

/** What came in with an artifact that holds something else; null when it is not stored any more. */
async function enteringCauses(
  [ours, theirs]: readonly [ArtifactUse | undefined, ArtifactUse | undefined],
  catalog: StoreCatalog,
): Promise<readonly Entering[] | null> {
  // One run made something of a kind that the other did not: the number of such things is a consequence, or shows in another pair.
  if (ours === undefined || theirs === undefined) return [];
  const [a, b] = await Promise.all([ours, theirs].map(({ kind, key }) => catalog.entry(kind, key)));
  if (a === undefined || b === undefined) return null;
  if (ours.key === theirs.key) return [{ cause: 'code', field: `${ours.kind}: made with the same, and another` }];
  return jsonDifferences(a.artifact.fingerprint, b.artifact.fingerprint).flatMap((difference) => {
    const cause = causeOf(ours.kind, difference);
    return cause === null ? [] : [{ cause, field: `${ours.kind} ${describeDifference(difference)}` }];
  });
}

const HEX = /^[0-9a-f]{64}$/;

/** Fields that name the algorithm; a kernel is code too. */
const CODE_FIELDS = new Set(['version', 'groupKeyVersion', 'canonicalForm', 'kernel', 'kernels']);
const SEED_FIELDS = new Set(['seed', 'salt']);
/** Of prepared rows: which bytes of which files. */
const DATA_FIELDS = new Set(['partition', 'partitions', 'codebook', 'correspondence', 'count', 'first']);
/** What stages found and hand on, not what anybody set: passes that won, a calibrator that was fitted. */
const FOUND_FIELDS = new Set([
  'maxPasses',
  'calibrator',
  'certify',
  'seenRowCount',
  'least',
  'champion',
  'championVersion',
  'rival',
  'trial',
  'trials',
]);

/** Which cause a field of a fingerprint speaks of; null where it only says that an earlier stage made something else. */
function causeOf(kind: string, { path, before, after }: JsonDifference): Cause | null {
  const names = path.split(/[.[\]]+/).filter((name) => name !== '' && !/^\d+$/.test(name));
  const last = names.at(-1) ?? '';
  if (CODE_FIELDS.has(last)) return 'code';
  if (SEED_FIELDS.has(last)) return 'seed';
  if (kind.startsWith('prepared') && names[0] !== undefined && DATA_FIELDS.has(names[0])) return 'data';
  if (isHex(before) || isHex(after) || names.some((name) => FOUND_FIELDS.has(name))) return null;
  return 'config';
}

function isHex(value: Json | undefined): boolean {
  return typeof value === 'string' && HEX.test(value);
}

/** Sections that change how a run is done, and nothing that it makes. */
const NEVER_DIGESTED = /^(resources|engine|name)(\.|$)/;
/** Where files lie: what is in them is the data's. */
const FILE_PATH = /^data\.(partitions|codebook|correspondence)/;
const SEED_PATH = /(^|\.)seed$/;

/** What the manifests say of each cause. */
function saidOf(before: Manifest, after: Manifest): Readonly<Record<Cause | 'never', readonly string[]>> {
  const config = jsonDifferences(before.config as unknown as Json, after.config as unknown as Json);
  const paths = (wanted: (path: string) => boolean): readonly string[] => config.filter(({ path }) => wanted(path)).map(describeDifference);
  const isNever = (path: string): boolean => NEVER_DIGESTED.test(path);
  return {
    data: dataDifferences(before, after),
    code: codeDifferences(before, after),
    seed: paths((path) => SEED_PATH.test(path)),
    config: paths((path) => !SEED_PATH.test(path) && !isNever(path) && !FILE_PATH.test(path)),
    never: paths(isNever),
  };
}

function dataDifferences({ inputs: before }: Manifest, { inputs: after }: Manifest): readonly string[] {
  const digests = new Set(before.map(({ digest }) => digest));
  const kept = new Set(after.map(({ digest }) => digest));
  const [gone, come] = [before.filter(({ digest }) => !kept.has(digest)), after.filter(({ digest }) => !digests.has(digest))];
  const name = (files: readonly { readonly path: string }[]): string => files.map(({ path }) => path).join(', ');
  const changed = come.filter(({ path }) => gone.some((other) => other.path === path));
  const added = come.filter((file) => !changed.includes(file));
  const removed = gone.filter(({ path }) => !changed.some((other) => other.path === path));
  return [
    ...(changed.length > 0 ? [`changed: ${name(changed)}`] : []),
    ...(added.length > 0 ? [`new: ${name(added)}`] : []),
    ...(removed.length > 0 ? [`gone: ${name(removed)}`] : []),
  ];
}

function codeDifferences({ environment: before }: Manifest, { environment: after }: Manifest): readonly string[] {
  const code = ({ millrace, git, lockfileDigest, kernels, libraries }: Manifest['environment']): Json =>
    ({
      release: millrace,
      commit: git?.commit ?? null,
      changes: git?.diffDigest ?? null,
      lockfile: lockfileDigest,
      kernels: { ...kernels },
      libraries: { ...libraries },
    }) as Json;
  if (canonicalJson(code(before)) === canonicalJson(code(after))) return [];
  return jsonDifferences(code(before), code(after)).map(describeDifference);
}
