import { join } from 'node:path';
import { type DoubtShare, doubtShares, refuseDoubtfulRows } from '../../app/doubtful-rows.js';
import { evaluateConfig } from '../../app/evaluate/evaluate-config.js';
import { evaluationMetrics, writePredictions } from '../../app/evaluate/evaluation-tables.js';
import { type JudgedData, judgeData, OTHER_DATA } from '../../app/evaluate/judge-data.js';
import { findTrainedRows, type TrainedRows } from '../../app/evaluate/trained-rows.js';
import { divideForCoding } from '../../app/memory-budget.js';
import { findModelToCodeWith, type ModelToCodeWith } from '../../app/model-to-code-with.js';
import { resourcesOf, type Services, withServices } from '../../app/open-services.js';
import { suiteOfModel } from '../../app/suites/suite-of-model.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { Source } from '../../artifacts/source.js';
import { Failure, fail } from '../../core/failure.js';
import { withFileFailures } from '../../core/files/file-failure.js';
import { makeFolder } from '../../core/files/make-folder.js';
import { matchFiles } from '../../core/files/match-files.js';
import { withPrivateFiles } from '../../core/files/private-files.js';
import { writeFileAtomic } from '../../core/files/write-atomic.js';
import type { Metrics } from '../../evaluation/figures/figures.js';
import { isConfidential, originOf } from '../../model/bundle/bundle-origin.js';
import { loadBundle } from '../../model/bundle/open-bundle.js';
import { rowColumns } from '../../model/prepared-rows.js';
import { shareParts } from '../../model/share-parts.js';
import { figureFacts } from '../../report/figure-text.js';
import { formatCount } from '../../report/format.js';
import { MemoryWatch } from '../../runner/run/memory.js';
import { type LabelNeeds, prepareToJudge } from '../../stages/prepare/index.js';
import { sourceStage } from '../../stages/source/index.js';
import type { StageContext } from '../../stages/stage-context.js';
import { argument, type CommandInput, type Outcome } from '../command.js';
import { namingOptions, optionPath, optionShare, optionText, requiredOption } from '../parse-option.js';
import { doubtLines } from '../text/doubt-lines.js';

/** What figures of any other files stand under. */
const OTHER_SUITE = 'data';
const DATA_SAYS = 'a glob of Parquet files with texts and codes';

/** What a row takes on the main thread, beside its text: its id and keys while rows are compared, and what was said about it. */
const JUDGED_ROW_BYTES = 100;

/** What the options are called whose values stand in for keys of the pipeline. */
const OPTION_OF_KEY = {
  'data.partitions': '--data',
  'data.id': '--id',
  'data.text': '--text',
  'data.label': '--label',
  'data.codebook': '--codebook',
  'data.weights.evaluation': '--weight',
};

/** How many of the rows trained the model, or why nobody can tell. */
export type TrainedOn = number | 'unchecked';

/** `millrace evaluate`: judges a bundle on labelled data. Rows that trained it are refused unless forced, and then marked. */
export async function evaluate(input: CommandInput): Promise<Outcome> {
  const { global, signal, emit } = input;
  if (optionText(input, 'suite') === undefined) requiredOption(input, 'data', DATA_SAYS);
  const resources = resourcesOf(global);
  const model = await findModelToCodeWith(argument(input, 0), global, resources.workerCount, signal);
  const memory = new MemoryWatch();
  const options = { workspace: global.workspace, signal, emit, ...resources, modelBytes: model.modelBytes };
  return withServices(options, (services) => withPrivateFiles(isConfidential(model.manifest), () => judge(input, model, memory, services))).finally(
    () => memory.stop(),
  );
}

async function judge(
  input: CommandInput,
  { bundle: folder, manifest, modelBytes }: ModelToCodeWith,
  memory: MemoryWatch,
  services: Services,
): Promise<Outcome> {
  const { signal, emit } = input;
  const parts = shareParts(await loadBundle(folder, { verify: false, names: false }));
  const out = optionPath(input, 'out');
  const origin = originOf(manifest, folder).config;
  const asked = askedData(input, origin);
  const { source, prepared, config } = await prepareData(input, asked, origin, modelBytes, services);
  noteOtherCodebook(source, manifest.codebookDigest, (message) => emit({ type: 'warning', stage: 'evaluate', message }));

  const labelled = Uint32Array.from(prepared.included.keys()).filter((row) => isJudged(prepared, row));
  const { splitDigest } = manifest;
  const trained = await findTrainedRows(labelled, prepared, { folder, splitDigest }, optionPath(input, 'split'), services);
  const { rows, trainedOn } = chooseRows(labelled, trained, input);
  emit({ type: 'stage-started', stage: 'evaluate' });
  const startMs = performance.now();
  const columns = { ...rowColumns(config.data), text: parts.spec.textColumns };
  const request = {
    suite: asked.suite,
    parts,
    prepared,
    rows,
    columns,
    seed: config.split.seed,
    codebook: source.codebook,
    unseen: null,
    design: OTHER_DATA,
  };
  const judgedData = await judgeData(request, services, { tables: services.tables, config }, signal);
  const maxShare = optionShare(input, 'maxUnseenShare', '--max-unseen-share');
  const shares = doubtShares(judgedData.doubts, rows.length, parts, maxShare);
  refuseDoubtfulRows(shares, [asked.data].flat().join(', '), maxShare);
  emit({ type: 'stage-finished', stage: 'evaluate', seconds: (performance.now() - startMs) / 1000 });

  const marks = { modelDigest: parts.modelDigest, trainedOn };
  const skippedCount = labelled.length - rows.length;
  const facts = {
    bundle: folder,
    ...marks,
    calibrated: manifest.calibration.method !== 'none',
    splitFile: trained.splitFile,
    rowCount: rows.length,
    skippedRowCount: skippedCount,
    unlabelledRowCount: unlabelledCount(prepared),
    doubts: judgedData.doubts.reasons,
    doubtShares: shares,
    logLossRowCount: logLossRowCount(judgedData.evaluation.metrics),
    quarantine: config.privacy.examples ? prepared.quarantine : prepared.quarantine.map(({ reason, count }) => ({ reason, count })),
  };
  const json = {
    ...facts,
    ...(trained.state === 'unchecked' ? { unchecked: trained.reason } : {}),
    ...judgedData.evaluation,
    peakRssMb: memory.peakBytes() / 1e6,
    out: out ?? null,
  };
  if (out !== undefined) await writeOut(out, judgedData, { ...request, ...marks, trained }, json, services);
  return { json, text: describe(judgedData, trained, json) };
}

/** Which rows are judged, and what their columns are called; undefined: as in the run that made the model. */
interface AskedData {
  readonly suite: string;
  readonly data: string | readonly string[];
  readonly id: string | undefined;
  readonly text: readonly string[] | undefined;
  readonly label: string | undefined;
  readonly unlabelled: LabelNeeds['unlabelled'];
}

/** Files of the command line, or those of a suite of the model's pipeline, whose columns the command line may name otherwise. */
function askedData(input: CommandInput, origin: StageContext['config']): AskedData {
  const name = optionText(input, 'suite');
  const suite = name === undefined ? undefined : suiteOfModel(origin, name);
  const texts = optionText(input, 'text')?.split(',');
  return {
    suite: name ?? OTHER_SUITE,
    data: optionText(input, 'data') ?? suite?.data ?? requiredOption(input, 'data', DATA_SAYS),
    id: optionText(input, 'id') ?? suite?.id,
    text: texts?.map((text) => text.trim()) ?? suite?.text,
    label: optionText(input, 'label') ?? suite?.label,
    unlabelled: unlabelledOption(input, suite?.unlabelled ?? 'refuse'),
  };
}

/** Reads the data as a run does: the contract, the keys, the quarantine of bad rows. */
async function prepareData(input: CommandInput, asked: AskedData, origin: StageContext['config'], modelBytes: number, services: Services) {
  const { global, signal, emit } = input;
  const warn = (message: string) => emit({ type: 'warning', stage: 'evaluate', message });
  return offeringAllowMissing(() =>
    namingOptions(OPTION_OF_KEY, async () => {
      const { data: pattern, ...columns } = asked;
      const [file] = matchFiles([pattern].flat(), global.projectFolder).files;
      const options = {
        pattern,
        file: file as string,
        projectFolder: global.projectFolder,
        ...columns,
        weight: optionText(input, 'weight'),
        codebook: optionText(input, 'codebook'),
        allowMissing: input.options.allowMissing === true,
      };
      const adapted = await evaluateConfig(origin, options, services.tables, warn);
      const resources = resourcesOf(global);
      const config = { ...adapted, resources: { workers: resources.workerCount, memory: resources.memoryBytes } };
      const runFolder = optionPath(input, 'out') ?? (await services.store.scratch());
      makeFolder(runFolder);
      const context: StageContext = { ...services, config, projectFolder: global.projectFolder, signal, emit, runFolder };
      const source = await sourceStage.run({}, context);
      divideForCoding(resources.memoryBytes, resources.workerCount, modelBytes + source.rowCount * JUDGED_ROW_BYTES);
      return { source, prepared: await prepareToJudge(asked.unlabelled).run({ source }, context), config };
    }),
  );
}

/** A covariate that the data lacks may be missing where the caller says so. */
async function offeringAllowMissing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure && error.detail.code === 'data.missing-column' && error.detail.where.includes('data.covariates['))) throw error;
    const { code, hint = '--allow-missing lets it be missing in every row', ...detail } = error.detail;
    throw fail(code, { ...detail, where: detail.where.replace(/data\.covariates\[\d+\]/, 'a covariate of the model'), hint }, error);
  }
}

function unlabelledOption(input: CommandInput, otherwise: LabelNeeds['unlabelled']): LabelNeeds['unlabelled'] {
  const how = optionText(input, 'unlabelled') ?? otherwise;
  if (how === 'skip' || how === 'refuse') return how;
  throw fail('usage.wrong-value', {
    what: 'an option has a wrong value',
    where: 'command line: --unlabelled',
    got: how,
    wanted: 'skip or refuse',
  });
}

function unlabelledCount({ quarantine }: Prepared): number {
  return quarantine.find(({ reason }) => reason === 'null-label')?.count ?? 0;
}

/** The log loss is over rows whose code the model knows: that of another code would be infinite. */
function logLossRowCount({ rowCount, unknownCodeRowCount }: Metrics): number {
  return rowCount - unknownCodeRowCount;
}

function noteOtherCodebook({ codebook, codebookDigest }: Source, digest: string | null, warn: (message: string) => void): void {
  if (codebook !== null && digest !== null && codebookDigest !== digest) warn('the codebook is not the one that the model was made with');
}

function isJudged({ included, evaluationWeight }: { included: Uint8Array; evaluationWeight: Float32Array | null }, row: number): boolean {
  return included[row] === 1 && (evaluationWeight === null || (evaluationWeight[row] as number) > 0);
}

/** The rows to judge. `data.contract` when some of them trained the model, unless that is forced or they are to be skipped. */
function chooseRows(labelled: Uint32Array, trained: TrainedRows, { options }: CommandInput): { rows: Uint32Array; trainedOn: TrainedOn } {
  if (trained.state === 'unchecked') return { rows: labelled, trainedOn: 'unchecked' };
  if (options.skipTrained === true) return { rows: trained.unseen, trainedOn: 0 };
  const { trainedCount, splitFile } = trained;
  if (trainedCount === 0 || options.force === true) return { rows: labelled, trainedOn: trainedCount };
  throw fail('data.contract', {
    what: 'rows to evaluate on have trained the model',
    where: splitFile,
    got: `${trainedCount} of ${labelled.length} rows are train, validation or calibration rows there, by id or by group`,
    wanted: 'rows that the model has not seen',
    hint: '--skip-trained judges the others only; --force judges all of them, and marks every output',
  });
}

type OutRequest = Parameters<typeof evaluationMetrics>[1];

async function writeOut(folder: string, data: JudgedData, request: OutRequest, json: object, { tables }: Services): Promise<void> {
  await withFileFailures(folder, async () => {
    await tables.writeTable(join(folder, 'metrics.parquet'), evaluationMetrics(data, request));
    await writePredictions(join(folder, 'predictions.parquet'), data, request, tables);
    writeFileAtomic(join(folder, 'evaluation.json'), `${JSON.stringify(json, null, 2)}\n`);
  });
}

function describe(
  { evaluation }: JudgedData,
  trained: TrainedRows,
  facts: {
    bundle: string;
    trainedOn: TrainedOn;
    skippedRowCount: number;
    unlabelledRowCount: number;
    doubtShares: readonly DoubtShare[];
    logLossRowCount: number;
    calibrated: boolean;
    out: string | null;
  },
): string {
  const { metrics } = evaluation;
  const skipped = facts.skippedRowCount > 0 ? `; ${formatCount(facts.skippedRowCount)} that trained the model skipped` : '';
  const unlabelled = facts.unlabelledRowCount > 0 ? `; ${formatCount(facts.unlabelledRowCount)} without a code left out` : '';
  const lines: [string, string][] = [
    ['rows', `${formatCount(metrics.rowCount)}${skipped}${unlabelled}${unknownCodes(metrics)}`],
    ...doubtLines(facts.doubtShares).map((line): [string, string] => ['doubtful', line]),
    [
      'trainedOn',
      trained.state === 'unchecked' ? `unchecked: ${trained.reason} (${trained.splitFile})` : `${formatCount(facts.trainedOn as number)} rows`,
    ],
    ...figureFacts('figures', evaluation),
    ...(facts.calibrated ? [] : [['scores', 'not calibrated: they rank codes, and are no probabilities'] as [string, string]]),
    ['', `log loss over ${formatCount(facts.logLossRowCount)} of ${formatCount(metrics.rowCount)} rows: those whose code the model knows`],
    ['model', facts.bundle],
    ...(facts.out === null ? [] : [['out', facts.out] as [string, string]]),
  ];
  return lines.map(([name, text]) => `${name.padEnd(10)} ${text}`).join('\n');
}

function unknownCodes({ unknownCodeRowCount }: Metrics): string {
  return unknownCodeRowCount === 0 ? '' : `; ${formatCount(unknownCodeRowCount)} have a code that the model does not know: wrong in every figure`;
}
