import { quarantineFile } from '../../artifacts/files/prepared-index-files.js';
import type { Prepared, QuarantineCount } from '../../artifacts/prepared.js';
import type { Source } from '../../artifacts/source.js';
import { fail } from '../../core/failure.js';
import { placeFileAtomic } from '../../core/files/place-file.js';
import type { Pieces } from '../../runner/flow/pieces.js';
import { stageOf } from '../../runner/flow/stage.js';
import type { Stage, StageContext } from '../stage-context.js';
import { prepareCost } from './cost.js';
import { planShards } from './plan-shards.js';
import { prepareShards, type StoredShard } from './prepare-shards.js';
import { loadIndex, storedIndex } from './prepared-index.js';
import { refuseWeights, tellOfOddValues, warnOfCodes } from './tell-of-values.js';

/** What labelled rows are wanted for. */
export interface LabelNeeds {
  /** To learn takes two codes, to judge one. */
  readonly codeCount: 1 | 2;
  /** Whether rows without a label are left out, or bad. */
  readonly unlabelled: 'skip' | 'refuse';
}

/**
 * Checks every row against the contract, computes its keys, and sends bad rows to quarantine with a reason.
 * A repeated id with equal content is left out after its first row; an id whose rows differ cannot be trusted: all of them are bad.
 */
export const prepareStage: Stage<{ readonly source: Source }, Prepared> = stageOf({
  name: 'prepare',
  cost: prepareCost,
  pieces: ({ source }, context) => prepareRows(source, { codeCount: 2, unlabelled: 'refuse' }, context),
});

/** The same for rows to judge a model on. Rows without a label that are left out are in quarantine, but do not count as bad. */
export function prepareToJudge(unlabelled: LabelNeeds['unlabelled']): Stage<{ readonly source: Source }, Prepared> {
  return stageOf({ name: 'prepare', cost: prepareCost, pieces: ({ source }, context) => prepareRows(source, { codeCount: 1, unlabelled }, context) });
}

async function* prepareRows(source: Source, { codeCount, unlabelled }: LabelNeeds, context: StageContext): Pieces<Prepared> {
  const planned = planShards(source.partitions);
  if (planned.length === 0) throw tooFewCodes('no rows at all', codeCount, context);
  const shards = yield* prepareShards(source, planned, context);
  const stored = yield* storedIndex(shards, context);
  // Before the share is judged: whoever is stopped by it can look at the rows.
  placeFileAtomic(quarantineFile(stored.folder), quarantineFile(context.runFolder));
  const index = loadIndex(stored, context);
  checkShare(
    index.quarantine.filter(({ reason }) => reason !== 'null-label' || unlabelled === 'refuse'),
    source.rowCount,
    context,
  );
  if (index.codes.length < codeCount) throw tooFewCodes(index.codes.length === 0 ? 'no good row' : `only ${index.codes[0]}`, codeCount, context);
  const recoded = sumRecoded(shards);
  if (source.correspondence != null) noteRecoded(recoded, context);
  tellOfOddValues(shards, context);
  warnOfCodes(index.codes, source, context);
  refuseWeights(index, context);
  return { kind: 'prepared', shards: shards.map(toPreparedShard), firstRow: firstRows(shards), ...index, recoded };
}

function toPreparedShard({ artifact, rowCount, quarantine }: StoredShard): Prepared['shards'][number] {
  const quarantinedCount = quarantine.reduce((sum, { count }) => sum + count, 0);
  return { key: artifact.key, folder: artifact.folder, rowCount, quarantinedCount };
}

function firstRows(shards: readonly StoredShard[]): readonly number[] {
  const firsts = [0];
  for (const { rowCount } of shards) firsts.push((firsts.at(-1) as number) + rowCount);
  return firsts;
}

function sumRecoded(shards: readonly StoredShard[]): { readonly oneToOne: number; readonly manyToOne: number } {
  const sum = { oneToOne: 0, manyToOne: 0 };
  for (const { recoded } of shards) {
    sum.oneToOne += recoded.oneToOne;
    sum.manyToOne += recoded.manyToOne;
  }
  return sum;
}

function noteRecoded({ oneToOne, manyToOne }: { readonly oneToOne: number; readonly manyToOne: number }, { emit }: StageContext): void {
  emit({ type: 'note', stage: 'prepare', message: `the correspondence gave ${oneToOne} rows a new code one to one and ${manyToOne} a merged one` });
}

function checkShare(quarantine: readonly QuarantineCount[], rowCount: number, context: StageContext): void {
  const badCount = quarantine.reduce((sum, { count }) => sum + count, 0);
  if (badCount === 0) return;
  const reasons = quarantine.map(({ reason, count }) => `${reason} ${count}`).join(', ');
  const ids = quarantine.flatMap((entry) => entry.examples.map((id) => `${id} (${entry.reason})`)).slice(0, 5);
  const labels = quarantine.flatMap((entry) => entry.labels ?? []);
  const examples = context.config.privacy.examples ? [...ids, ...labels.map((label) => `code ${label}`)] : [];
  const found = `${badCount} of ${rowCount} rows are bad (${((100 * badCount) / rowCount).toFixed(1)} %): ${reasons}`;
  const limit = context.config.data.maxQuarantineShare;
  if (badCount <= limit * rowCount) {
    context.emit({ type: 'warning', stage: 'prepare', message: `${found}; see quarantine.parquet` });
    return;
  }
  throw fail('data.contract', {
    what: 'too many rows break the contract',
    where: quarantineFile(context.runFolder),
    got: examples.length === 0 ? found : `${found}; for example ${examples.join(', ')}`,
    wanted: `at most ${100 * limit} % (data.maxQuarantineShare)`,
    hint: 'the file lists every bad row with its partition, position and reason',
  });
}

function tooFewCodes(got: string, wantedCount: LabelNeeds['codeCount'], { config }: StageContext): Error {
  return fail('data.too-few-codes', {
    what: wantedCount === 1 ? 'there is nothing to judge on' : 'there is nothing to tell apart',
    where: `data.label (${config.data.label})`,
    got,
    wanted: wantedCount === 1 ? 'rows with a code' : 'rows of at least two codes',
  });
}
