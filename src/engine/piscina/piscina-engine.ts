import { Piscina } from 'piscina';
import type { InputOf, MapOptions, OutputOf, TaskEngine } from '../task-engine.js';
import { errorOf, isOfTheData, type TaskAnswer, type TaskRequest } from '../task-protocol.js';
import { Slots } from './slots.js';
import { ThreadStarts } from './thread-starts.js';
import { asWorkerError } from './worker-error.js';

/** Thrown for work that was stopped because other work failed or the run was cancelled; never the first cause. */
class Stopped extends Error {}

/** Inputs in flight a worker: one is worked on while the next one waits, so that no worker idles. */
const IN_FLIGHT_PER_WORKER = 2;

/** Members of a gang that do not stop by themselves for so long after they were told to are terminated. */
const GANG_GRACE_MS = 1_000;

/** How large the pool is, and what its threads run. */
export interface PiscinaOptions {
  readonly workerCount: number;
  /** The compiled thread host, which answers a `TaskRequest` with a `TaskAnswer`. */
  readonly hostFile: string;
  /** Largest JavaScript heap of one worker, in MiB. Shared memory is not counted in it. */
  readonly workerHeapMb: number;
  /**
   * Tasks that are waited for and never terminated: those that call native code. DuckDB's binding takes the whole process
   * with it (SIGABRT) when its thread ends during one of its calls.
   */
  readonly waitedFor?: ReadonlySet<string>;
}

/** Runs tasks on a Piscina pool of threads. */
export class PiscinaEngine<Tasks> implements TaskEngine<Tasks> {
  readonly workerCount: number;
  readonly #pool: Piscina<TaskRequest, TaskAnswer>;
  readonly #waitedFor: ReadonlySet<string>;
  readonly #crews = new Set<Crew>();
  #isClosed = false;
  /** Why the pool cannot work any more. */
  #broken: Error | undefined;
  readonly #slots: Slots;
  readonly #starts = new ThreadStarts();

  constructor(options: PiscinaOptions) {
    this.workerCount = options.workerCount;
    this.#slots = new Slots(options.workerCount);
    this.#waitedFor = options.waitedFor ?? new Set();
    this.#pool = new Piscina({
      filename: options.hostFile,
      minThreads: options.workerCount,
      maxThreads: options.workerCount,
      idleTimeout: Number.POSITIVE_INFINITY,
      // A worker that waits in Atomics.wait between tasks would hold up the asynchronous parts of the next one.
      atomics: 'disabled',
      resourceLimits: { maxOldGenerationSizeMb: options.workerHeapMb },
    });
    this.#starts.watch(this.#pool.threads);
    // A worker that fails without a task (its host file does not load, a forgotten callback throws): Piscina would let
    // queued tasks wait for ever.
    this.#pool.on('error', (error: unknown) => {
      if (!isLateAnswer(error)) this.#break(asWorkerError('start', error));
    });
    // A worker that ends before its first task is not replaced: what waits for it would wait for ever.
    this.#pool.on('workerDestroy', () => setImmediate(() => this.#checkStrength()));
    // One that was terminated is, right behind this event.
    this.#pool.on('workerDestroy', () => queueMicrotask(() => this.#starts.watch(this.#pool.threads)));
  }

  async map<Name extends keyof Tasks & string>(
    task: Name,
    inputs: Iterable<InputOf<Tasks, Name>>,
    options: MapOptions = {},
  ): Promise<OutputOf<Tasks, Name>[]> {
    await this.#starts.settled();
    options.signal?.throwIfAborted();
    const outputs: OutputOf<Tasks, Name>[] = [];
    const crew = this.#hire(task);
    const stop = (): void => crew.stopAll();
    options.signal?.addEventListener('abort', stop, { once: true });
    const iterator = inputs[Symbol.iterator]();
    let nextIndex = 0;
    let done = 0;
    const lane = async (): Promise<void> => {
      while (!crew.hasFailed && options.signal?.aborted !== true) {
        const index = nextIndex++;
        try {
          const item = iterator.next();
          if (item.done === true) return;
          outputs[index] = await this.#run(task, item.value, crew.signalOf(index));
          options.onDone?.(++done);
        } catch (error) {
          crew.fail(index, error);
        } finally {
          crew.finish(index);
        }
      }
    };
    await Promise.all(Array.from({ length: options.atOnce ?? this.workerCount * IN_FLIGHT_PER_WORKER }, lane));
    options.signal?.removeEventListener('abort', stop);
    await this.#dismiss(crew, options.signal);
    return outputs;
  }

  async gang<Name extends keyof Tasks & string>(
    task: Name,
    inputs: readonly InputOf<Tasks, Name>[],
    onFailure: () => void,
    options: MapOptions = {},
  ): Promise<OutputOf<Tasks, Name>[]> {
    if (inputs.length > this.workerCount) throw new RangeError(`a gang of ${inputs.length} on ${this.workerCount} workers would wait for ever`);
    // Gangs that do not fit beside each other could each hold some of the workers and wait for the rest.
    await this.#slots.take(inputs.length);
    try {
      return await this.#runGang(task, inputs, onFailure, options);
    } finally {
      this.#slots.giveBack(inputs.length);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#starts.settled();
    await this.#pool.destroy();
  }

  async #runGang<Name extends keyof Tasks & string>(
    task: Name,
    inputs: readonly InputOf<Tasks, Name>[],
    onFailure: () => void,
    options: MapOptions,
  ): Promise<OutputOf<Tasks, Name>[]> {
    await this.#starts.settled();
    options.signal?.throwIfAborted();
    const crew = this.#hire(task);
    let grace: NodeJS.Timeout | undefined;
    const stop = (): void => {
      grace ??= setTimeout(() => crew.stopAll(), GANG_GRACE_MS);
      onFailure();
    };
    options.signal?.addEventListener('abort', stop, { once: true });
    const outputs: OutputOf<Tasks, Name>[] = [];
    let done = 0;
    const members = inputs.map(async (input, index) => {
      try {
        outputs[index] = await this.#run(task, input, crew.signalOf(index));
        options.onDone?.(++done);
      } catch (error) {
        crew.note(index, error);
        stop();
      }
    });
    await Promise.all(members);
    clearTimeout(grace);
    options.signal?.removeEventListener('abort', stop);
    await this.#dismiss(crew, options.signal);
    return outputs;
  }

  #hire(task: string): Crew {
    if (this.#broken !== undefined) throw this.#broken;
    const crew = new Crew(this.#pool, !this.#waitedFor.has(task));
    this.#crews.add(crew);
    return crew;
  }

  /** Waits until terminated workers are gone, so that nothing writes any more; throws what the call has to throw. */
  async #dismiss(crew: Crew, signal: AbortSignal | undefined): Promise<void> {
    this.#crews.delete(crew);
    await crew.waitForTerminated();
    signal?.throwIfAborted();
    if (crew.hasFailed) throw crew.firstCause() ?? this.#broken ?? new Error('work was stopped for no known reason');
  }

  #checkStrength(): void {
    if (this.#isClosed || this.#pool.threads.length >= this.workerCount) return;
    this.#break(asWorkerError('start', new Error('worker exited with code unknown, before its first task')));
  }

  #break(error: Error): void {
    this.#broken ??= error;
    for (const crew of this.#crews) crew.stopAll();
  }

  async #run<Name extends keyof Tasks & string>(task: Name, input: InputOf<Tasks, Name>, signal: AbortSignal): Promise<OutputOf<Tasks, Name>> {
    const answer = await this.#pool.run({ task, input }, { signal }).catch((error: unknown) => {
      if (signal.aborted) throw new Stopped(`${task}: stopped`);
      const cause = asWorkerError(task, error);
      if (this.#pool.threads.length === 0) this.#break(cause);
      throw cause;
    });
    switch (answer.kind) {
      case 'output':
        return answer.output as OutputOf<Tasks, Name>;
      case 'aborted':
        throw new Stopped(`${task}: stopped since another worker failed`);
      default:
        throw errorOf(task, answer);
    }
  }
}

/** Piscina's word for an answer that was already on its way when its task was cancelled. */
function isLateAnswer(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Unexpected message from Worker');
}

/**
 * The inputs of one call that are in flight. A failure of the data is reported for the first input that has one, whatever
 * the timing: so it stops later inputs only. A worker that died, a bug, or a cancelled run stops everything at once.
 */
class Crew {
  readonly #pool: Piscina<TaskRequest, TaskAnswer>;
  readonly #mayTerminate: boolean;
  readonly #controllers = new Map<number, AbortController>();
  readonly #errors: { readonly index: number; readonly error: unknown }[] = [];
  readonly #terminated = new Set<Piscina['threads'][number]>();

  /** A crew that may not be terminated is waited for. */
  constructor(pool: Piscina<TaskRequest, TaskAnswer>, mayTerminate: boolean) {
    this.#pool = pool;
    this.#mayTerminate = mayTerminate;
  }

  get hasFailed(): boolean {
    return this.#errors.length > 0;
  }

  signalOf(index: number): AbortSignal {
    const controller = new AbortController();
    this.#controllers.set(index, controller);
    return controller.signal;
  }

  finish(index: number): void {
    this.#controllers.delete(index);
  }

  note(index: number, error: unknown): void {
    this.finish(index);
    this.#errors.push({ index, error });
  }

  fail(index: number, error: unknown): void {
    this.note(index, error);
    if (error instanceof Stopped) return;
    const mayBeFirst = isOfTheData(error);
    this.#stop((other) => !mayBeFirst || other > index);
  }

  stopAll(): void {
    this.#stop(() => true);
  }

  async waitForTerminated(): Promise<void> {
    await Promise.all([...this.#terminated].map((thread) => thread.terminate()));
  }

  firstCause(): unknown {
    const causes = this.#errors.filter(({ error }) => !(error instanceof Stopped)).sort((a, b) => a.index - b.index);
    return causes[0]?.error;
  }

  #stop(which: (index: number) => boolean): void {
    if (!this.#mayTerminate) return;
    const before = this.#pool.threads;
    for (const [index, controller] of this.#controllers) if (which(index)) controller.abort();
    const after = new Set(this.#pool.threads);
    for (const thread of before) if (!after.has(thread)) this.#terminated.add(thread);
  }
}
