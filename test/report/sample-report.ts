import type { CurvePoint } from '../../src/artifacts/evaluation.js';
import type { Certificate, FitSettings, PassRecord, RowFigures } from '../../src/artifacts/fit.js';
import type { Trial } from '../../src/artifacts/trials.js';
import { digestBytes } from '../../src/core/digest.js';
import { Rng } from '../../src/core/rng.js';
import { kindOf } from '../../src/estimators/kinds.js';
import { AS_THEY_ARE } from '../../src/evaluation/calibration/calibrator.js';
import type { CodeMetrics } from '../../src/evaluation/evaluate.js';
import { FIGURES, type Metrics } from '../../src/evaluation/figures/figures.js';
import type { Interval } from '../../src/evaluation/intervals/interval.js';
import { chosenPass } from '../../src/ml/chosen-pass.js';
import type { ReportData } from '../../src/report/report-data.js';
import type { PastRun } from '../../src/report/run-history.js';
import { reviewByBudget } from '../evaluation/review/sample-review.js';

const CODE_COUNT = 120;

/** A plausible run with made-up numbers; `changes` replaces whole parts of it. */
export function sampleReport(changes: Partial<ReportData> = {}): ReportData {
  const rng = Rng.fromSeed(7);
  const perCode = codeMetrics(rng.fork('codes'));
  const trials = sampleTrials();
  const chosen = trials[2] as Trial;
  const certificate: Certificate = {
    kind: 'duality-gap',
    objective: 1.0421,
    gap: 0.0263,
    relativeGap: 0.0252,
    gradientNorm: 7.3e-4,
    interceptResidual: 1.1e-9,
  };
  const metrics: Metrics = {
    ...forEach(FIGURES, 0.5),
    labelSet: 'with-support',
    rowCount: 1_192,
    codeCount: perCode.filter(({ support }) => support > 0).length,
    macroF1: 0.5512,
    microF1: 0.767,
    weightedF1: 0.7591,
    accuracy: 0.767,
    top5: 0.9012,
    logLoss: 1.1402,
    unknownCodeRowCount: 4,
    ece: 0.0213,
    brier: 0.3301,
  };
  return {
    curve: [0.25, 0.5, 1].map((share) => curvePoint(share, metrics)),
    run: {
      id: '20261123T021500-4f09ac',
      pipeline: 'made-up-goods',
      startedAt: '2026-11-23T02:15:00Z',
      seconds: 41.7,
      peakRssMb: 1187,
      pipelineFile: 'pipelines/made-up-goods.yaml',
    },
    partitions: [0, 1, 2].map((index) => ({
      path: `data/made-up/part-${index}.parquet`,
      digest: digestBytes(`part ${index}`),
      byteCount: 310_000 + index,
      rowCount: 4_000,
    })),
    codebookDigest: digestBytes('codebook'),
    prepared: {
      rowCount: 11_990,
      includedCount: 11_981,
      groupCount: 11_020,
      textCount: 11_020,
      repeatedRowCount: 9,
      quarantine: [
        { reason: 'empty-text', count: 7, examples: ['row-17', 'row-2041', 'row-9'] },
        { reason: 'code-not-in-codebook', count: 3, examples: ['row-5'] },
      ],
    },
    codes: perCode.map(({ code, support }) => ({
      code,
      title: `Title of ${code.replaceAll('/', ', ')} and everything else that is commonly sold beside it`,
      above: ['goods', aboveOf(code)],
      roleCounts: [7 * support + 1, support, support, support],
    })),
    parents: [
      { code: 'goods', title: 'All goods' },
      ...[0, 1, 2, 3].map((group) => ({ code: `goods/group-${group}`, title: `Title of group ${group}` })),
    ],
    split: {
      splitDigest: digestBytes('split'),
      rowCounts: [8_411, 1_190, 1_188, 1_192],
      groupCounts: [7_716, 1_102, 1_101, 1_101],
      conflictGroupCount: 31,
      conflictRowCount: 74,
      leak: { testRowCount: 1_192, leakedTestRowCount: 0 },
    },
    features: {
      variant: 'words=1-2 chars=3-5',
      featureCount: 48_210,
      keyCount: 61_022,
      distinctCount: 402_118,
      collisionCount: 0,
      entryCount: 1_200_331,
    },
    trials: { metric: 'macroF1', trials, chosen: 2 },
    fit: {
      modelDigest: digestBytes('model'),
      settings: kindOf(chosen.settings).settings.final(chosen.settings, { pass: chosen.bestPass, ...chosenPass(chosen) }) as FitSettings,
      status: 'pass-limit',
      certificate,
      passes: passes(chosen.bestPass, 0.52, false),
      bestPass: chosen.bestPass,
      validation: null,
      seconds: 6.1,
      allocatedBytes: 402_653_184,
      codeCount: CODE_COUNT,
    },
    calibration: {
      method: 'temperature',
      ...AS_THEY_ARE,
      temperature: 0.8312,
      rowCount: 1_188,
      unspokenShare: 0.0412,
      brierBefore: 0.121,
      brierAfter: 0.113,
      review: { ...reviewByBudget(0.412), ...SAMPLE_STATES },
    },
    evaluation: {
      suite: 'test',
      metrics,
      allCodes: { ...metrics, labelSet: 'all-codes', codeCount: CODE_COUNT, macroF1: 0.5034 },
      intervals: {
        ...forEach(FIGURES, interval(0.4, 0.6, 'some figure of rows like these')),
        accuracy: interval(0.742, 0.79, 'accuracy on rows like these'),
        macroF1: interval(0.518, 0.586, 'expected macro F1 at the given supports'),
        weightedF1: interval(0.734, 0.784, 'weighted F1 on rows like these'),
      },
      asTheyCome: {
        kind: 'weighted',
        unspokenShare: 0.0123,
        metrics: { ...metrics, accuracy: 0.7812, macroF1: 0.5519 },
        allCodes: { ...metrics, labelSet: 'all-codes', codeCount: CODE_COUNT, macroF1: 0.504 },
        intervals: forEach(FIGURES, interval(0.4, 0.6, 'some figure for rows as they come')),
      },
      perCode,
      codeLists: { neverGiven: [], withoutRows: perCode.filter(({ support }) => support === 0).map(({ code }) => code), notInCodebook: [] },
      hierarchy: {
        levels: [
          { level: 1, codeCount: 4, accuracy: 0.912, accuracyInterval: [0.894, 0.927], macroF1: 0.871 },
          { level: 2, codeCount: 82, accuracy: 0.767, accuracyInterval: [0.742, 0.79], macroF1: 0.5512 },
        ],
        parents: [0, 1, 2, 3].map((group) => ({
          code: `goods/group-${group}`,
          support: 300,
          predicted: 298,
          f1: 0.4 + 0.15 * group,
          f1Interval: [0.35 + 0.15 * group, 0.45 + 0.15 * group] as const,
        })),
        hierarchicalPrecision: 0.841,
        hierarchicalRecall: 0.838,
        hierarchicalF1: 0.8395,
      },
      reliability: Array.from({ length: 10 }, (_, bin) => ({
        meanScore: 0.18 + 0.09 * bin,
        shareRight: 0.15 + 0.092 * bin,
        rowCount: bin < 2 ? 120 : 119,
        weight: bin < 2 ? 120 : 119,
      })),
    },
    comparison: {
      decision: 'promote',
      reason: 'the lower bound of the difference is above minus the margin',
      champion: 'made-up-goods@3',
      metric: 'accuracy',
      sharedRowCount: 1_192,
      candidate: 0.767,
      championValue: 0.759,
      difference: 0.008,
      lowerBound: -0.0012,
      interval: interval(-0.0031, 0.0189, 'accuracy of the candidate minus that of the champion on the same rows'),
      margin: 0.005,
    },
    registration: { name: 'made-up-goods', version: 4, champion: true },
    model: { modelDigest: digestBytes('model'), byteCount: 66_000_000 },
    coding: { textsPerCpuSecond: 24_210.4, p95Ms: 0.0812, bundleBytes: 66_000_000, predictBytes: 400_000_000, peakBytes: null },
    history: [pastRun('20261121T021500-aa11bb', 2, 0.751, 2), pastRun('20261122T021500-cc22dd', 3, 0.759, 3)],
    drift: {
      by: 'partition',
      newest: 'data/made-up/part-2.parquet',
      earlierCount: 7_981,
      newestCount: 4_000,
      shifts: [
        { level: 1, shift: 0.011, floor: 0.02, pValue: 0.4, isAlarm: false },
        { level: 2, shift: 0.091, floor: 0.062, pValue: 0.005, isAlarm: true },
      ],
      codes: [
        { code: 'goods/kind-003', earlier: 120, newest: 240 },
        { code: 'goods/kind-007', earlier: 80, newest: 2 },
      ],
    },
    stages: ['source', 'prepare', 'split', 'features', 'search', 'train'].map((stage, index) => ({
      stage,
      seconds: 0.4 + 2.3 * index,
      outcome: index < 2 ? 'cached' : 'fresh',
    })),
    warnings: [],
    environment: [
      ['Node', '20.20.2'],
      ['Platform', 'linux x64'],
      ['Lockfile', digestBytes('lock')],
    ],
    config: { name: 'made-up-goods', split: { seed: 20261123 } },
    ...changes,
  };
}

function curvePoint(share: number, { accuracy, macroF1, codeCount }: Metrics): CurvePoint {
  const bounded = (whole: number) => {
    const value = whole * (1 - 0.2 * (1 - share));
    return { value, low: value - 0.02, high: value + 0.02 };
  };
  return { share, rowCount: Math.round(9_000 * share), codeCount, figures: { accuracy: bounded(accuracy), macroF1: bounded(macroF1) } };
}

function pastRun(run: string, version: number, accuracy: number, champion: number): PastRun {
  const figures = [
    { name: 'accuracy', value: accuracy, low: accuracy - 0.02, high: accuracy + 0.02 },
    { name: 'macroF1', value: accuracy - 0.2, low: accuracy - 0.23, high: accuracy - 0.17 },
  ];
  return { run, model: `made-up-goods@${version}`, champion: `made-up-goods@${champion}`, splitDigest: digestBytes('split'), figures };
}

/** One value for every figure of the list, so that a new one needs no line here. */
function forEach<F extends { readonly name: string }, V>(figures: readonly F[], value: V): Readonly<Record<F['name'], V>> {
  return Object.fromEntries(figures.map(({ name }) => [name, value])) as Record<F['name'], V>;
}

function interval(low: number, high: number, estimand: string): Interval {
  return { low, high, confidence: 0.95, estimand, unit: 'group' };
}

export const NO_INTERVALS = { precision: null, recall: null, f1: null } as const;

/** Four groups, the codes dealt out one by one. */
function aboveOf(code: string): string {
  return `goods/group-${Number(code.slice(-3)) % 4}`;
}

function codeMetrics(rng: Rng): CodeMetrics[] {
  return Array.from({ length: CODE_COUNT }, (_, index) => {
    const support = Math.floor(200 / (index + 1));
    const f1 = support === 0 ? 0 : Math.round(1000 * rng.nextFloat()) / 1000;
    return {
      code: `goods/kind-${String(index).padStart(3, '0')}`,
      support,
      predicted: support === 0 ? 0 : support + 1,
      precision: f1,
      recall: f1,
      f1,
      intervals: support === 0 ? NO_INTERVALS : { precision: [0.9 * f1, f1], recall: [0.9 * f1, f1], f1: [0.9 * f1, f1] },
      confusions: index % 3 > 0 ? [] : [{ given: 'goods/kind-001', weight: 2, rowCount: 2, examples: ['row-17', 'row-23'] }],
    };
  });
}

function sampleTrials(): Trial[] {
  const grid = ([1e-4, 1e-5, 1e-6] as const).flatMap((l2) => (['none', 'balanced'] as const).map((classWeight) => ({ l2, classWeight })));
  return grid.map(({ l2, classWeight }, trial) => {
    const macroF1 = [0.44, 0.47, 0.547, 0.541, 0.538, 0.529][trial] as number;
    const settings: FitSettings = {
      estimator: 'logistic-regression',
      mode: 'fast',
      l2,
      l1: 0,
      rank: null,
      classWeight,
      maxPasses: 20,
      patience: 2,
      tolerance: 1e-3,
      seed: 20261123,
    };
    return {
      trial,
      label: `l2=${l2} classWeight=${classWeight}`,
      variantIndex: 0,
      variant: 'words=1-2 chars=3-5',
      featureCount: 48_210,
      settings,
      status: trial === 5 ? 'pass-limit' : 'stopped-by-validation',
      certificate: { kind: 'none', reason: 'trials of a fast search are not certified', objective: 1.05 },
      passes: passes(7, macroF1, true),
      bestPass: 5,
      validation: { macroF1, microF1: 0.76, weightedF1: 0.75, accuracy: 0.76 },
      seconds: 2.1 + trial / 10,
      allocatedBytes: 201_326_592,
      scores: [],
    };
  });
}

function passes(count: number, best: number, scored: boolean): PassRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    pass: index + 1,
    objective: 1 + 1.4 / (index + 1),
    score: scored ? best - 0.02 * Math.abs(index - 4) : null,
    gradientNorm: null,
    relativeGap: null,
    seconds: 0.4,
    training: figures(0.4 + 1.4 / (index + 1), best - 0.1 + 0.06 * index),
    validation: scored ? figures(1 + 0.03 * (index - 4) ** 2, best - 0.02 * Math.abs(index - 4)) : null,
  }));
}

function figures(loss: number, macroF1: number): RowFigures {
  return { loss, macroF1, microF1: macroF1 + 0.2, weightedF1: macroF1 + 0.19, accuracy: macroF1 + 0.2 };
}

/** The same run with an average as the chosen trial: `average` fits, or a mixture of as many of each kind. */
export function averagedReport(members: readonly number[], fullShare?: number): ReportData {
  const sample = sampleReport();
  const mixed = fullShare === undefined ? {} : ({ rank: 64, mixed: true } as const);
  const average = fullShare === undefined ? members.length : members.length / 2;
  const trials = sample.trials.trials.map((trial): Trial => {
    if (trial.trial !== sample.trials.chosen) return trial;
    const passes = trial.passes.map((pass) => ({ ...pass, members, ...(fullShare === undefined ? {} : { fullShare }) }));
    return { ...trial, settings: { ...trial.settings, ...mixed, average } as FitSettings, passes };
  });
  const chosen = trials[sample.trials.chosen] as Trial;
  const settings = kindOf(chosen.settings).settings.final(chosen.settings, { pass: chosen.bestPass, ...chosenPass(chosen) }) as FitSettings;
  const reason = 'it takes about as long as a fast fit, which has one when search.certify: true asks for it';
  return {
    ...sample,
    trials: { ...sample.trials, trials },
    fit: { ...sample.fit, settings, certificate: { kind: 'none', reason, objective: 1.05 } },
  };
}

/** A plan of 1,188 groups whose surest are right. */
const SAMPLE_STATES = {
  groupCount: 1_188,
  all: { weight: 1_188, error: 0.236, effectiveCount: 1_188 },
  states: Array.from({ length: 20 }, (_, i) => {
    const reviewShare = i / 20;
    const automaticAccuracy = 1 - 0.236 * (1 - reviewShare) ** 2;
    const wholeAccuracy = automaticAccuracy * (1 - reviewShare) + 0.95 * reviewShare;
    return { reviewShare, threshold: reviewShare * 0.98, automaticAccuracy, wholeAccuracy };
  }),
};
