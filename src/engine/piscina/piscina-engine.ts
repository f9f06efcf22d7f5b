import { Piscina } from 'piscina';
import { Failure, type FailureDetail, fail } from '../../core/failure.js';
import type { InputOf, MapOptions, OutputOf, TaskEngine } from '../task-engine.js';

/** What a worker answers: an error that crosses a thread boundary loses its class, so failures travel as plain data. */
export type TaskAnswer =
  | { readonly kind: 'output'; readonly output: unknown }
  | { readonly kind: 'failure'; readonly detail: FailureDetail }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'bug'; readonly message: string; readonly stack: string };

export interface TaskRequest {
  readonly task: string;
  readonly input: unknown;
}

/** Thrown for a member of a gang that stopped because another one failed; never the first cause. */
class GangMemberAborted extends Error {}

/** Inputs in flight a worker: one is worked on while the next one waits, so that no worker idles. */
const IN_FLIGHT_PER_WORKER = 2;

export interface PiscinaOptions {
  readonly workerCount: number;
  /** The compiled thread host, which answers a `TaskRequest` with a `TaskAnswer`. */
  readonly hostFile: string;
  /** Largest JavaScript heap of one worker, in MiB. Shared memory is not counted in it. */
  readonly workerHeapMb: number;
}

/** Runs tasks on a Piscina pool of threads. */
export class PiscinaEngine<Tasks> implements TaskEngine<Tasks> {
  readonly workerCount: number;
  readonly #pool: Piscina<TaskRequest, TaskAnswer>;

  constructor(options: PiscinaOptions) {
    this.workerCount = options.workerCount;
    this.#pool = new Piscina({
      filename: options.hostFile,
      minThreads: options.workerCount,
      maxThreads: options.workerCount,
      idleTimeout: Number.POSITIVE_INFINITY,
      // A worker that waits in Atomics.wait between tasks would hold up the asynchronous parts of the next one.
      atomics: 'disabled',
      resourceLimits: { maxOldGenerationSizeMb: options.workerHeapMb },
    });
  }

  async map<Name extends keyof Tasks & string>(
    task: Name,
    inputs: Iterable<InputOf<Tasks, Name>>,
    options: MapOptions = {},
  ): Promise<OutputOf<Tasks, Name>[]> {
    const outputs: OutputOf<Tasks, Name>[] = [];
    const errors: { index: number; error: unknown }[] = [];
    const iterator = inputs[Symbol.iterator]();
    let nextIndex = 0;
    let done = 0;
    const lane = async (): Promise<void> => {
      while (errors.length === 0 && options.signal?.aborted !== true) {
        const item = iterator.next();
        if (item.done === true) return;
        const index = nextIndex++;
        try {
          outputs[index] = await this.#run(task, item.value);
          options.onDone?.(++done);
        } catch (error) {
          errors.push({ index, error });
        }
      }
    };
    await Promise.all(Array.from({ length: this.workerCount * IN_FLIGHT_PER_WORKER }, lane));
    errors.sort((a, b) => a.index - b.index);
    if (errors[0] !== undefined) throw errors[0].error;
    options.signal?.throwIfAborted();
    return outputs;
  }

  async gang<Name extends keyof Tasks & string>(
    task: Name,
    inputs: readonly InputOf<Tasks, Name>[],
    onFailure: () => void,
    options: MapOptions = {},
  ): Promise<OutputOf<Tasks, Name>[]> {
    if (inputs.length > this.workerCount) throw new RangeError(`a gang of ${inputs.length} on ${this.workerCount} workers would wait for ever`);
    options.signal?.throwIfAborted();
    options.signal?.addEventListener('abort', onFailure, { once: true });
    const members = inputs.map((input) =>
      this.#run(task, input).catch((error: unknown) => {
        onFailure();
        throw error;
      }),
    );
    const results = await Promise.allSettled(members);
    options.signal?.removeEventListener('abort', onFailure);
    options.signal?.throwIfAborted();
    const failures = results.filter((result) => result.status === 'rejected').map((result) => result.reason as unknown);
    const first = failures.find((error) => !(error instanceof GangMemberAborted)) ?? failures[0];
    if (first !== undefined) throw first;
    return results.map((result) => (result as PromiseFulfilledResult<OutputOf<Tasks, Name>>).value);
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #run<Name extends keyof Tasks & string>(task: Name, input: InputOf<Tasks, Name>): Promise<OutputOf<Tasks, Name>> {
    const answer = await this.#pool.run({ task, input }).catch((error: unknown) => {
      throw workerDied(task, error);
    });
    switch (answer.kind) {
      case 'output':
        return answer.output as OutputOf<Tasks, Name>;
      case 'failure':
        throw new Failure(answer.detail);
      case 'aborted':
        throw new GangMemberAborted(`${task}: stopped since another worker failed`);
      case 'bug': {
        const error = new Error(`${task}: ${answer.message}`);
        error.stack = answer.stack;
        throw error;
      }
    }
  }
}

function workerDied(task: string, error: unknown): Failure {
  const got = error instanceof Error ? error.message : String(error);
  const outOfMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return fail(
    'engine.worker-died',
    {
      what: outOfMemory ? 'a worker ran out of heap' : 'a worker ended in the middle of a task',
      where: `task ${task}`,
      got,
      wanted: 'a worker that answers',
      hint: outOfMemory ? 'use fewer workers (--workers) or more memory (--memory); finished work is kept' : 'run the same command again: finished work is kept',
    },
    error,
  );
}
