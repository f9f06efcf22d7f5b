/** How a map over inputs is watched and stopped. */
export interface MapOptions {
  readonly signal?: AbortSignal;
  /** Called after each finished input with the number finished so far. */
  readonly onDone?: (done: number) => void;
  /** At most so many inputs in flight, for little work: default a few a worker. */
  readonly atOnce?: number;
}

/** Runs pure functions on workers, each input for itself. Inputs and outputs are plain data; what lies in shared memory is only read. */
export interface TaskMapper<Tasks> {
  readonly workerCount: number;
  /**
   * Applies a task to each input and returns the outputs in input order. At most a few inputs a worker are in flight.
   * Throws the first failure by input order and cancels the rest; a worker that dies is `engine.worker-died`.
   */
  map<Name extends keyof Tasks & string>(task: Name, inputs: Iterable<InputOf<Tasks, Name>>, options?: MapOptions): Promise<OutputOf<Tasks, Name>[]>;
  close(): Promise<void>;
}

/** Workers of this machine: typed arrays over shared memory are not copied, and what one writes there all see. */
export interface TaskEngine<Tasks> extends TaskMapper<Tasks> {
  /** Whether its workers have started; absent: they have. */
  readonly isStarted?: boolean;
  /**
   * Runs one task on `inputs.length` workers at the same moment (they may wait for each other). At most `workerCount` inputs.
   * Gangs that fit beside each other run at once, others in the order of the calls.
   * When one fails, `onFailure` is called at once, so that the others can be told to stop waiting.
   */
  gang<Name extends keyof Tasks & string>(
    task: Name,
    inputs: readonly InputOf<Tasks, Name>[],
    onFailure: () => void,
    options?: MapOptions,
  ): Promise<OutputOf<Tasks, Name>[]>;
}

/** Input and output of a task, by its name. */
export type InputOf<Tasks, Name extends keyof Tasks> = Tasks[Name] extends { input: infer Input } ? Input : never;
export type OutputOf<Tasks, Name extends keyof Tasks> = Tasks[Name] extends { output: infer Output } ? Output : never;
