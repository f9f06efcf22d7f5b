import type { Registration } from '../../artifacts/bundle.js';
import type { Comparison, Evaluation, LearningCurve, Repeats } from '../../artifacts/evaluation.js';
import type { Certificate } from '../../artifacts/fit.js';
import { ROLES, type RoleTimes } from '../../artifacts/split.js';
import type { SuiteResult } from '../../artifacts/suite.js';
import type { Trials } from '../../artifacts/trials.js';
import { formatSeconds } from '../../core/size.js';
import { describeCoding } from '../../report/coding-text.js';
import { asTheyComeFacts, figureFacts } from '../../report/figure-text.js';
import { formatCount, formatNumber, formatScore, formatShare } from '../../report/format.js';
import { describeRepeats } from '../../report/repeats-text.js';
import { describeReview } from '../../report/review-text.js';
import { describeCurve } from '../../report/sections/curve/curve-text.js';
import { chosenPassCount, fitVerdict } from '../../report/sections/fit-verdict.js';
import { suiteFacts } from '../../report/suite-figures.js';
import type { FlowArtifacts } from '../flow/flow.js';
import type { ForecastOutcome } from '../plan/forecast-run.js';
import type { CodingCosts } from './coding-costs.js';

/** What is said at the end of a run beside its artifacts. */
export interface RunFacts {
  readonly run: string;
  readonly pipeline: string;
  readonly seconds: number;
  readonly peakRssMb: number;
  /** Absolute paths. */
  readonly splitFile: string;
  readonly reportFile: string;
  /** What was forecast and how far that was off; null when it could not be. */
  readonly forecast: ForecastOutcome | null;
  /** Null where it was not measured. */
  readonly coding: CodingCosts | null;
  /** Null unless `evaluate.repeats` asks for it. */
  readonly repeats: Repeats | null;
  /** Null unless `evaluate.learningCurve` asks for it. */
  readonly curve: LearningCurve | null;
  /** Null unless `evaluate.suites` asks for them. */
  readonly suites: readonly SuiteResult[] | null;
}

/** The end of a run for people: a line a fact, the words of the design in front. */
export function summarizeRun(facts: RunFacts, made: FlowArtifacts): string {
  const { split, trials, fit, evaluation, comparison, registration, bundle } = made;
  const chosen = trials.trials[trials.chosen];
  const lines: [string, string][] = [
    ['rows', describeRows(made)],
    [
      'split',
      `${ROLES.map((role, index) => `${formatCount(split.rowCounts[index] ?? 0)} ${role}`).join(', ')}; ${formatCount(split.leak.leakedTestRowCount)} test rows leaked`,
    ],
    ...describeTimes(split.details?.times ?? null),
    [
      'chosen',
      `${chosen?.label ?? '–'}, of ${trials.trials.length} trials (${trials.rule ?? `validation ${trials.metric}`}: ${formatScore(chosen?.validation[trials.metric] ?? null)})`,
    ],
    [
      'fit',
      `${fitVerdict(fit, chosenPassCount(chosen)).headline}; ${describeCertificate(fit.certificate)}, ${formatCount(fit.model.featureCount)} features × ${fit.model.codes.length} codes`,
    ],
    ...figureFacts(evaluation.suite, evaluation),
    ...asTheyComeFacts(evaluation.asTheyCome),
    ...(facts.repeats === null ? [] : [['', describeRepeats(facts.repeats)] as [string, string]]),
    ...(facts.curve === null ? [] : [['', describeCurve(facts.curve)] as [string, string]]),
    ...suiteFacts(facts.suites ?? []),
    ['scores', describeCalibration(made)],
    ['review', describeReview(made.calibration.review)],
    ['gate', `${comparison.decision}: ${comparison.reason}`],
    ['model', describeModel(registration)],
    ...promoteCommand(made).map((command): [string, string] => ['', `to promote it: ${command}`]),
    ...(facts.forecast === null ? [] : [['forecast', describeOutcome(facts.forecast)] as [string, string]]),
    ...(facts.coding === null ? [] : [['predict', describeCoding(facts.coding)] as [string, string]]),
    ['bundle', bundle.folder],
    ['split ids', facts.splitFile],
    ['report', facts.reportFile],
    ['digests', `model ${bundle.modelDigest}`],
    ['', `split ${split.splitDigest}`],
  ];
  const head = `run ${facts.run} of ${facts.pipeline}: ${formatSeconds(facts.seconds)}, peak ${formatCount(Math.round(facts.peakRssMb))} MB`;
  return [head, '', ...lines.map(([name, text]) => `  ${name.padEnd(10)} ${text}`)].join('\n');
}

function describeTimes(times: RoleTimes | null): [string, string][] {
  if (times === null) return [];
  return [['', ROLES.map((role, index) => (times[index] == null ? `no ${role}` : `${role} ${times[index].from} – ${times[index].to}`)).join(', ')]];
}

function describeCalibration({ calibration }: FlowArtifacts): string {
  if (calibration.method === 'none') return `not calibrated: ${calibration.note ?? 'calibration.method is none'}`;
  return `calibrated (${calibration.method}) on ${formatCount(calibration.rowCount)} rows${describeUnspoken(calibration)}`;
}

/** Only where it would show. */
function describeUnspoken({ unspokenShare }: FlowArtifacts['calibration']): string {
  return unspokenShare < 0.0005 ? '' : `, which say nothing of codes with ${formatShare(unspokenShare)} of the data`;
}

function describeModel({ name, version, champion, championVersion }: Registration): string {
  if (champion) return `${name}@${version} (champion)`;
  return `${name}@${version}, not promoted; ${championVersion === null ? 'there is no champion' : `the champion stays ${name}@${championVersion}`}`;
}

/** For a model that the gate passed and nobody promoted. */
function promoteCommand({ comparison, registration }: FlowArtifacts): readonly string[] {
  const { name, version, champion } = registration;
  return comparison.decision === 'promote' && !champion ? [`millrace models promote ${name}@${version} --reason "…"`] : [];
}

function describeOutcome({ peakRssMb, diskMb, seconds, truth, error }: ForecastOutcome): string {
  const off = (share: number | null): string => (share === null ? '' : ` (${share < 0 ? '−' : '+'}${Math.abs(Math.round(100 * share))} %)`);
  const mb = (value: number): string => formatCount(Math.round(value));
  return [
    `peak ${mb(peakRssMb)} MB, was ${mb(truth.peakRssMb)}${off(error.peakRss)}`,
    `disk ${mb(diskMb)} MB, was ${mb(truth.diskMb)}${off(error.disk)}`,
    `${formatSeconds(seconds)}, was ${formatSeconds(truth.seconds)}${off(error.seconds)}`,
  ].join('; ');
}

function describeRows({ prepared }: FlowArtifacts): string {
  const quarantined = prepared.quarantine.reduce((sum, { count }) => sum + count, 0);
  return `${formatCount(prepared.includedCount)} in ${formatCount(prepared.groupCount)} groups, ${formatCount(prepared.codes.length)} codes; ${formatCount(quarantined)} in quarantine, ${formatCount(prepared.repeatedRowCount)} repeated`;
}

function describeCertificate(certificate: Certificate): string {
  return certificate.kind === 'none'
    ? `no certificate (${certificate.reason})`
    : `at most ${formatNumber(certificate.relativeGap)} from the optimum (relative duality gap)`;
}

function certificateJson(certificate: Certificate): Readonly<Record<string, unknown>> {
  return certificate.kind === 'none' ? { certificate: null, noCertificateBecause: certificate.reason } : { certificate };
}

/** The end of a run for programs (design §5); paths are absolute. */
export function runJson(facts: RunFacts, made: FlowArtifacts): Readonly<Record<string, unknown>> {
  const { trials, fit, comparison, evaluation, registration, bundle, split } = made;
  return {
    run: facts.run,
    seconds: facts.seconds,
    peakRssMb: facts.peakRssMb,
    splitDigest: split.splitDigest,
    modelDigest: bundle.modelDigest,
    bundle: bundle.folder,
    split: facts.splitFile,
    report: facts.reportFile,
    model: `${registration.name}@${registration.version}`,
    calibrated: made.calibration.method !== 'none',
    promoted: registration.champion,
    champion: registration.championVersion === null ? null : `${registration.name}@${registration.championVersion}`,
    promoteCommand: promoteCommand(made)[0] ?? null,
    forecast: facts.forecast,
    coding: facts.coding,
    ...certificateJson(fit.certificate),
    gate: gateJson(comparison),
    trial: choiceJson(trials),
    ...(facts.repeats === null ? {} : { repeats: facts.repeats }),
    ...(facts.curve === null ? {} : { learningCurve: facts.curve }),
    ...(facts.suites === null ? {} : { suites: facts.suites.map(({ figures: _, ...suite }) => suite) }),
    metrics: Object.assign(metricsJson(evaluation), ...(facts.suites ?? []).map(({ figures }) => (figures === null ? {} : metricsJson(figures)))),
  };
}

/** What the gate said. */
export function gateJson({ kind: _, ...gate }: Comparison): Omit<Comparison, 'kind'> {
  return gate;
}

/** Which trial was chosen, and how. */
export function choiceJson({ trials, chosen, rule }: Trials) {
  return { chosen, label: trials[chosen]?.label, rule };
}

/** The figures of the rows that nothing was chosen on, by the name of their suite. */
export function metricsJson({ suite, metrics, intervals, asTheyCome }: Omit<Evaluation, 'kind'>): Readonly<Record<string, object>> {
  return { [suite]: { ...metrics, intervals, asTheyCome } };
}
