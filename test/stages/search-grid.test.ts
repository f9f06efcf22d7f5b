import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Prepared } from '../../src/artifacts/prepared.js';
import { type Split, TEST, TRAIN, VALIDATION } from '../../src/artifacts/split.js';
import type { Trial, Trials } from '../../src/artifacts/trials.js';
import { pipelineConfig } from '../../src/config/pipeline-config.js';
import { digestBytes } from '../../src/core/digest.js';
import type { RunEvent } from '../../src/core/events.js';
import { sharedFloat32 } from '../../src/core/shared-arrays.js';
import { chooseTrial } from '../../src/stages/search/choose-trial.js';
import { searchStage } from '../../src/stages/search/index.js';
import type { StageContext } from '../../src/stages/stage-context.js';
import { FsStore } from '../../src/store/fs/fs-store.js';
import { openWorkbench, type Workbench } from '../contract/stage-context.js';
import { type SmallRun, smallRows, startRun } from './small-flow.js';

let bench: Workbench;
let run: SmallRun;
let count = 0;

beforeAll(async () => {
  bench = await openWorkbench({ workerCount: 2 });
  run = await startRun(bench, smallRows(500, 8, 0.6, 71), { name: 'search' });
});

afterAll(() => bench.close());

type SearchKeys = Parameters<typeof pipelineConfig.parse>[0];

interface SearchOptions {
  readonly store?: FsStore;
  readonly split?: Split;
  readonly prepared?: Prepared;
  /** Column of `data.weights.training`, which the fingerprint of a trial holds. */
  readonly weights?: string;
  readonly onTrial?: () => void;
  readonly signal?: AbortSignal;
}

interface Searched {
  readonly trials: Trials;
  /** Trials fitted by this call, in the order in which they ended. */
  readonly fitted: readonly number[];
  /** Trials that were there before. */
  readonly found: number;
}

/** Searches with the given keys of `search`, in the store of the bench or another, the split as given. */
async function search(keys: SearchKeys, options: SearchOptions = {}): Promise<Searched> {
  const { context, source, prepared, split, matrix } = run;
  const events: RunEvent[] = [];
  const runFolder = join(bench.folder, 'workspace', 'runs', `search-${count++}`);
  mkdirSync(runFolder, { recursive: true });
  const own: StageContext = {
    ...context,
    config: {
      ...context.config,
      data: { ...context.config.data, weights: { training: options.weights ?? null, evaluation: null } },
      search: pipelineConfig.parse({ name: 'x', data: { partitions: 'x' }, search: keys }).search,
    },
    store: options.store ?? context.store,
    runFolder,
    signal: options.signal ?? context.signal,
    emit: (event) => {
      events.push(event);
      if (event.type === 'trial-finished') options.onTrial?.();
    },
  };
  const trials = await searchStage.run(
    { source, prepared: options.prepared ?? prepared, split: options.split ?? split, features: { kind: 'feature-variants', variants: [matrix] } },
    own,
  );
  const fitted = events.flatMap((event) => (event.type === 'trial-finished' ? [event.trial] : []));
  return { trials, fitted, found: trials.trials.length - fitted.length };
}

async function emptyStore(): Promise<FsStore> {
  return FsStore.open({ workspace: join(bench.folder, `other-${count++}`) });
}

/** What is told of a trial but its place in the grid, seconds and bytes, and where its scores lie. */
function bare({ trial: _, seconds: __, allocatedBytes: ___, passes, scores, ...rest }: Trial) {
  return { ...rest, scores: scores.map(({ digest }) => digest), passes: passes.map((pass) => ({ ...pass, seconds: 0 })) };
}

describe('the choice of a trial', () => {
  type Point = readonly [macroF1: number, l2: number, l1: number, featureCount: number];

  const trialsOf = (points: readonly Point[]): Trial[] =>
    points.map(([macroF1, l2, l1, featureCount], trial) => {
      const validation = { macroF1, microF1: 0, weightedF1: 0, accuracy: 1 - macroF1 };
      return { trial, settings: { estimator: 'logistic-regression', l2, l1 }, featureCount, passes: [], bestPass: 1, validation } as unknown as Trial;
    });

  it.each<[string, Point[], number]>([
    [
      'the best metric',
      [
        [0.5, 1, 0, 9],
        [0.6, 1e-9, 0, 99],
      ],
      1,
    ],
    [
      'the larger l2',
      [
        [0.5, 1e-5, 1, 1],
        [0.5, 1e-4, 0, 9],
      ],
      1,
    ],
    [
      'the larger l1',
      [
        [0.5, 1e-4, 0, 1],
        [0.5, 1e-4, 1e-6, 9],
      ],
      1,
    ],
    [
      'fewer features',
      [
        [0.5, 1e-4, 0, 10],
        [0.5, 1e-4, 0, 9],
        [0.5, 1e-4, 0, 11],
      ],
      1,
    ],
    [
      'the earlier point',
      [
        [0.5, 1e-4, 0, 9],
        [0.5, 1e-4, 0, 9],
      ],
      0,
    ],
  ])('goes to %s', (_, points, wanted) => {
    expect(chooseTrial(trialsOf(points), 'macroF1')).toBe(wanted);
  });

  it('goes by the metric that is asked for', () => {
    const points: Point[] = [
      [0.5, 1, 0, 9],
      [0.6, 1, 0, 9],
    ];
    expect(chooseTrial(trialsOf(points), 'accuracy')).toBe(0);
  });

  it('never leaves a better trial, and hangs on the order among equals only', () => {
    const point = fc.tuple(fc.nat(3), fc.nat(2), fc.nat(2), fc.nat(2));
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 12 }), (points) => {
        const chosen = points[chooseTrial(trialsOf(points), 'macroF1')]!;
        expect(chosen[0]).toBe(Math.max(...points.map(([macroF1]) => macroF1)));
        const reversed = points.toReversed();
        expect(reversed[chooseTrial(trialsOf(reversed), 'macroF1')]).toEqual(chosen);
      }),
    );
  });
});

describe('a grid', () => {
  const l2 = [1e-2, 1e-3, 1e-4];
  const keys = { maxPasses: 4, grid: { l2, classWeight: ['none', 'balanced'] } };

  it('fits every point once, in the order classWeight, l1, l2, and chooses the best macro F1', async () => {
    const { trials, fitted, found } = await search(keys);
    expect(found).toBe(0);
    expect(fitted.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(trials.trials.map(({ label }) => label)).toEqual([
      'l2=1e-2 classWeight=none',
      'l2=1e-3 classWeight=none',
      'l2=1e-4 classWeight=none',
      'l2=1e-2 classWeight=balanced',
      'l2=1e-3 classWeight=balanced',
      'l2=1e-4 classWeight=balanced',
    ]);
    const scores = trials.trials.map(({ validation }) => validation.macroF1);
    expect(scores[trials.chosen]).toBe(Math.max(...scores));
    for (const { passes, bestPass, validation, status } of trials.trials) {
      expect(passes[bestPass - 1]!.score).toBe(validation.macroF1);
      expect(['stopped-by-validation', 'pass-limit']).toContain(status);
    }
    const again = await search(keys);
    expect(again).toEqual({ trials, fitted: [], found: 6 });
  });

  it('that was killed goes on with what is missing, to the same trials', async () => {
    const store = await emptyStore();
    const killer = new AbortController();
    await expect(search(keys, { store, signal: killer.signal, onTrial: () => killer.abort(new Error('killed')) })).rejects.toThrow('killed');
    const { trials, fitted, found } = await search(keys, { store });
    expect(found).toBeGreaterThan(0);
    expect(found + fitted.length).toBe(6);
    expect(fitted.length).toBeGreaterThan(0);
    expect(trials.trials.map(bare)).toEqual((await search(keys)).trials.trials.map(bare));
    await store.close();
  });

  it('that is extended fits the new points only, and a trial alone is the trial in the grid', async () => {
    const store = await emptyStore();
    const alone = await search({ maxPasses: 4, grid: { l2: [1e-3] } }, { store });
    const extended = await search(keys, { store });
    expect(extended.found).toBe(1);
    expect(extended.fitted.toSorted((a, b) => a - b)).toEqual([0, 2, 3, 4, 5]);
    expect(extended.trials.trials[1]).toEqual({ ...alone.trials.trials[0], trial: 1 });
    expect(extended.trials.trials.map(bare)).toEqual((await search(keys)).trials.trials.map(bare));
    await store.close();
  });

  it('in exact mode certifies every trial', async () => {
    const { trials } = await search({ mode: 'exact', tolerance: 1e-2, grid: { l2: [1e-2, 1e-3], l1: [0, 1e-3] } });
    expect(trials.trials.length).toBe(4);
    for (const { status, certificate } of trials.trials) {
      expect(status).toBe('converged');
      expect(certificate.kind === 'duality-gap' && certificate.relativeGap).toBeLessThanOrEqual(1e-2);
    }
  });
});

/** Rows a code among the rows of a role. */
function supportOf(role: number, { prepared, roles }: { prepared: Prepared; roles: Uint8Array }): number[] {
  const support = Array<number>(prepared.codes.length).fill(0);
  roles.forEach((value, row) => {
    if (value === role) support[prepared.code[row]!]! += 1;
  });
  return support;
}

describe('the majority estimator', () => {
  const entropyOf = (masses: readonly number[]) => {
    const total = masses.reduce((sum, m) => sum + m, 0);
    return -masses.reduce((sum, m) => sum + (m / total) * Math.log(m / total), 0);
  };

  it('is one trial whatever the grid, with the F1 of giving every row the most frequent code', async () => {
    const { trials } = await search({ estimator: 'majority', grid: { l2: [1e-2, 1e-3] } });
    const { prepared, split } = run;
    const train = supportOf(TRAIN, { prepared, roles: split.role });
    const judged = supportOf(VALIDATION, { prepared, roles: split.role });
    const most = train.indexOf(Math.max(...train));
    const rows = judged.reduce((sum, n) => sum + n, 0);
    const codes = judged.filter((n) => n > 0).length;
    expect(trials.trials.length).toBe(1);
    const [trial] = trials.trials;
    expect(trial!.status).toBe('closed-form');
    expect(trial!.validation.accuracy).toBeCloseTo(judged[most]! / rows, 12);
    expect(trial!.validation.macroF1).toBeCloseTo((2 * judged[most]!) / (judged[most]! + rows) / codes, 12);
    expect(trial!.certificate.objective).toBeCloseTo(entropyOf(train.filter((n) => n > 0)), 6);
  });

  // Shares under a class weighting, and so their entropy, follow from the counts alone.
  it.each([
    ['none', (n: number) => n],
    ['balanced', () => 1],
    [{ power: 0.5 }, (n: number) => Math.sqrt(n)],
    [{ power: 0 }, (n: number) => n],
    [{ power: 1 }, () => 1],
  ] as const)('has the shares of class weighting %j', async (classWeight, massOf) => {
    const { trials } = await search({ estimator: 'majority', grid: { classWeight: [classWeight] } });
    const train = supportOf(TRAIN, { prepared: run.prepared, roles: run.split.role }).filter((n) => n > 0);
    expect(trials.trials[0]!.certificate.objective).toBeCloseTo(entropyOf(train.map(massOf)), 6);
  });

  it('a code whose training rows all have weight 0 has share 0', async () => {
    const { prepared, split } = run;
    const train = supportOf(TRAIN, { prepared, roles: split.role });
    const trainingWeight = sharedFloat32(prepared.rowCount).map((_, row) => (prepared.code[row] === 2 ? 0 : 1));
    const { trials } = await search({ estimator: 'majority' }, { prepared: { ...prepared, trainingWeight }, weights: 'weight' });
    expect(train[2]).toBeGreaterThan(0);
    expect(trials.trials[0]!.certificate.objective).toBeCloseTo(entropyOf(train.filter((n, code) => n > 0 && code !== 2)), 6);
  });

  it('a code that only validation has counts against macro F1', async () => {
    const { prepared, split } = run;
    const judged = supportOf(VALIDATION, { prepared, roles: split.role });
    const train = supportOf(TRAIN, { prepared, roles: split.role });
    const most = train.indexOf(Math.max(...train));
    const hidden = judged.findIndex((n, code) => n > 0 && code !== most);
    const role = split.role.map((value, row) => (value === TRAIN && prepared.code[row] === hidden ? TEST : value));
    const other = { ...split, role, splitDigest: digestBytes('a code without training rows') };
    const [known, unknown] = [await search({ estimator: 'majority' }), await search({ estimator: 'majority' }, { split: other })];
    expect(unknown.trials.trials[0]!.validation).toEqual(known.trials.trials[0]!.validation);
    const fast = await search({ maxPasses: 3 }, { split: other });
    const { macroF1, accuracy } = fast.trials.trials[0]!.validation;
    const rows = judged.reduce((sum, n) => sum + n, 0);
    const codes = judged.filter((n) => n > 0).length;
    expect(macroF1).toBeLessThanOrEqual((codes - 1) / codes);
    expect(accuracy).toBeLessThanOrEqual((rows - judged[hidden]!) / rows);
  });
});

it('codes of one row each are fitted in every mode', async () => {
  const { prepared, split } = run;
  const seen = new Set<number>();
  const role = split.role.map((value, row) => {
    if (value !== TRAIN) return value;
    const code = prepared.code[row]!;
    if (seen.has(code)) return TEST;
    seen.add(code);
    return TRAIN;
  });
  const single = { ...split, role, splitDigest: digestBytes('one training row a code') };
  for (const keys of [{}, { mode: 'exact' }, { grid: { l1: [1e-3] } }, { mode: 'exact', grid: { l1: [1e-3] } }, { estimator: 'majority' }]) {
    const { trials } = await search(keys, { split: single });
    const [trial] = trials.trials;
    expect(Number.isFinite(trial!.certificate.objective)).toBe(true);
    expect(trial!.validation.accuracy).toBeGreaterThan(0);
  }
});
