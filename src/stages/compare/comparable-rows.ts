import { splitFileBeside } from '../../artifacts/files/split-files.js';
import type { Fit } from '../../artifacts/fit.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { Source } from '../../artifacts/source.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { pickRows, type RoleRows } from '../../evaluation/rows-to-judge.js';
import type { BundleManifest } from '../../model/bundle/bundle-format.js';
import { originOf } from '../../model/bundle/bundle-origin.js';
import type { PredictorParts } from '../../model/predictor.js';
import type { StageContext } from '../stage-context.js';
import { missingColumns } from './champion-codes.js';
import { findSharedCodes, type SharedCodes } from './shared-codes.js';
import { unseenRows } from './unseen-rows.js';

/** With fewer shared groups no bound is worth a decision. */
const FEWEST_GROUPS = 30;

/** What a candidate is compared by. */
export interface CandidateSide {
  readonly source: Source;
  readonly prepared: Prepared;
  readonly fit: Fit;
}

/** The champion or the anchor. */
export interface RivalSide {
  readonly name: 'champion' | 'anchor';
  readonly bundle: string;
  readonly manifest: BundleManifest;
  readonly parts: PredictorParts;
}

/** Rows that neither model was made with, and the codes to compare in. */
export interface ComparableRows {
  readonly rows: Uint32Array;
  readonly chosen: RoleRows;
  readonly groupCount: number;
  readonly shared: SharedCodes;
}

/** Why two models cannot be compared, and how many rows were found by then. */
export interface NotComparable {
  readonly reason: string;
  readonly rowCount: number;
  /** The groups of the rows, where they are fewer than `fewest`. */
  readonly tooFew?: { readonly groupCount: number; readonly fewest: number };
}

/** Of some rows that did not make the candidate (ascending) those on which it can be compared with a rival, or why there are none. */
export async function comparableRows(
  test: Uint32Array,
  candidate: CandidateSide,
  { name, bundle, manifest, parts }: RivalSide,
  context: StageContext,
): Promise<ComparableRows | NotComparable> {
  const { config } = context;
  const { prepared, fit } = candidate;
  const missing = missingColumns(parts.spec, config.data);
  if (missing.length > 0) return { reason: `the ${name} reads columns that this pipeline does not name: ${missing.join(', ')}`, rowCount: 0 };
  const splitFile = splitFileBeside(bundle);
  const rows = await unseenRows({ test, prepared, splitFile, splitDigest: manifest.splitDigest }, context);
  if (rows === undefined) return { reason: `the split of the ${name} is not beside its bundle as it was: ${splitFile}`, rowCount: 0 };
  const rowCount = rows.length;
  const shared = sharedCodes(candidate, parts.model.codes, manifest, config);
  if (shared === undefined) return { reason: `another codebook: there is no level at which each code of the ${name} is one of ours`, rowCount };
  const chosen = pickRows(prepared, rows, fit.model);
  const groupCount = new Set(chosen.group).size;
  if (groupCount >= FEWEST_GROUPS) return { rows, chosen, groupCount, shared };
  return { reason: `${groupCount} shared groups, fewer than ${FEWEST_GROUPS}`, rowCount, tooFew: { groupCount, fewest: FEWEST_GROUPS } };
}

/** The codes to compare in: those of both models when they speak one codebook at one level. */
function sharedCodes(
  { source, prepared, fit }: CandidateSide,
  theirs: readonly string[],
  manifest: BundleManifest,
  config: PipelineConfig,
): SharedCodes | undefined {
  const theirLevel = originOf(manifest, 'the champion').config.data.level;
  const ourLevel = config.data.level;
  if (manifest.codebookDigest === source.codebookDigest && ourLevel === theirLevel)
    return { level: null, ours: (code) => code, theirs: (code) => code };
  const { codebook, correspondence = null } = source;
  const ours = [...new Set([...prepared.codes, ...fit.model.codes])];
  return findSharedCodes({ codebook, correspondence, ours, ourLevel, theirs, theirLevel });
}
