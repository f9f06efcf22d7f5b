import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeatureVariants } from '../../src/artifacts/features.js';
import { readScoresFile } from '../../src/artifacts/files/scores-file.js';
import { NO_FOLD, NO_ROLE, rowsWithRole, TRAIN, VALIDATION } from '../../src/artifacts/split.js';
import type { JudgedOutcome, ScoresFile, Trial, Trials } from '../../src/artifacts/trials.js';
import { chooseTrial, type RankedTrial, trialOrder } from '../../src/stages/search/choose-trial.js';
import { searchStage } from '../../src/stages/search/index.js';
import { foldSpread, joinFolds } from '../../src/stages/search/join-folds.js';
import { pairedError } from '../../src/stages/search/paired-error.js';
import { foldRoles, viewsOf } from '../../src/stages/search/views.js';
import type { StageContext } from '../../src/stages/stage-context.js';
import { trainStage } from '../../src/stages/train/index.js';
import { codesOfRows } from '../../src/training/training-rows.js';
import { openWorkbench, type Workbench } from '../contract/stage-context.js';
import { type SmallRun, smallRows, startRun } from './small-flow.js';

describe('trialOrder', () => {
  const ranked = fc.record({
    score: fc.constantFrom(0.5, 0.6),
    loss: fc.constantFrom(1, 2, Number.POSITIVE_INFINITY),
    settings: fc.oneof(
      fc.record({ estimator: fc.constant('logistic-regression'), l2: fc.constantFrom(1e-5, 1e-6), l1: fc.constantFrom(0, 1e-6) }),
      fc.record({ estimator: fc.constant('majority') }),
    ),
    featureCount: fc.constantFrom(10, 20),
  });

  it('is a total order whatever the order of the input', () => {
    fc.assert(
      fc.property(fc.array(ranked, { minLength: 2, maxLength: 12 }), (drawn) => {
        const trials = drawn.map((one, trial) => ({ ...one, trial })) as unknown as RankedTrial[];
        const compare = trialOrder(trials.map(({ settings }) => settings));
        const order = (list: RankedTrial[]) => list.sort(compare).map(({ trial }) => trial);
        expect(order([...trials].reverse())).toEqual(order([...trials]));
      }),
    );
  });
});

describe('chooseTrial', () => {
  it('never chooses a trial that was dropped, however good its short fit looked', () => {
    const trial = (number: number, macroF1: number, droppedAt: number | null) =>
      ({
        trial: number,
        settings: { estimator: 'logistic-regression', l2: 1, l1: 0 },
        featureCount: 1,
        passes: [],
        bestPass: 1,
        validation: { macroF1 },
        halving: { rungs: [], droppedAt },
      }) as unknown as Trial;
    expect(chooseTrial([trial(0, 0.9, 0), trial(1, 0.4, null), trial(2, 0.5, null)], 'macroF1')).toBe(2);
  });
});

describe('joinFolds', () => {
  const meta = (macroF1: number, bestPass: number): JudgedOutcome => ({
    status: 'pass-limit',
    certificate: { kind: 'none', reason: '', objective: macroF1 },
    passes: Array.from({ length: bestPass }, (_, i) => ({
      pass: i + 1,
      objective: 1,
      score: macroF1,
      gradientNorm: null,
      relativeGap: null,
      seconds: 1,
      training: null,
      validation: null,
    })),
    bestPass,
    validation: { macroF1, microF1: 0, weightedF1: 0, accuracy: 0 },
    seconds: 2,
    allocatedBytes: 5,
  });

  it('scores the mean over folds, runs for the mean of the best passes, rounded, and tells the spread', () => {
    const joined = joinFolds([meta(0.4, 3), meta(0.5, 4), meta(0.6, 6)], [0, 1, 2]);
    expect(joined.validation.macroF1).toBeCloseTo(0.5, 12);
    expect(joined.bestPass).toBe(4);
    expect(joined.passes.length).toBe(6);
    expect(joined.seconds).toBe(6);
    expect(foldSpread(joined.folds, 'macroF1')).toBeCloseTo(0.1, 12);
  });

  it('leaves the hold-out as it is', () => {
    const only = meta(0.4, 3);
    expect(joinFolds([only], [null])).toBe(only);
  });
});

describe('foldRoles', () => {
  it('judges each row of train and validation once and trains on it otherwise', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 7 }), fc.array(fc.integer({ min: -1, max: 6 }), { maxLength: 60 }), (foldCount, drawn) => {
        const folds = Uint8Array.from(drawn, (fold) => (fold < 0 ? NO_FOLD : fold % foldCount));
        const views = Array.from({ length: foldCount }, (_, fold) => foldRoles(folds, fold));
        folds.forEach((fold, row) => {
          const roles = views.map((view) => view[row]);
          const judged = roles.filter((role) => role === VALIDATION).length;
          expect(judged).toBe(fold === NO_FOLD ? 0 : 1);
          expect(roles.filter((role) => role === TRAIN).length).toBe(fold === NO_FOLD ? 0 : foldCount - 1);
          expect(roles.filter((role) => role === NO_ROLE).length).toBe(fold === NO_FOLD ? foldCount : 0);
        });
      }),
    );
  });
});

describe('the search stage', () => {
  const GRID = { l2: [1e-3, 1e-4, 1e-5], classWeight: ['none', 'balanced', { power: 0.5 }] };
  const SEARCH = { metric: 'macroF1', maxPasses: 4, grid: GRID };
  let bench: Workbench;
  let run: SmallRun;

  beforeAll(async () => {
    bench = await openWorkbench({ workerCount: 2 });
    run = await startRun(bench, smallRows(900, 8, 0.4, 3), { split: { folds: 3 } });
  });
  afterAll(() => bench.close());

  function search(options: object, over: Partial<StageContext> = {}): Promise<Trials> {
    const { context, source, prepared, split, matrix } = run;
    const config = bench.context({ ...(context.config as object), search: { ...SEARCH, ...options } } as never).config;
    const features: FeatureVariants = { kind: 'feature-variants', variants: [matrix] };
    return searchStage.run({ source, prepared, split, features }, { ...context, config, ...over });
  }

  it('drops trials by short fits, and fits the others exactly as without halving', async () => {
    const halved = await search({ halving: true });
    const dropped = halved.trials.filter(({ halving }) => halving?.droppedAt !== null);
    expect(halved.trials.map(({ trial }) => trial)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(dropped.length).toBe(8);
    expect(dropped.filter(({ halving }) => halving?.droppedAt === 0).length).toBe(6);
    const all = await search({});
    for (const trial of halved.trials.filter(({ halving }) => halving?.droppedAt === null)) {
      const { halving, seconds, ...facts } = trial;
      const { seconds: _, ...plain } = all.trials[trial.trial]!;
      expect(facts).toEqual(plain);
      expect(halving?.rungs.map(({ passes }) => passes)).toEqual([1, 3, 7]);
    }
    expect(halved.rule).toContain('of the one fitted in full; successive halving dropped 8');
    expect(all.rule).toBe('best validation macroF1');
  });

  it('drops the same trials on one worker as on two', async () => {
    const alone = await openWorkbench({ workerCount: 1 });
    try {
      const { context, source, prepared, split, matrix } = await startRun(alone, smallRows(900, 8, 0.4, 3), { split: { folds: 3 } });
      const { config } = bench.context({ ...(context.config as object), search: { ...SEARCH, halving: true } } as never);
      const features: FeatureVariants = { kind: 'feature-variants', variants: [matrix] };
      const { trials, chosen } = await searchStage.run({ source, prepared, split, features }, { ...context, config });
      const halved = await search({ halving: true });
      expect([chosen, trials.map(({ halving }) => halving)]).toEqual([halved.chosen, halved.trials.map(({ halving }) => halving)]);
    } finally {
      await alone.close();
    }
  });

  it('tells of each rung, and of the fits in full, as of work of its own', async () => {
    const last = new Map<string, [done: number, total: number]>();
    const emit: StageContext['emit'] = (event) => {
      if (event.type === 'progress') last.set(event.unit, [event.done, event.total]);
    };
    await search({ halving: true }, { emit });
    expect([...last]).toEqual([
      ['short fits (one pass)', [9, 9]],
      ['short fits (3 passes)', [3, 3]],
      ['short fits (7 passes)', [2, 2]],
      ['trials', [1, 1]],
    ]);
  });

  it('takes all rungs and fits from the store the second time', async () => {
    await search({ halving: true });
    const store = {
      ...run.context.store,
      find: run.context.store.find.bind(run.context.store),
      publish: () => Promise.reject(new Error('made anew')),
    };
    const again = await search({ halving: true }, { store: store as never });
    expect(again.trials.length).toBe(9);
  });

  it('writes where each trial was dropped into trials.parquet', async () => {
    await search({ halving: true });
    const described = await bench.tables.describe(join(run.context.runFolder, 'trials.parquet'));
    expect(described.columns.map(({ name }) => name)).toEqual(expect.arrayContaining(['droppedAtRung', 'rung0Score', 'rung1Score']));
  });

  it('keeps what a trial said of its validation rows, by which its metrics come about', async () => {
    const { trials } = await search({});
    const { prepared, split } = run;
    const codes = codesOfRows(prepared, rowsWithRole(split.role, TRAIN));
    for (const { scores, validation } of trials) {
      const [{ file }] = scores as [ScoresFile];
      const { rows, top, topCount, topScores, logSumExp } = readScoresFile(file);
      expect(rows).toEqual(rowsWithRole(split.role, VALIDATION));
      expect(scores.length).toBe(1);
      const right = [...rows].filter((row, place) => top[place * topCount] === codes.classOfCode[prepared.code[row] as number]);
      expect(right.length / rows.length).toBeCloseTo(validation.accuracy, 12);
      const probabilities = Array.from(topScores.subarray(0, topCount), (score) => Math.exp(score - (logSumExp[0] as number)));
      expect(topCount).toBe(codes.codes.length);
      expect(probabilities.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 5);
    }
  });

  it('knows the error of a difference from the rows on which two trials differ', async () => {
    const { trials } = await search({});
    const { prepared, split } = run;
    const input = { prepared, views: viewsOf(split, 'hold-out'), metric: 'accuracy' } as const;
    const rightOf = ({ scores }: Trial): readonly boolean[] => {
      const { codes } = codesOfRows(prepared, rowsWithRole(split.role, TRAIN));
      const { rows, top, topCount } = readScoresFile(scores[0]!.file);
      return Array.from(rows, (row, place) => codes[top[place * topCount]!] === prepared.codes[prepared.code[row]!]);
    };
    const errorOf = (a: number, b: number) => pairedError([trials[a]!, trials[b]!], input);
    const [first, second] = [rightOf(trials[0]!), rightOf(trials[8]!)];
    const rowCount = first.length;
    const shareOf = (isMeant: (place: number) => boolean) => first.filter((_, place) => isMeant(place)).length / rowCount;
    const [p, q] = [shareOf((place) => first[place]! && !second[place]!), shareOf((place) => !first[place]! && second[place]!)];
    // McNemar's: the variance of one drawn from -1, 0 and 1.
    const expected = Math.sqrt((p + q - (p - q) ** 2) / rowCount);
    expect(expected).toBeGreaterThan(0);
    expect(errorOf(0, 8) / expected).toBeGreaterThan(0.6);
    expect(errorOf(0, 8) / expected).toBeLessThan(1.7);
    // Two that never differ get an error that rows can narrow, not a certainty.
    expect(errorOf(1, 1)).toBeGreaterThan(0);
    expect(errorOf(1, 1)).toBeLessThan(1 / rowCount);
  });

  it('judges by folds, and the final fit runs for the mean of their best passes', async () => {
    const grid = { l2: [1e-4, 1e-5] };
    const trials = await search({ validation: 'folds', grid });
    for (const trial of trials.trials) {
      expect(trial.folds?.map(({ fold }) => fold)).toEqual([0, 1, 2]);
      const judged = trial.scores.flatMap(({ file }) => [...readScoresFile(file).rows]);
      expect(new Set(judged).size).toBe(judged.length);
      expect([trial.scores.length, judged.length]).toEqual([3, run.split.details?.fold?.filter((fold) => fold !== NO_FOLD).length]);
      const passes = trial.folds!.map(({ bestPass }) => bestPass);
      expect(trial.bestPass).toBe(Math.round(passes.reduce((a, b) => a + b, 0) / 3));
      const scores = trial.folds!.map(({ validation }) => validation.macroF1);
      expect(trial.validation.macroF1).toBeCloseTo(scores.reduce((a, b) => a + b, 0) / 3, 12);
    }
    const { source, prepared, split, matrix, context } = run;
    const fit = await trainStage.run({ source, prepared, split, features: { kind: 'feature-variants', variants: [matrix] }, trials }, context);
    expect(fit.passes.length).toBe(trials.trials[trials.chosen]!.bestPass);
  });

  it('halves over folds too', async () => {
    const trials = await search({ validation: 'folds', halving: true });
    expect(trials.trials.filter(({ halving }) => halving?.droppedAt === null).every(({ folds }) => folds?.length === 3)).toBe(true);
  });

  it('fails with a clear message where folds are wanted and the split has none', async () => {
    const { split } = run;
    const without = { ...split, details: { ...split.details!, fold: null } };
    const { context, source, prepared, matrix } = run;
    const config = bench.context({ ...(context.config as object), search: { validation: 'folds' } } as never).config;
    const searched = searchStage.run(
      { source, prepared, split: without, features: { kind: 'feature-variants', variants: [matrix] } },
      { ...context, config },
    );
    await expect(searched).rejects.toMatchObject({ detail: { code: 'usage.wrong-value', where: 'search.validation' } });
  });
});
