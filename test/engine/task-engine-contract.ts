import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { Failure } from '../../src/core/failure.js';
import { sharedFloat64, sharedInt32 } from '../../src/core/shared-arrays.js';
import type { TaskEngine, TaskMapper } from '../../src/engine/task-engine.js';

/** Some of the tasks of `probe-tasks.mjs`. */
export interface ProbeTasks {
  [name: string]: { input: unknown; output: unknown };
  double: { input: { value: number }; output: number };
  wait: { input: { folder: string; value: number }; output: number };
  waitOrExit: { input: { folder: string; value: number; exit?: boolean }; output: number };
  same: { input: unknown; output: unknown };
  sum: { input: { numbers: Float64Array; factor: number }; output: number };
  hold: { input: { control: Int32Array; value: number }; output: number };
  meet: { input: { control: Int32Array; count: number; value: number }; output: number | 'stopped' };
  fill: { input: { numbers: Int32Array; from: number; to: number; value: number }; output: number };
  failure: { input: { where: string }; output: never };
  bug: { input: null; output: never };
  exit: { input: null; output: never };
  leave: { input: null; output: never };
  heap: { input: null; output: never };
  later: { input: null; output: never };
  unclonable: { input: null; output: never };
  full: { input: null; output: never };
}

const STARTED = 0;
const STOP = 2;

type Open<Engine> = (workerCount: number) => Engine | Promise<Engine>;

async function withEngine<Engine extends TaskMapper<ProbeTasks>>(
  open: Open<Engine>,
  workerCount: number,
  body: (engine: Engine) => Promise<void>,
): Promise<void> {
  const engine = await open(workerCount);
  try {
    await body(engine);
  } finally {
    await engine.close();
  }
}

function caught(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'nothing was thrown',
    (error: unknown) => error,
  );
}

/** What everything must do that maps tasks. `open` gives a mapper with so many workers over the tasks of `probe-tasks.mjs`, of `mostInFlight` inputs a worker. */
export function describeTaskMapper(name: string, open: Open<TaskMapper<ProbeTasks>>, mostInFlight: number): void {
  const folders: string[] = [];
  /** Inputs that wait for each other: by files, since workers may be of other processes. */
  const makeFolder = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-wait-'));
    folders.push(folder);
    return folder;
  };
  const started = async (folder: string, count: number): Promise<void> => {
    while (readdirSync(folder).filter((file) => file.startsWith('started-')).length < count) await sleep(5);
  };
  const release = (folder: string): void => writeFileSync(join(folder, 'release'), '');
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  describe(`${name}: map`, () => {
    test('gives the outputs in input order, whatever the number of workers', async () => {
      const inputs = Array.from({ length: 30 }, (_, value) => ({ value }));
      for (const workerCount of [1, 3]) {
        await withEngine(open, workerCount, async (engine) => {
          const done: number[] = [];
          const outputs = await engine.map('double', inputs, { onDone: (count) => done.push(count) });
          expect(outputs).toEqual(inputs.map(({ value }) => 2 * value));
          expect(done).toEqual(inputs.map((_, index) => index + 1));
        });
      }
    });

    test('of no inputs is empty', () => withEngine(open, 1, async (engine) => expect(await engine.map('double', [])).toEqual([])));

    test('hands what is odd to the workers as it is', () =>
      withEngine(open, 1, async (engine) => {
        const odd = ['\t\r\n\u0000\\N', '\\N', '', '$' + '{x}', "it's", 'żółć 咖啡 🍎', '\ud800', '\u2028', -0, Number.NaN, null];
        expect(await engine.map('same', odd)).toEqual(odd);
      }));

    test('has no more inputs in flight than it is told, and the same outputs', () =>
      withEngine(open, 2, async (engine) => {
        const folder = makeFolder();
        let taken = 0;
        function* inputs(): Generator<{ folder: string; value: number }> {
          for (let value = 0; value < 5; value++) {
            taken++;
            yield { folder, value };
          }
        }

        const mapping = engine.map('wait', inputs(), { atOnce: 1 });
        await started(folder, 1);
        const takenWhileHeld = taken;
        release(folder);

        expect(takenWhileHeld).toBe(1);
        expect(await mapping).toHaveLength(5);
      }));

    test('takes inputs only as fast as they are worked on', () =>
      withEngine(open, 2, async (engine) => {
        const folder = makeFolder();
        let taken = 0;
        function* inputs(): Generator<{ folder: string; value: number }> {
          for (let value = 0; value < 50; value++) {
            taken++;
            yield { folder, value };
          }
        }

        const mapping = engine.map('wait', inputs());
        await started(folder, 2);
        const takenWhileHeld = taken;
        release(folder);

        expect(takenWhileHeld).toBeLessThanOrEqual(2 * mostInFlight);
        expect(await mapping).toHaveLength(50);
      }));

    test('lets all workers read the same memory', () =>
      withEngine(open, 2, async (engine) => {
        const numbers = sharedFloat64(20_000).fill(0.5);
        const views = [numbers, numbers.subarray(10_000), numbers.subarray(0, 2)];
        const sums = await engine.map(
          'sum',
          [0, 1, 2, 1].map((view, index) => ({ numbers: views[view] as Float64Array, factor: index })),
        );
        expect(sums).toEqual([0, 5_000, 2, 15_000]);
      }));

    test('throws the failure of a task with all its parts, the first by input order', () =>
      withEngine(open, 2, async (engine) => {
        for (let round = 0; round < 2; round++) {
          const inputs = Array.from({ length: 20 }, (_, index) => ({ where: `input ${index}` }));
          const error = await caught(engine.map('failure', inputs));
          expect(error).toBeInstanceOf(Failure);
          expect((error as Failure).detail).toEqual({
            code: 'data.contract',
            what: 'a planted failure',
            where: 'input 0',
            got: 'this',
            wanted: 'that',
          });
        }
      }));

    test('throws anything else as a bug with the stack of the worker', () =>
      withEngine(open, 1, async (engine) => {
        const error = await caught(engine.map('bug', [null]));
        expect(error).not.toBeInstanceOf(Failure);
        expect((error as Error).message).toContain('a planted bug');
        expect((error as Error).stack).toContain('probe-tasks.mjs');
      }));

    test('throws a full disk as that failure', () =>
      withEngine(open, 1, async (engine) => {
        const error = await caught(engine.map('full', [null]));
        expect((error as Failure).detail).toMatchObject({ code: 'resources.disk-full', where: 'task full' });
      }));

    test.each(['exit', 'leave', 'heap'] as const)('whose worker ends (%s) throws engine.worker-died, cancels the rest, and works again', (task) =>
      withEngine(open, 2, async (engine) => {
        const folder = makeFolder();
        const held = caught(engine.map('wait', [{ folder, value: 1 }]));
        await started(folder, 1);

        const error = await caught(engine.map(task, [null, null, null]));
        release(folder);

        expect((error as Failure).detail).toMatchObject({ code: 'engine.worker-died', where: expect.stringContaining(`task ${task}`) as string });
        expect((error as Failure).exitCode).toBe(5);
        expect(await held).toBe('nothing was thrown');
        expect(await engine.map('double', [{ value: 4 }])).toEqual([8]);
      }),
    );

    test('whose worker dies does not wait for the others', () =>
      withEngine(open, 2, async (engine) => {
        const folder = makeFolder();
        // The first input is never released: only its cancellation lets the call end.
        const error = await caught(
          engine.map('waitOrExit', [
            { folder, value: 0 },
            { folder, value: 1, exit: true },
          ]),
        );
        expect((error as Failure).detail).toMatchObject({ code: 'engine.worker-died' });
      }));

    test('throws what a forgotten callback of a task throws', () =>
      withEngine(open, 1, async (engine) => {
        expect(await caught(engine.map('later', [null]))).toMatchObject({
          message: expect.stringContaining('a planted error of a callback') as string,
        });
      }));

    test('throws when an output cannot cross to this thread', () =>
      withEngine(open, 1, async (engine) => {
        const error = await caught(engine.map('unclonable', [null]));
        expect(error).not.toBeInstanceOf(Failure);
        expect((error as Error).message).toContain('could not be cloned');
      }));

    test('throws what its inputs throw', () =>
      withEngine(open, 1, async (engine) => {
        function* inputs(): Generator<{ value: number }> {
          yield { value: 1 };
          throw new Error('no more inputs');
        }
        expect(await caught(engine.map('double', inputs()))).toMatchObject({ message: 'no more inputs' });
      }));

    test('ends with the reason of its signal, without waiting for running tasks', () =>
      withEngine(open, 2, async (engine) => {
        const folder = makeFolder();
        const controller = new AbortController();
        const inputs = [1, 2, 3, 4, 5, 6].map((value) => ({ folder, value }));
        const mapping = caught(engine.map('wait', inputs, { signal: controller.signal }));
        await started(folder, 2);

        controller.abort(new Error('enough'));

        expect(await mapping).toMatchObject({ message: 'enough' });
        expect(await engine.map('double', [{ value: 4 }])).toEqual([8]);
        expect(await caught(engine.map('double', [{ value: 4 }], { signal: controller.signal }))).toMatchObject({ message: 'enough' });
      }));
  });
}

/** What a pool of this machine must do beside. */
export function describeTaskEngine(name: string, open: Open<TaskEngine<ProbeTasks>>): void {
  describeTaskMapper(name, open, 2);

  test(`${name}: map shares memory with the workers`, () =>
    withEngine(open, 2, async (engine) => {
      const numbers = sharedInt32(1000);

      await engine.map('fill', [
        { numbers, from: 0, to: 500, value: 1 },
        { numbers, from: 500, to: 1000, value: 2 },
      ]);

      expect(numbers.reduce((sum, value) => sum + value, 0)).toBe(1500);
    }));

  describe(`${name}: gang`, () => {
    test('runs all its members at the same moment', () =>
      withEngine(open, 3, async (engine) => {
        const control = sharedInt32(4);
        const inputs = [1, 2, 3].map((value) => ({ control, count: 3, value }));
        expect(await engine.gang('meet', inputs, () => {})).toEqual([1, 2, 3]);
      }));

    test('works at the same moment as others, while there are workers for all of them', () =>
      withEngine(open, 3, async (engine) => {
        const control = sharedInt32(4);
        const inputs = [1, 2, 3].map((value) => ({ control, count: 3, value }));
        const gangs = [inputs.slice(0, 1), inputs.slice(1)].map((some) => engine.gang('meet', some, () => {}));
        expect(await Promise.all(gangs)).toEqual([[1], [2, 3]]);
      }));

    test('waits for another gang rather than share the workers with it', () =>
      withEngine(open, 2, async (engine) => {
        const gangs = Array.from({ length: 10 }, () => {
          const control = sharedInt32(4);
          return engine.gang(
            'meet',
            [1, 2].map((value) => ({ control, count: 2, value })),
            () => {},
          );
        });
        expect(await Promise.all(gangs)).toEqual(gangs.map(() => [1, 2]));
      }));

    test('larger than the engine is refused', () =>
      withEngine(open, 1, async (engine) => {
        await expect(engine.gang('double', [{ value: 1 }, { value: 2 }], () => {})).rejects.toThrow(RangeError);
      }));

    test('that loses a member is told so at once, and throws engine.worker-died', () =>
      withEngine(open, 2, async (engine) => {
        const control = sharedInt32(4);
        const stopWaiting = (): void => {
          Atomics.store(control, STOP, 1);
          Atomics.notify(control, STARTED);
        };
        const error = await caught(
          engine.gang(
            'meetOrExit',
            [
              { control, count: 2, value: 1 },
              { control, exit: true },
            ],
            stopWaiting,
          ),
        );
        expect((error as Failure).detail).toMatchObject({ code: 'engine.worker-died' });
        expect(Atomics.load(control, STOP)).toBe(1);
      }));

    test('that does not stop when it is told to is terminated', () =>
      withEngine(open, 2, async (engine) => {
        const control = sharedInt32(4);
        const controller = new AbortController();
        const gang = caught(
          engine.gang(
            'hold',
            [1, 2].map((value) => ({ control, value })),
            () => {},
            { signal: controller.signal },
          ),
        );
        await waitFor(control, STARTED, 2);

        controller.abort(new Error('enough'));

        expect(await gang).toMatchObject({ message: 'enough' });
      }));
  });
}

async function waitFor(control: Int32Array, word: number, value: number): Promise<void> {
  while (Atomics.load(control, word) < value) await new Promise((resolve) => setImmediate(resolve));
}
