import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeLines } from '../../line-file.js';
import { SharedFiles } from '../../shared-files.js';
import { decodeTaskData, encodeTaskData } from '../../task-codec.js';
import type { InputOf, MapOptions, OutputOf, TaskMapper } from '../../task-engine.js';
import { errorOf, type TaskAnswer, type TaskRequest } from '../../task-protocol.js';
import type { SparkSession } from '../session.js';
import { Flights } from './flights.js';
import { type NodeProgram, Stoppable } from './stoppable.js';
import { transformLines } from './transform.js';
import { asWorkerFailure } from './worker-failure.js';

/** How tasks reach the executors. */
export interface SparkTasksOptions {
  /** How many run at once: the cores that Spark has for us. */
  readonly workerCount: number;
  /** The process host. */
  readonly program: NodeProgram;
  /** An empty folder that all executors see by this path, for inputs that are long and what many have in common. */
  readonly folder: string;
}

/** A process starts in some tenths of a second: so many inputs share one. */
const INPUTS_A_PROCESS = 8;
/** One query works while the inputs of the next are on their way. */
const QUERIES_AT_ONCE = 2;

/** Neighbouring inputs that go to Spark in one query. */
interface Pack<Input> {
  readonly first: number;
  readonly inputs: readonly Input[];
}

/** Runs tasks on the executors of Spark, as Node programs that read an input a line. Members of a gang could not wait for each other there. */
export class SparkTasks<Tasks> implements TaskMapper<Tasks> {
  readonly workerCount: number;
  readonly #session: SparkSession;
  readonly #options: SparkTasksOptions;
  readonly #shared: SharedFiles;
  #askedCount = 0;

  constructor(session: SparkSession, options: SparkTasksOptions) {
    this.workerCount = options.workerCount;
    this.#session = session;
    this.#options = options;
    this.#shared = new SharedFiles(options.folder);
  }

  async map<Name extends keyof Tasks & string>(
    task: Name,
    inputs: Iterable<InputOf<Tasks, Name>>,
    { signal, onDone = () => {}, atOnce = Number.POSITIVE_INFINITY }: MapOptions = {},
  ): Promise<OutputOf<Tasks, Name>[]> {
    signal?.throwIfAborted();
    const outputs: OutputOf<Tasks, Name>[] = [];
    const lanes = Math.min(QUERIES_AT_ONCE, atOnce);
    const packs = packsOf(inputs, Math.min(this.workerCount * INPUTS_A_PROCESS, Math.max(1, Math.floor(atOnce / lanes))));
    const flights = new Flights(signal);
    let done = 0;
    const lane = () =>
      flights.runAll(packs, async (pack, packSignal) => {
        let told = 0;
        const tell = (count: number): void => {
          for (; told < count; told++) onDone(++done);
        };
        const answers = await this.#ask(task, pack.inputs, packSignal, tell);
        for (const [place, answer] of answers.entries()) {
          if (answer.kind === 'output') outputs[pack.first + place] = answer.output as OutputOf<Tasks, Name>;
          else if (answer.kind === 'aborted') throw new Error(`${task}: stopped for no known reason`);
          else throw errorOf(task, answer);
        }
        tell(pack.inputs.length);
      });
    await Promise.all(Array.from({ length: lanes }, lane));
    signal?.throwIfAborted();
    flights.throwFirst();
    return outputs;
  }

  /** The session is closed by whoever opened it. */
  async close(): Promise<void> {}

  /** Spark tells of its tasks, our processes: as many of them as are done, so large a part of the inputs is. */
  async #ask(task: string, inputs: readonly unknown[], signal: AbortSignal, tell: (count: number) => void): Promise<readonly TaskAnswer[]> {
    const { program, folder } = this.#options;
    const number = this.#askedCount++;
    const running = new Stoppable(folder, `stop-${number}`);
    const requests = inputs.map((input): TaskRequest => ({ task, input }));
    const lineFile = join(folder, `${number}.lines`);
    const lines = writeLines(
      lineFile,
      requests.map((request) => encodeTaskData(request, (array) => this.#shared.fileOf(array))),
    );
    const transform = { command: running.commandOf(program), lines, partitionCount: this.workerCount, where: `task ${task}` };
    const onProgress = (done: number, total: number): void => tell(Math.floor((inputs.length * done) / Math.max(1, total)));
    try {
      const answers = await transformLines(this.#session, transform, { signal, onProgress });
      return answers.map((line) => decodeTaskData(line) as TaskAnswer);
    } catch (error) {
      running.stop();
      signal.throwIfAborted();
      throw asWorkerFailure(error, task, { program, folder });
    } finally {
      rmSync(lineFile, { force: true });
    }
  }
}

function* packsOf<Input>(inputs: Iterable<Input>, size: number): Generator<Pack<Input>> {
  let first = 0;
  let pack: Input[] = [];
  for (const input of inputs) {
    pack.push(input);
    if (pack.length < size) continue;
    yield { first, inputs: pack };
    first += pack.length;
    pack = [];
  }
  if (pack.length > 0) yield { first, inputs: pack };
}
