import type { Bundle, Registration } from '../artifacts/bundle.js';
import type { Codebook } from '../artifacts/codebook.js';
import type { Calibration, Comparison, Evaluation } from '../artifacts/evaluation.js';
import type { FeatureMatrix } from '../artifacts/features.js';
import type { Fit } from '../artifacts/fit.js';
import type { Prepared } from '../artifacts/prepared.js';
import type { Source } from '../artifacts/source.js';
import type { Split } from '../artifacts/split.js';
import type { Trials } from '../artifacts/trials.js';
import type { PipelineConfig } from '../config/pipeline-config.js';
import type { Json } from '../core/canonical-json.js';
import { compareUtf8 } from '../core/utf8-order.js';
import { parentsOf, pathFromTop } from '../text/code-tree.js';
import { describeDrift } from './newest-rows.js';
import type { ReportCode, ReportData } from './report-data.js';

/** What a whole run made. */
export interface ReportArtifacts {
  readonly source: Source;
  readonly prepared: Prepared;
  readonly split: Split;
  readonly matrix: FeatureMatrix;
  readonly trials: Trials;
  readonly fit: Fit;
  readonly calibration: Calibration;
  readonly evaluation: Evaluation;
  readonly bundle: Bundle;
  readonly comparison: Comparison;
  readonly registration: Registration | null;
}

/** What is known of the run beside its artifacts. */
export type ReportFacts = Pick<ReportData, 'run' | 'stages' | 'warnings' | 'environment' | 'repeats' | 'curve' | 'suites' | 'coding' | 'history'> & {
  readonly config: PipelineConfig;
};

/** Takes from artifacts what the page shows, as plain JSON. With `privacy.examples` off no id of a row is in it. */
export function assembleReport(artifacts: ReportArtifacts, facts: ReportFacts): ReportData {
  const { source, prepared, split, matrix, trials, fit, bundle, registration } = artifacts;
  const { kind: _split, role: _role, file: _file, ...splitFacts } = split;
  const { kind: _fit, model, ...fitFacts } = fit;
  const codes = countCodes(prepared, split, source.codebook);
  const quarantine = facts.config.privacy.examples ? prepared.quarantine : prepared.quarantine.map((entry) => ({ ...entry, examples: [] }));
  return {
    run: facts.run,
    partitions: source.partitions.map(({ path, digest, byteCount, rowCount }) => ({ path, digest, byteCount, rowCount })),
    codebookDigest: source.codebookDigest,
    prepared: {
      rowCount: prepared.rowCount,
      includedCount: prepared.includedCount,
      groupCount: prepared.groupCount,
      textCount: prepared.textCount,
      repeatedRowCount: prepared.repeatedRowCount,
      quarantine,
    },
    codes,
    ...parentsAbove(codes, source.codebook),
    split: splitFacts,
    features: describeFeatures(matrix),
    trials: withoutKind(trials),
    fit: { ...fitFacts, codeCount: model.codes.length },
    calibration: withoutKind(artifacts.calibration),
    evaluation: withoutKind(artifacts.evaluation),
    repeats: facts.repeats ?? null,
    curve: facts.curve ?? null,
    suites: facts.suites ?? null,
    comparison: withoutKind(artifacts.comparison),
    registration: registration === null ? null : withoutKind(registration),
    model: { modelDigest: bundle.modelDigest, byteCount: bundle.byteCount },
    coding: facts.coding ?? null,
    history: facts.history ?? [],
    drift: describeDrift(artifacts),
    stages: facts.stages,
    warnings: facts.warnings,
    environment: facts.environment,
    config: facts.config as unknown as Json,
  };
}

/** Title and rows by role of every code in the data, in bytewise order of code. */
export function countCodes(
  prepared: Pick<Prepared, 'codes' | 'code' | 'rowCount'>,
  split: Pick<Split, 'role'>,
  codebook: Codebook | null,
): ReportCode[] {
  const counts = prepared.codes.map(() => [0, 0, 0, 0]);
  for (let row = 0; row < prepared.rowCount; row++) {
    const ofCode = counts[prepared.code[row] as number];
    const role = split.role[row] as number;
    if (ofCode !== undefined && role < ofCode.length) ofCode[role] = (ofCode[role] as number) + 1;
  }
  const titles = titlesOf(codebook);
  const above = aboveOf(codebook);
  return prepared.codes.map((code, index) => ({ code, title: titles.get(code) ?? null, ...above(code), roleCounts: counts[index] as number[] }));
}

/** The path of a code without itself, in a codebook that has levels. */
function aboveOf(codebook: Codebook | null): (code: string) => Pick<ReportCode, 'above'> {
  const parents = parentsOf(codebook);
  if (![...parents.values()].some((parent) => parent !== null)) return () => ({});
  return (code) => ({ above: pathFromTop(code, parents).slice(0, -1) });
}

/** The codes that stand above those of the run. */
function parentsAbove(codes: readonly ReportCode[], codebook: Codebook | null): Pick<ReportData, 'parents'> {
  const above = new Set(codes.flatMap((code) => code.above ?? []));
  if (above.size === 0) return {};
  const titles = titlesOf(codebook);
  return { parents: [...above].sort(compareUtf8).map((code) => ({ code, title: titles.get(code) ?? null })) };
}

function titlesOf(codebook: Codebook | null): ReadonlyMap<string, string | null> {
  return new Map(codebook?.codes.map((code, index) => [code, codebook.titles[index] ?? null]));
}

function describeFeatures({ variant, table, entryCount }: FeatureMatrix): ReportData['features'] {
  const { featureCount, keyCount, distinctCount, collisionCount } = table;
  return { variant, featureCount, keyCount, distinctCount, collisionCount, entryCount };
}

function withoutKind<T extends { readonly kind: string }>({ kind: _kind, ...rest }: T): Omit<T, 'kind'> {
  return rest;
}
