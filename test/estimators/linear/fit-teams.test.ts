import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { digestBytes } from '../../../src/core/digest.js';
import { PiscinaEngine } from '../../../src/engine/piscina/piscina-engine.js';
import { linear } from '../../../src/estimators/all.js';
import { answerRows } from '../../../src/estimators/answer-rows.js';
import { canHold, fitWithTeams, keepsBusy, laneCountOf } from '../../../src/estimators/linear/fit-teams.js';
import { lanesOf } from '../../../src/estimators/linear/kernel-lanes.js';
import { LINEAR, type LinearParts } from '../../../src/estimators/linear/linear-model.js';
import type { LinearServices } from '../../../src/estimators/linear/running-fit.js';
import type { TeamSettings } from '../../../src/estimators/linear/settings.js';
import { loadStored, writeModel } from '../../../src/estimators/linear/stored/stored-model.js';
import { LogSums } from '../../../src/kernels/log-sums.js';
import { createAnswers, type ScoreAnswers } from '../../../src/ml/answers.js';
import { type FitOutcome, type FitRequest, FitToken } from '../../../src/ml/fit.js';
import type { PassRecord, SolverSettings } from '../../../src/ml/fit-record.js';
import { featuresOf } from '../../../src/ml/labelled-rows.js';
import type { TeamStatus } from '../../../src/ml/solvers/linear-fit.js';
import { openRows } from '../../../src/tasks/rows/stored-rows.js';
import type { Tasks } from '../../../src/tasks/task-table.js';
import { TrainingMemory } from '../../../src/training/training-memory.js';
import { codesOf, drawRows, drawWeights, fitSolo, type Problem, problemOf } from '../../ml/linear-problem.js';

const hostFile = fileURLToPath(new URL('../../../dist/tasks/hosts/thread-host.js', import.meta.url));
const pools = new Map<number, TrainingMemory>();
const folder = mkdtempSync(join(tmpdir(), 'millrace-fits-'));

function poolOf(workerCount: number): TrainingMemory {
  const pool = pools.get(workerCount) ?? new TrainingMemory(new PiscinaEngine<Tasks>({ workerCount, hostFile, workerHeapMb: 128 }), 2 ** 28);
  pools.set(workerCount, pool);
  return pool;
}

afterAll(async () => {
  for (const { tasks } of pools.values()) await tasks.close();
  rmSync(folder, { recursive: true });
});

// More than two blocks of rows of the norms, codes that fill no whole block of four, a last batch that is not full.
const problem = problemOf(drawRows(330, 2500, 11, 61), drawWeights(330, 62));
const validation = problemOf(drawRows(100, 2500, 11, 63)).rows;

type Request = FitRequest<TeamSettings>;

const SETTINGS: TeamSettings = {
  estimator: LINEAR,
  classWeight: 'none',
  mode: 'fast',
  l2: 1e-4,
  l1: 0,
  rank: null,
  seed: 1,
  maxPasses: 3,
  patience: 5,
  tolerance: 1e-5,
};

function requestOf(settings: Partial<SolverSettings>, of: Problem = problem, judged = validation): Request {
  return {
    settings: { ...SETTINGS, ...settings },
    featureCount: of.featureCount,
    codes: codesOf(of),
    rows: of.rows,
    validation: { rows: judged, classCount: of.classCount, topCount: 4 },
    metric: 'macroF1',
    certify: true,
    keep: true,
  };
}

interface Outcome {
  /** Of a fit whose model is wanted. */
  readonly weights?: string;
  readonly intercept?: string;
  /** Everything that is told of the fit but its seconds and bytes. */
  readonly told: unknown;
  /** Of the validation rows at the best pass. */
  readonly scores: ScoreAnswers | null;
}

const timeless = (pass: PassRecord) => ({ ...pass, seconds: 0 });

function told({ status, passes, bestPass, validation: metrics, certificate }: FitOutcome<TeamStatus>) {
  return { status, passes: passes.map(timeless), bestPass, metrics, certificate };
}

function digestOf(...parts: readonly Float32Array[]): string {
  return digestBytes(new Uint8Array(Float32Array.from(parts.flatMap((part) => [...part])).buffer));
}

type Options = Partial<Pick<LinearServices, 'kernelBytes' | 'sliceBytes' | 'laneBytes' | 'heldCount' | 'onPass'>> & {
  /** Called as each fit ends. */
  readonly onEnd?: (index: number) => void;
};

function servicesOf(workers: number | TrainingMemory) {
  return {
    workers: (typeof workers === 'number' ? poolOf(workers) : workers).workersOf(linear),
    kernelBytes: 2 ** 28,
    sliceBytes: 2 ** 28,
    signal: new AbortController().signal,
    onPass: () => {},
  };
}

/** Fits all requests; the outcome of each, in order. `slices` takes the number of memories that the weights of each lie in. */
async function outcomes(
  workers: number | TrainingMemory,
  requests: readonly Request[],
  options: Options = {},
  slices: number[] = [],
): Promise<Outcome[]> {
  const found: Outcome[] = [];
  await fitWithTeams(requests, {
    ...servicesOf(workers),
    ...options,
    onDone: async (index, outcome, written, scores) => {
      const model = written as LinearParts | null;
      slices[index] = model?.weights.length ?? 0;
      found[index] = {
        ...(model && { weights: digestOf(...model.weights), intercept: digestOf(model.intercept) }),
        told: told(outcome),
        scores,
      };
      options.onEnd?.(index);
    },
  });
  return found;
}

const kinds: [string, Partial<SolverSettings>][] = [
  ['fast', {}],
  ['fast with l1', { l1: 1e-4 }],
  ['fast, blanked, smoothed and adjusted,', { blankout: 0.3, labelSmoothing: 0.1, logitAdjustment: 0.2 }],
  ['fast of rank 8', { rank: 8 }],
  ['fast and certified', { certify: true }],
  ['fast and averaged', { average: 3 }],
  ['fast, of rank 8 and averaged', { rank: 8, average: 2 }],
  ['fast and mixed', { rank: 8, mixed: true, average: 2 }],
  ['exact', { mode: 'exact', l2: 1e-3, maxPasses: 4 }],
  ['exact with l1', { mode: 'exact', l2: 1e-5, l1: 1e-3, maxPasses: 4 }],
];

describe.each(kinds)('a %s fit', (_, settings) => {
  it('has the same bits in this thread and on 1, 2, 3, 4 and 7 workers', async () => {
    const solo = fitSolo(problem, requestOf(settings).settings, { certify: settings.certify ?? false, validation });
    const { stride, classCount } = solo.team.layout;
    expect([stride, classCount]).toEqual([12, 11]);
    const counts = [1, 2, 3, 4, 7];
    const found: Outcome[] = [];
    for (const workerCount of counts) found.push(...(await outcomes(workerCount, [requestOf(settings)])));
    found.forEach((outcome, i) => {
      expect(outcome.told, `${counts[i]} workers`).toEqual(told(solo));
      expect(outcome, `${counts[i]} workers`).toEqual(found[0]);
    });
  });

  it('has the same bits alone, in a grid, in an extended grid, and whichever plan it falls under', async () => {
    const grid = [1e-2, 1e-3, 1e-5].map((l2) => requestOf({ ...settings, l2 }));
    const [alone] = await outcomes(2, [requestOf(settings)]);
    // Lanes of two: the third of three is fitted by both workers together.
    for (const [requests, place] of [
      [[grid[0]!, grid[1]!, requestOf(settings)], 2],
      [[grid[0]!, requestOf(settings), grid[1]!, grid[2]!], 1],
      [[requestOf(settings), ...grid], 0],
    ] as const) {
      expect((await outcomes(2, requests))[place]).toEqual(alone);
    }
  });
});

it('a fit has the same bits with its weights in one memory and in slices of two, in new and in used ones', async () => {
  const requests = kinds.map(([, settings]) => requestOf(settings));
  const whole = await outcomes(2, requests);
  const halves: number[] = [];
  // The most that half of the rows take, by six vectors and a gradient of an exact fit.
  expect(await outcomes(2, requests, { sliceBytes: 1_000_000 }, halves)).toEqual(whole);
  expect(Math.max(...halves)).toBe(2);
  for (const workerCount of [1, 3]) {
    const slices: number[] = [];
    expect(await outcomes(workerCount, [...requests, ...requests.toReversed()], { sliceBytes: 1 }, slices)).toEqual([
      ...whole,
      ...whole.toReversed(),
    ]);
    // 2,500 features are three blocks of 1,024.
    expect(new Set(slices)).toEqual(new Set([3]));
  }
});

describe.each([
  ['one member', { rank: 8 }],
  ['an average', { rank: 4, average: 2 }],
] as const)('a fit of bounded rank with %s whose model is to be small', (_, settings) => {
  /** The weights that its factors are opened to, and the file that they are rounded to. */
  async function leftBy(workerCount: number, sliceBytes: number) {
    const file = join(folder, 'model.bin');
    const found: { weights: string; rounded: string }[] = [];
    await fitWithTeams([{ ...requestOf(settings), numberType: 'i8' }], {
      ...servicesOf(workerCount),
      sliceBytes,
      onDone: async (_request, _outcome, model) => {
        if (model === null || !('factors' in model)) throw new Error('the fit left no factors');
        writeModel(file, model, 'f32');
        const { weights } = loadStored(file);
        writeModel(file, model, 'i8');
        found.push({ weights: digestOf(weights), rounded: digestBytes(readFileSync(file)) });
      },
    });
    return found[0];
  }

  it('leaves factors whose product is to the bit what it would leave in f32, on any number of workers and in slices', async () => {
    const [full] = await outcomes(1, [requestOf(settings)]);
    const alone = await leftBy(1, 2 ** 28);
    expect(alone?.weights).toBe(full?.weights);
    for (const [workerCount, sliceBytes] of [
      [2, 2 ** 28],
      [4, 2 ** 28],
      [2, 1],
    ] as const) {
      expect(await leftBy(workerCount, sliceBytes), `${workerCount} workers, ${sliceBytes} bytes a slice`).toEqual(alone);
    }
  });
});

it('a memory that was used before by a larger or an equal fit changes nothing', async () => {
  const small = problemOf(drawRows(200, 70, 5, 64));
  const judged = problemOf(drawRows(50, 70, 5, 65)).rows;
  const requests = kinds.flatMap(([, settings]) => [requestOf(settings), requestOf(settings, small, judged)]);
  const alone: Outcome[] = [];
  for (const request of requests) alone.push(...(await outcomes(1, [request])));
  expect(await outcomes(1, [...requests, ...requests.toReversed()])).toEqual([...alone, ...alone.toReversed()]);
  expect(await outcomes(2, [...requests, requests[1]!])).toEqual([...alone, alone[1]]);
});

it('a fit whose weights nobody wants tells the same and hands out none', async () => {
  const requests = kinds.map(([, settings]) => requestOf(settings));
  // As a search asks for it: trials in fast mode go without a certificate.
  const wanted = requests.map((request) => ({ ...request, certify: false }));
  const unwanted = wanted.map((request) => ({ ...request, keep: false }));
  const found = await outcomes(2, [...wanted, ...unwanted]);
  expect(found.slice(requests.length)).toEqual(found.slice(0, requests.length).map(({ weights: _, intercept: __, ...rest }) => rest));
});

describe.each(kinds)('a %s fit that is asked about rows', (_, settings) => {
  const { rows } = problemOf(drawRows(150, 2500, 11, 68));
  /** So few that most features have none of them; one code of theirs is none that the model knows. */
  const ASKED = 20;
  const asked = { ...rows, row: rows.row.slice(0, ASKED), label: rows.label.slice(0, ASKED).map((label) => (label === 4 ? -1 : label)) };
  const room = () => createAnswers(ASKED, 3, [0.5], 1);

  it('is asked about few of its features', () => {
    const has = featuresOf(asked, 2500);
    expect(has.filter((one) => one === 1).length).toBeLessThan(2500 / 4);
  });

  it('answers as its finished model does, on 1, 2, 3 and 4 workers and in slices, and leaves none', async () => {
    const request = { ...requestOf(settings), certify: false, validation: null };
    const wanted = room();
    await fitWithTeams([request], {
      ...servicesOf(1),
      onDone: async (_request, _outcome, written) => {
        const file = join(folder, 'asked.bin');
        writeModel(file, written as LinearParts, 'f32');
        const model = { kind: LINEAR, codes: request.codes, ...loadStored(file) };
        answerRows(linear.format.open(model), new LogSums(request.codes.length), openRows(asked), 0, ASKED, wanted);
      },
    });
    for (const [workerCount, sliceBytes] of [
      [1, 2 ** 28],
      [2, 2 ** 28],
      [3, 2 ** 28],
      [4, 2 ** 28],
      [2, 1],
    ] as const) {
      const answers = room();
      const models: unknown[] = [];
      await fitWithTeams([{ ...request, keep: false, asked: { rows: asked, answers } }], {
        ...servicesOf(workerCount),
        sliceBytes,
        onDone: async (_request, _outcome, model) => {
          models.push(model);
        },
      });
      expect(models).toEqual([null]);
      expect(answers, `${workerCount} workers, ${sliceBytes} bytes a slice`).toEqual(wanted);
    }
  });
});

it.each([0, 1e-3])('an exact fit with l1 = %d has the same bits whether its probabilities are kept or computed anew', async (l1) => {
  // Many rows and few features: the probabilities are what takes the memory.
  const tall = problemOf(drawRows(1500, 40, 19, 66));
  const request = requestOf({ mode: 'exact', l2: 1e-3, l1, maxPasses: 3 }, tall, problemOf(drawRows(50, 40, 19, 67)).rows);
  const [kept] = await outcomes(2, [request]);
  const [again] = await outcomes(2, [request], { kernelBytes: 204_000 });
  expect(again).toEqual(kept);
});

it('a fit has the same bits with all of the certificate’s gradient held or a slice of it', async () => {
  // The whole gradient takes 8 · 12 · 2500 bytes, a quarter of the smaller memory less.
  const [whole] = await outcomes(2, [requestOf({ certify: true })]);
  const [sliced] = await outcomes(2, [requestOf({ certify: true })], { kernelBytes: 440_000 });
  expect(sliced).toEqual(whole);
});

it('a memory for one fit but not for two gives the plan of all workers together, with the same bits', async () => {
  const requests = [{ certify: true }, { l2: 1e-3 }, { l1: 1e-4 }, { l2: 1e-5 }].map((settings) => requestOf({ ...settings, certify: true }));
  expect(await outcomes(2, requests, { kernelBytes: 440_000 })).toEqual(await outcomes(2, requests));
});

it('small fits are made one a worker, large ones one a team, and fewer side by side where the memory is short', () => {
  const MIB = 2 ** 20;
  expect(laneCountOf(80 * MIB, 4, 800 * MIB)).toBe(4);
  expect(laneCountOf(80 * MIB, 4, 250 * MIB)).toBe(3);
  expect(laneCountOf(80 * MIB, 4, 90 * MIB)).toBe(1);
  expect([1, 2, 4, 5, 8].map((workers) => laneCountOf(300 * MIB, workers, 2 ** 40))).toEqual([1, 1, 1, 2, 2]);
  expect(laneCountOf(300 * MIB, 8, 400 * MIB)).toBe(1);
  expect(laneCountOf(300 * MIB, 8, 200 * MIB)).toBe(1);
});

it('one fit a worker and one a team of several workers give each fit the bits that it has alone', async () => {
  const requests = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6].map((l2) => requestOf({ l2, maxPasses: 1 }));
  const alone = await outcomes(1, requests);
  expect(await outcomes(7, requests, { laneBytes: 0 })).toEqual(alone);
  expect(await outcomes(7, requests, { laneBytes: 2 ** 28 })).toEqual(alone);
});

/** The same pool, with the team sizes of its gangs noted. */
function watched(workerCount: number): { readonly memory: TrainingMemory; readonly teams: number[] } {
  const pool = poolOf(workerCount).tasks;
  const teams: number[] = [];
  const gang: typeof pool.gang = (name, inputs, ...rest) => {
    teams.push(inputs.length);
    return pool.gang(name, inputs, ...rest);
  };
  const tasks = Object.assign(Object.create(pool) as PiscinaEngine<Tasks>, { gang, workerCount });
  return { memory: new TrainingMemory(tasks, 2 ** 28), teams };
}

it('workers that have nothing left to do help with the last fit, whose bits stay what they are', async () => {
  const requests = [requestOf({ maxPasses: 300, patience: 1000 }), requestOf({ maxPasses: 1 })];
  const { memory, teams } = watched(2);
  const found = await outcomes(memory, requests);
  expect(teams).toEqual([1, 1, 2]);
  expect(found).toEqual(await outcomes(1, requests));
});

it('an exact fit is not paused for workers that have nothing left to do', async () => {
  const requests = [requestOf({ mode: 'exact', l2: 1e-5, maxPasses: 30, tolerance: 1e-12 }), requestOf({ maxPasses: 1 })];
  const { memory, teams } = watched(2);
  const found = await outcomes(memory, requests);
  expect(teams).toEqual([1, 1]);
  expect(found).toEqual(await outcomes(1, requests));
});

describe('a fit that goes on from one of fewer passes', () => {
  const penalties = [1e-3, 1e-4, 1e-5];
  const fast: [string, Partial<SolverSettings>][] = kinds.filter(([, { mode }]) => mode !== 'exact');
  const wholeOf = (l2: number, settings: Partial<SolverSettings>): Request => {
    // Only a fit of one whole W lies in memory as one that keeps its weights does.
    return { ...requestOf({ ...settings, l2, maxPasses: 4 }), certify: false, keep: (settings.rank ?? null) === null };
  };
  const shortOf = (request: Request, holdAs: FitToken): Request => {
    return { ...request, settings: { ...request.settings, maxPasses: 1, patience: 1 }, keep: false, holdAs };
  };
  const passesShown = async (
    requests: readonly Request[],
    workers: number | TrainingMemory,
    options: Options = {},
  ): Promise<{ found: Outcome[]; shown: number[][] }> => {
    const shown: number[][] = requests.map(() => []);
    const found = await outcomes(workers, requests, { ...options, onPass: (index, { pass }) => shown[index]!.push(pass) });
    return { found, shown };
  };

  it.each(fast)('%s: has the bits of one that begins, and makes only the further passes', async (_, settings) => {
    const whole = penalties.map((l2) => wholeOf(l2, settings));
    const alone = await outcomes(1, whole);
    for (const workerCount of [1, 2, 3]) {
      for (const sliceBytes of [2 ** 28, 1]) {
        const held = penalties.map(() => new FitToken());
        await outcomes(
          workerCount,
          whole.map((request, index) => shortOf(request, held[index]!)),
          { sliceBytes },
        );
        const chosen = [2, 0];
        const requests = chosen.map((index) => ({ ...whole[index]!, goOnFrom: held[index] }));
        const { found, shown } = await passesShown(requests, workerCount, { sliceBytes });
        expect(found).toEqual([alone[2], alone[0]]);
        expect(shown).toEqual([
          [2, 3, 4],
          [2, 3, 4],
        ]);
      }
    }
  });

  it('begins where another fit took the memory, or where the memory was too short to hold it', async () => {
    const whole = wholeOf(1e-4, {});
    const alone = await outcomes(1, [whole]);
    const held = new FitToken();
    await outcomes(2, [shortOf(whole, held)]);
    await outcomes(2, [requestOf({ l2: 1e-2 }), requestOf({ l2: 1e-1 }), requestOf({})]);
    expect(await passesShown([{ ...whole, goOnFrom: held }], 2)).toEqual({ found: alone, shown: [[1, 2, 3, 4]] });
    // A certificate lays the memory out otherwise.
    const laidOut = new FitToken();
    await outcomes(2, [shortOf(whole, laidOut)]);
    const certified: Request = { ...whole, settings: { ...whole.settings, certify: true }, certify: true };
    const begun = await outcomes(1, [certified]);
    expect(await passesShown([{ ...certified, goOnFrom: laidOut }], 2)).toEqual({ found: begun, shown: [[1, 2, 3, 4]] });
    // An exact fit has no passes to go on from.
    const exact = requestOf({ mode: 'exact', l2: 1e-3, maxPasses: 4 });
    const unheld = new FitToken();
    await outcomes(2, [shortOf(exact, unheld)]);
    expect(await outcomes(2, [{ ...exact, goOnFrom: unheld }])).toEqual(await outcomes(1, [exact]));
    const tooShort = new FitToken();
    await outcomes(2, [shortOf(whole, tooShort)], { kernelBytes: 900_000 });
    expect(await passesShown([{ ...whole, goOnFrom: tooShort }], 2)).toEqual({ found: alone, shown: [[1, 2, 3, 4]] });
  });

  it.each([1, 2, 3])('gives its memory to the next fit once it is released (%i workers)', async (workerCount) => {
    const l2s = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 0];
    const whole = l2s.map((l2) => wholeOf(l2, {}));
    const held = l2s.map(() => new FitToken());
    const memory = watched(workerCount).memory;
    const used = () => lanesOf(memory.workersOf(linear), 0).filter(({ owner }) => owner !== undefined).length;
    const onEnd = (index: number) => {
      if (index !== 1) held[index]!.release();
    };
    await outcomes(
      memory,
      whole.map((request, index) => shortOf(request, held[index]!)),
      { onEnd },
    );
    expect(used()).toBeLessThanOrEqual(1 + workerCount);
    const { found, shown } = await passesShown([{ ...whole[1]!, goOnFrom: held[1] }], memory);
    expect(found).toEqual(await outcomes(1, [whole[1]!]));
    expect(shown).toEqual([[2, 3, 4]]);
  });

  it('is held in little memory where few are wanted at once', async () => {
    const whole = penalties.map((l2) => wholeOf(l2, {}));
    const goOn = async (heldCount: number | undefined) => {
      const held = penalties.map(() => new FitToken());
      // Room for one at work and one held, and as much again.
      const options = { kernelBytes: 4 * 560_000, heldCount };
      const short = whole.map((request, index) => shortOf(request, held[index]!));
      await outcomes(1, short, { ...options, onEnd: (index) => index > 0 && held[index]!.release() });
      return (await passesShown([{ ...whole[0]!, goOnFrom: held[0] }], 1, options)).shown;
    };
    expect(await goOn(undefined)).toEqual([[1, 2, 3, 4]]);
    expect(await goOn(1)).toEqual([[2, 3, 4]]);
  });

  it('begins where the shorter fit has stopped by itself: that is all of it', async () => {
    const { settings, ...asked } = requestOf({ l2: 1e-4, maxPasses: 12, patience: 1 });
    const whole: Request = { ...asked, settings, certify: false, keep: false };
    const [alone] = await outcomes(1, [whole]);
    expect(alone!.told).toMatchObject({ status: 'stopped-by-validation' });
    const held = new FitToken();
    await outcomes(2, [{ ...whole, settings: { ...settings, maxPasses: 11 }, holdAs: held }]);
    expect(await outcomes(2, [{ ...whole, goOnFrom: held }])).toEqual([alone]);
  });

  it('may be one of several with the same start: one goes on, the other begins', async () => {
    const whole = wholeOf(1e-4, {});
    const alone = await outcomes(1, [whole]);
    const held = new FitToken();
    await outcomes(2, [shortOf(whole, held)]);
    const twice = [
      { ...whole, goOnFrom: held },
      { ...whole, goOnFrom: held },
    ];
    expect(await outcomes(2, twice)).toEqual([...alone, ...alone]);
  });

  it('is held where it takes half of the memory with those at work, and with all others or not at all', () => {
    expect(canHold(30, 20, 100)).toBe(true);
    expect(canHold(31, 20, 100)).toBe(false);
  });
});

it('a fit that does not fit in the memory is refused with the size', async () => {
  await expect(outcomes(2, [requestOf({})], { kernelBytes: 50_000 })).rejects.toMatchObject({
    detail: { code: 'resources.memory', where: 'resources.memory (--memory)' },
  });
});

it('passes are shown while the fit runs, each once and in order', async () => {
  const shown: number[][] = [[], []];
  const records: PassRecord[][] = [];
  await fitWithTeams([requestOf({ maxPasses: 5, patience: 9 }), requestOf({ maxPasses: 4, patience: 9 })], {
    workers: poolOf(2).workersOf(linear),
    kernelBytes: 2 ** 28,
    signal: new AbortController().signal,
    onPass: (index, { pass }) => shown[index]!.push(pass),
    onDone: async (index, { passes }) => {
      records[index] = [...passes];
    },
  });
  expect(shown).toEqual([
    [1, 2, 3, 4, 5],
    [1, 2, 3, 4],
  ]);
  expect(records.map((passes) => passes.map(({ pass }) => pass))).toEqual(shown);
});

it.each([
  ['one member', {}],
  ['three members, of which a worker each makes one', { rank: 8, average: 3 }],
])('a cancelled search of fits with %s stops its teams', async (_, settings) => {
  const controller = new AbortController();
  const long = requestOf({ ...settings, maxPasses: 10_000, patience: 10_000 });
  const work = fitWithTeams('average' in settings ? [long] : [long, long, long], {
    workers: poolOf(2).workersOf(linear),
    kernelBytes: 2 ** 28,
    signal: controller.signal,
    onPass: () => controller.abort(new Error('enough')),
    onDone: async () => {},
  });
  await expect(work).rejects.toThrow('enough');
  const [after] = await outcomes(2, [requestOf({})]);
  expect(after).toEqual((await outcomes(1, [requestOf({})]))[0]);
});

it('fits whose members keep all workers busy are made one after the other by all of them, others side by side', async () => {
  const teamSizes = async (average: number, judged: Request['validation']): Promise<number[]> => {
    const sizes: number[] = [];
    const services = servicesOf(2);
    const { workers } = services;
    const watched: typeof workers = {
      ...workers,
      gang: (task, inputs, ...rest) => {
        sizes.push(inputs.length);
        return workers.gang(task, inputs, ...rest);
      },
    };
    const request = { ...requestOf({ rank: 4, average }), certify: false, keep: false, validation: judged };
    await fitWithTeams([request, request], { ...services, workers: watched, onDone: async () => {} });
    // A last fit that is still under way may be given to more workers.
    return sizes.slice(0, 2);
  };
  const judged = requestOf({}).validation;
  expect(await teamSizes(2, null)).toEqual([2, 2]);
  expect(await teamSizes(1, null)).toEqual([1, 1]);
  expect(await teamSizes(2, judged)).toEqual([1, 1]);
});

it('one fit keeps workers busy that has a member for each, whose passes are few and judged by nobody', () => {
  const { settings } = requestOf({ rank: 4, average: 3 });
  const keeps = (over: Partial<TeamSettings>, isJudged = false) => keepsBusy({ settings: { ...settings, ...over }, isJudged }, 2);
  expect([1, 2, 3, 4].map((workerCount) => keepsBusy({ settings, isJudged: false }, workerCount))).toEqual([false, true, true, false]);
  expect([keeps({}, true), keeps({ maxPasses: 101 }), keeps({ mode: 'exact' })]).toEqual([false, false, false]);
});
