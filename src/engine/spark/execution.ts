import type { MessageInitShape } from '@bufbuild/protobuf';
import type { CallOptions, Channel } from './channel.js';
import {
  type ExecutePlanRequestSchema,
  type ExecutePlanResponse,
  type PlanSchema,
  type ReattachExecuteRequestSchema,
  type ReleaseExecuteRequestSchema,
  SparkConnectService,
} from './proto/spark_connect_pb.js';
import { PATIENT, type Patience, Waits } from './retry.js';
import { isPassing, isUnknownOperation } from './server-error.js';

/** What every request of a session says of itself. */
export interface SessionFields {
  readonly sessionId: string;
  readonly userContext: { readonly userId: string };
  readonly clientType: string;
  readonly clientObservedServerSideSessionId?: string;
}

/** One plan to be run. */
export interface Execution {
  readonly plan: MessageInitShape<typeof PlanSchema>;
  /** A UUID: the server runs it once, however often it is sent. */
  readonly operationId: string;
  /** Names that a group of executions is cancelled by, and that the server shows. */
  readonly tags: readonly string[];
}

/** Batches of more bytes come in parts. */
const CHUNK_BYTES = 1_048_576n;

/**
 * Runs a plan and gives what the server answers, in order, each answer once, whatever happens to the connection: a stream that ends
 * before its end or breaks is taken up again behind the last answer that came, and the server is told what it need not keep. A server that
 * knows nothing of the operation gets it again if nothing of it came back, else its error is thrown. Leaving the loop cancels nothing on the server.
 */
export async function* executePlan(
  channel: Channel,
  session: SessionFields,
  execution: Execution,
  { signal }: CallOptions,
  patience: Patience = PATIENT,
): AsyncGenerator<ExecutePlanResponse> {
  const waits = new Waits(patience);
  let last: string | undefined;
  let isKnown = false;
  try {
    for (;;) {
      try {
        for await (const response of openStream(channel, session, execution, isKnown, last, signal)) {
          isKnown = true;
          waits.succeed();
          last = response.responseId;
          if (response.responseType.case === 'resultComplete') return;
          yield response;
          release(channel, session, execution, last);
        }
        // A server ends a stream after two minutes: what comes next is asked for anew.
        isKnown = true;
      } catch (error) {
        signal.throwIfAborted();
        if (isUnknownOperation(error) && last === undefined) isKnown = false;
        else if (!isPassing(error)) throw error;
        await waits.wait(error, signal);
      }
    }
  } finally {
    release(channel, session, execution, null);
  }
}

function openStream(
  channel: Channel,
  session: SessionFields,
  { plan, operationId, tags }: Execution,
  isKnown: boolean,
  last: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<ExecutePlanResponse> {
  if (isKnown) {
    const again = last === undefined ? {} : { lastResponseId: last };
    const request: MessageInitShape<typeof ReattachExecuteRequestSchema> = { ...session, operationId, ...again };
    return channel.listen(SparkConnectService.method.reattachExecute, request, { signal });
  }
  const request: MessageInitShape<typeof ExecutePlanRequestSchema> = {
    ...session,
    operationId,
    plan,
    tags: [...tags],
    requestOptions: [
      { requestOption: { case: 'reattachOptions', value: { reattachable: true } } },
      { requestOption: { case: 'resultChunkingOptions', value: { allowArrowBatchChunking: true, preferredArrowChunkSize: CHUNK_BYTES } } },
    ],
  };
  return channel.listen(SparkConnectService.method.executePlan, request, { signal });
}

/** Nobody waits for it, and nothing depends on it: a server that is not told drops an operation after five minutes. */
function release(channel: Channel, session: SessionFields, { operationId }: Execution, until: string | null): void {
  const release: MessageInitShape<typeof ReleaseExecuteRequestSchema>['release'] =
    until === null ? { case: 'releaseAll', value: {} } : { case: 'releaseUntil', value: { responseId: until } };
  const options = { signal: new AbortController().signal, timeoutMilliseconds: 10_000 };
  channel.ask(SparkConnectService.method.releaseExecute, { ...session, operationId, release }, options).catch(() => {});
}
