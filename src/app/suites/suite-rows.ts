import type { Codebook } from '../../artifacts/codebook.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { Split } from '../../artifacts/split.js';
import { TEST } from '../../artifacts/split.js';
import type { SuiteConfig } from '../../config/pipeline-config.js';
import { weighToData } from '../../evaluation/calibration/role-weights.js';
import { type Design, whyNotDrawnByCode } from '../../evaluation/design.js';
import type { StageContext } from '../../stages/stage-context.js';
import { OTHER_DATA } from '../evaluate/judge-data.js';
import { findTrainedRows } from '../evaluate/trained-rows.js';
import type { FlowArtifacts } from '../flow/flow.js';
import { selectRows } from './select-rows.js';
import type { PreparedSuite } from './suite-files.js';

/** The rows of a suite, before anybody judges them. */
export interface SuiteRows {
  readonly suite: string;
  readonly kind: SuiteConfig['kind'];
  readonly prepared: Prepared;
  readonly codebook: Codebook | null;
  /** Ascending. */
  readonly rows: Uint32Array;
  /** Places among them of those that are not marked seen; null when none is. */
  readonly unseen: readonly number[] | null;
  readonly design: Design;
  /** Rows of files that trained the model, and are left out. */
  readonly trainedRowCount: number;
}

/** What a run has made before its suites are judged. */
export type MadeForSuites = Pick<FlowArtifacts, 'source' | 'prepared' | 'split' | 'bundle' | 'fit'>;

/** The rows of every suite, in the order of the config. Warns of one without rows, and of what is left out of one. */
export async function suiteRows(made: MadeForSuites, files: readonly PreparedSuite[], context: StageContext): Promise<readonly SuiteRows[]> {
  const found: SuiteRows[] = [];
  for (const [suite, settings] of Object.entries(context.config.evaluate?.suites ?? {})) {
    const own = files.find((each) => each.suite === suite);
    if (settings.kind !== 'file') found.push(await selectedRows(suite, settings, made, context));
    else if (own !== undefined) found.push(await rowsOfFiles(own, made, context));
  }
  for (const each of found) if (each.rows.length === 0) warnOfNone(each, context);
  return found;
}

async function selectedRows(
  suite: string,
  selection: Exclude<SuiteConfig, { readonly kind: 'file' }>,
  { source, prepared, split }: MadeForSuites,
  context: StageContext,
): Promise<SuiteRows> {
  const { isOfKind, emptyRowCount } = await selectRows(suite, selection, { source, prepared, split }, context);
  if (emptyRowCount > 0 && 'column' in selection)
    warn(context, `suite ${suite}: ${emptyRowCount} test rows have nothing in column ${selection.column}, and are in no suite by it`);
  const isJudged = (row: number): boolean => split.role[row] === TEST && (prepared.evaluationWeight?.[row] ?? 1) > 0 && isOfKind(row);
  const rows = Uint32Array.from(Array.from({ length: prepared.rowCount }, (_, row) => row).filter(isJudged));
  const design = selection.kind === 'latest' ? periodDesign({ prepared, split, rows, isOfKind }, context) : NOT_DRAWN;
  return { suite, kind: selection.kind, prepared, codebook: source.codebook, rows, unseen: unseenPlaces(rows, split), design, trainedRowCount: 0 };
}

/** What is new depends on the split itself: no share of the data has such rows. */
const NOT_DRAWN: Design = { kind: 'none', reason: 'which rows are new to the model depends on the split, so they are no sample of the data' };

/** Rows of a period stand for those of the period in the data, where the test rows are a sample of it. */
function periodDesign(
  { prepared, split, rows, isOfKind }: Pick<MadeForSuites, 'prepared' | 'split'> & { rows: Uint32Array; isOfKind: (row: number) => boolean },
  { config }: StageContext,
): Design {
  const reason = whyNotDrawnByCode(config.split);
  if (reason !== null) return { kind: 'none', reason };
  const group = rows.map((row) => prepared.group[row]!);
  return { kind: 'weighted', ...weighToData(prepared, group, (row) => split.role[row]! <= TEST && isOfKind(row)) };
}

function unseenPlaces(rows: Uint32Array, { details }: Split): readonly number[] | null {
  const seen = details?.seen ?? null;
  const unseen = Array.from(rows.keys()).filter((place) => seen?.[rows[place]!] !== 1);
  return unseen.length === rows.length ? null : unseen;
}

async function rowsOfFiles({ suite, prepared, source }: PreparedSuite, { bundle, split }: MadeForSuites, context: StageContext): Promise<SuiteRows> {
  const labelled = Uint32Array.from(prepared.included.keys()).filter((row) => prepared.included[row] === 1);
  const trained = await findTrainedRows(labelled, prepared, { folder: bundle.folder, splitDigest: split.splitDigest }, undefined, context);
  if (trained.state === 'unchecked') throw new Error(`the split of this very run cannot be read: ${trained.reason}`);
  const { unseen: rows, trainedCount: trainedRowCount } = trained;
  if (trainedRowCount > 0) warnOfTrained(suite, trainedRowCount, labelled.length, context);
  return { suite, kind: 'file', prepared, codebook: source.codebook, rows, unseen: null, design: OTHER_DATA, trainedRowCount };
}

function warnOfTrained(suite: string, count: number, rowCount: number, context: StageContext): void {
  const got = `${count} of ${rowCount} rows are train, validation or calibration rows, by id or by text`;
  warn(
    context,
    `rows of a suite have trained the model: evaluate.suites.${suite}.data, got ${got}, wanted rows that it has not seen; they are left out`,
  );
}

function warnOfNone({ suite, kind, trainedRowCount }: SuiteRows, context: StageContext): void {
  const got =
    trainedRowCount > 0 ? `only rows that trained the model (${trainedRowCount})` : `no ${kind === 'file' ? 'row' : 'test row of this kind'}`;
  warn(context, `a suite has no rows: evaluate.suites.${suite} (${kind}), got ${got}, wanted at least one row; it has no figures`);
}

function warn({ emit }: StageContext, message: string): void {
  emit({ type: 'warning', stage: 'suites', message });
}
