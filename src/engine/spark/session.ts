import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { fail } from '../../core/failure.js';
import { BatchReader, type SparkRow } from './arrow-rows.js';
import { Channel } from './channel.js';
import { type SparkAddress, showAddress } from './connection-string.js';
import { executePlan, type SessionFields } from './execution.js';
import {
  type ExecutePlanResponse,
  type ExecutePlanResponse_ExecutionProgress,
  type FetchErrorDetailsResponse,
  InterruptRequest_InterruptType,
  type MlCommandResult,
  type MlCommandSchema,
  type PlanSchema,
  SparkConnectService,
  WriteOperation_SaveMode,
} from './proto/spark_connect_pb.js';
import { parquetFiles, projected, type Relation, sqlOf } from './relations.js';
import { BRISK, PATIENT, type Patience, withRetries } from './retry.js';
import { asSparkFailure, isPassing, readServerError } from './server-error.js';
import { locationOf } from './spark-sql.js';

/** How a client is stopped, and how often it tries. */
export interface SessionOptions {
  /** Release of millrace, for the server's log. */
  readonly release: string;
  readonly signal: AbortSignal;
  /** For work under way; the first word is tried a few times only. */
  readonly patience?: Patience;
}

/** What one piece of work is known by. */
export interface WorkOptions {
  /** Hears of finished and known tasks while Spark works. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops this piece alone; the session's signal stops all. */
  readonly signal?: AbortSignal;
}

type Plan = MessageInitShape<typeof PlanSchema>;
type MlCommand = NonNullable<MessageInitShape<typeof MlCommandSchema>['command']>;

const OLDEST = 4;
const ANSWER_MILLISECONDS = 60_000;
/** A server cleans up after a session that nobody ended, in an hour. */
const GOODBYE_MILLISECONDS = 5_000;
/** Results are gathered in the driver's memory: what is larger is written as Parquet. */
const MOST_ROWS = 100_000;
/** Files go over in parts of so many bytes. */
const PART_BYTES = 32 * 2 ** 10;

/**
 * A session on a Spark Connect server: everything that it makes ends with it. Failures of the server are failures of four parts
 * (`engine.unreachable`); a stop by the signal cancels what runs on the server and throws the signal's reason.
 */
export class SparkSession {
  readonly #channel: Channel;
  #tags: readonly string[] = [];
  #fields: SessionFields;

  private constructor(
    readonly address: SparkAddress,
    readonly version: string,
    channel: Channel,
    fields: SessionFields,
    readonly options: SessionOptions,
  ) {
    this.#channel = channel;
    this.#fields = fields;
  }

  /** Finds the server, its version and its session. Failure: `engine.unreachable`, also for a server older than Spark 4.0. */
  static async open(address: SparkAddress, options: SessionOptions): Promise<SparkSession> {
    const channel = new Channel(address, options.release);
    const fields = {
      sessionId: address.sessionId ?? randomUUID(),
      userContext: { userId: address.userId },
      clientType: `millrace/${options.release}`,
    };
    try {
      const answer = await withRetries(
        () =>
          channel.ask(
            SparkConnectService.method.analyzePlan,
            { ...fields, analyze: { case: 'sparkVersion', value: {} } },
            { signal: options.signal, timeoutMilliseconds: ANSWER_MILLISECONDS },
          ),
        isPassing,
        options.signal,
        BRISK,
      );
      const version = answer.result.case === 'sparkVersion' ? answer.result.value.version : '';
      if (!(Number.parseInt(version, 10) >= OLDEST)) throw tooOld(address, version);
      return new SparkSession(address, version, channel, { ...fields, clientObservedServerSideSessionId: answer.serverSideSessionId }, options);
    } catch (error) {
      channel.close();
      options.signal.throwIfAborted();
      throw asSparkFailure(error, address, 'its version');
    }
  }

  /** What the server's pages show beside all work from now on, such as a run id; it has no comma. */
  tagWork(tag: string): void {
    this.#tags = [tag];
  }

  /** The rows of a query, which may be 100,000 at most: a larger result is written by `writeParquet`. */
  async query(sql: string, work: WorkOptions = {}): Promise<readonly SparkRow[]> {
    return this.rowsOf(sqlOf(sql), work);
  }

  /** The same of a relation that SQL has no words for. */
  async rowsOf(relation: Relation, work: WorkOptions = {}): Promise<readonly SparkRow[]> {
    const rows: SparkRow[] = [];
    const batches = new BatchReader();
    for await (const response of this.#run({ opType: { case: 'root', value: relation } }, work)) {
      if (response.responseType.case !== 'arrowBatch') continue;
      const found = batches.add(response.responseType.value);
      if (found !== null) rows.push(...found);
      if (rows.length > MOST_ROWS) throw new RangeError(`a query gave more than ${MOST_ROWS} rows`);
    }
    if (batches.isWithin) throw new Error('the server ended within an Arrow batch');
    return rows;
  }

  /** Runs a statement that gives no rows, such as a definition of a view. */
  async run(sql: string, work: WorkOptions = {}): Promise<void> {
    const value = { commandType: { case: 'sqlCommand' as const, value: { input: sqlOf(sql) } } };
    for await (const _ of this.#run({ opType: { case: 'command', value } }, work));
  }

  /** Writes the rows of a query as Parquet files of a folder that must not be there, as the executors see its path. */
  async writeParquet(sql: string, folder: string, work: WorkOptions = {}): Promise<void> {
    const write = {
      input: sqlOf(sql),
      source: 'parquet',
      saveType: { case: 'path' as const, value: locationOf(folder) },
      mode: WriteOperation_SaveMode.ERROR_IF_EXISTS,
    };
    for await (const _ of this.#run({ opType: { case: 'command', value: { commandType: { case: 'writeOperation', value: write } } } }, work));
  }

  /** Calls Parquet files, as the executors see their paths, a table: what expressions over their columns and `_metadata` give. One plan, however many files. */
  async nameParquet(name: string, files: readonly string[], expressions: readonly string[], schema?: string): Promise<void> {
    const value = { input: projected(parquetFiles(files, schema), expressions), name, isGlobal: false, replace: true };
    for await (const _ of this.#run({ opType: { case: 'command', value: { commandType: { case: 'createDataframeView', value } } } }, {}));
  }

  /** Runs a command of Spark's machine learning; undefined where Spark has nothing to say of it. */
  async learn(command: MlCommand, work: WorkOptions = {}): Promise<MlCommandResult | undefined> {
    let result: MlCommandResult | undefined;
    const value = { commandType: { case: 'mlCommand' as const, value: { command } } };
    for await (const { responseType } of this.#run({ opType: { case: 'command', value } }, work)) {
      if (responseType.case === 'mlCommandResult') result = responseType.value;
    }
    return result;
  }

  /** Values of the session's settings; null where one has none. */
  async settings(keys: readonly string[]): Promise<readonly (string | null)[]> {
    const { pairs } = await this.#ask('its settings', (options) =>
      this.#channel.ask(
        SparkConnectService.method.config,
        { ...this.#fields, operation: { opType: { case: 'getOption', value: { keys: [...keys] } } } },
        options,
      ),
    );
    const found = new Map(pairs.map(({ key, value }) => [key, value ?? null]));
    return keys.map((key) => found.get(key) ?? null);
  }

  /** Sets settings of this session. */
  async set(settings: Readonly<Record<string, string>>): Promise<void> {
    const pairs = Object.entries(settings).map(([key, value]) => ({ key, value }));
    await this.#ask('its settings', (options) =>
      this.#channel.ask(SparkConnectService.method.config, { ...this.#fields, operation: { opType: { case: 'set', value: { pairs } } } }, options),
    );
  }

  /**
   * Puts a file on every executor, in one of the folders of a script's working folder. Files of other sessions lie there too: a name should
   * hold a digest of the bytes, and one that is there with other bytes is refused.
   */
  async addFile(name: string, bytes: Uint8Array): Promise<void> {
    const { artifacts } = await this.#ask(`the file ${name}`, (options) =>
      this.#channel.send(SparkConnectService.method.addArtifacts, filesOf(this.#fields, name, bytes), options),
    );
    if (artifacts.some(({ isCrcSuccessful }) => !isCrcSuccessful)) {
      const where = `${showAddress(this.address)}, the file ${name}`;
      throw fail('engine.unreachable', { what: 'a file came to Spark damaged', where, got: 'another checksum', wanted: 'the bytes that were sent' });
    }
  }

  /** Ends the session: the server drops what it holds for it. A server that is gone is no failure any more. */
  async close(): Promise<void> {
    try {
      await this.#channel.ask(SparkConnectService.method.releaseSession, this.#bare(), {
        signal: new AbortController().signal,
        timeoutMilliseconds: GOODBYE_MILLISECONDS,
      });
    } catch {
      // It ends by itself.
    } finally {
      this.#channel.close();
    }
  }

  async *#run(plan: Plan, { onProgress, signal: ownSignal }: WorkOptions): AsyncGenerator<ExecutePlanResponse> {
    const { patience = PATIENT } = this.options;
    const signal = ownSignal === undefined ? this.options.signal : AbortSignal.any([this.options.signal, ownSignal]);
    const operationId = randomUUID();
    try {
      for await (const response of executePlan(this.#channel, this.#fields, { plan, operationId, tags: this.#tags }, { signal }, patience)) {
        if (response.responseType.case === 'executionProgress') onProgress?.(...tasksOf(response.responseType.value));
        else yield response;
      }
    } catch (error) {
      if (signal.aborted) await this.#interrupt(operationId);
      signal.throwIfAborted();
      throw asSparkFailure(error, this.address, 'a query', await this.#moreOf(error));
    }
  }

  async #ask<Answer>(doing: string, call: (options: { signal: AbortSignal; timeoutMilliseconds: number }) => Promise<Answer>): Promise<Answer> {
    const { signal, patience = PATIENT } = this.options;
    try {
      return await withRetries(() => call({ signal, timeoutMilliseconds: ANSWER_MILLISECONDS }), isPassing, signal, patience);
    } catch (error) {
      signal.throwIfAborted();
      throw asSparkFailure(error, this.address, doing, await this.#moreOf(error));
    }
  }

  /** The whole message of an error, which the server keeps for a short while. */
  async #moreOf(error: unknown): Promise<FetchErrorDetailsResponse | null> {
    const errorId = readServerError(error)?.errorId;
    if (errorId === undefined || errorId === null) return null;
    const options = { signal: this.options.signal, timeoutMilliseconds: GOODBYE_MILLISECONDS };
    return this.#channel.ask(SparkConnectService.method.fetchErrorDetails, { ...this.#fields, errorId }, options).catch(() => null);
  }

  async #interrupt(operationId: string): Promise<void> {
    const request = {
      ...this.#fields,
      interruptType: InterruptRequest_InterruptType.OPERATION_ID,
      interrupt: { case: 'operationId' as const, value: operationId },
    };
    const options = { signal: new AbortController().signal, timeoutMilliseconds: GOODBYE_MILLISECONDS };
    await this.#channel.ask(SparkConnectService.method.interrupt, request, options).catch(() => {});
  }

  #bare(): Omit<SessionFields, 'clientObservedServerSideSessionId'> {
    const { clientObservedServerSideSessionId: _, ...bare } = this.#fields;
    return bare;
  }
}

function tasksOf({ stages }: ExecutePlanResponse_ExecutionProgress): [done: number, total: number] {
  const sum = (field: 'numTasks' | 'numCompletedTasks'): number => stages.reduce((total, stage) => total + Number(stage[field]), 0);
  return [sum('numCompletedTasks'), sum('numTasks')];
}

/** A file of one part is sent as a whole: the server takes no beginning that is also the end. */
function* filesOf(fields: SessionFields, name: string, bytes: Uint8Array) {
  const part = (at: number) => {
    const data = bytes.subarray(at, at + PART_BYTES);
    return { data, crc: BigInt(crc32(data)) };
  };
  const path = `files/${name}`;
  if (bytes.length <= PART_BYTES) {
    yield { ...fields, payload: { case: 'batch' as const, value: { artifacts: [{ name: path, data: part(0) }] } } };
    return;
  }
  const numChunks = BigInt(Math.ceil(bytes.length / PART_BYTES));
  const begin = { name: path, totalBytes: BigInt(bytes.length), numChunks, initialChunk: part(0) };
  yield { ...fields, payload: { case: 'beginChunk' as const, value: begin } };
  for (let at = PART_BYTES; at < bytes.length; at += PART_BYTES) yield { ...fields, payload: { case: 'chunk' as const, value: part(at) } };
}

function tooOld(address: SparkAddress, version: string): Error {
  return fail('engine.unreachable', {
    what: 'the Spark server is too old',
    where: showAddress(address),
    got: version === '' ? 'no version' : `Spark ${version}`,
    wanted: `Spark ${OLDEST}.0 or later`,
  });
}
