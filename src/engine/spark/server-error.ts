import { fromBinary } from '@bufbuild/protobuf';
import type { ServiceError } from '@grpc/grpc-js';
import { type Failure, fail } from '../../core/failure.js';
import { type SparkAddress, showAddress } from './connection-string.js';
import { ErrorInfoSchema, StatusSchema } from './proto/google_rpc_pb.js';
import type { FetchErrorDetailsResponse } from './proto/spark_connect_pb.js';

/** Codes of gRPC that mean something to us. */
const CANCELLED = 1;
const DEADLINE_EXCEEDED = 4;
const INTERNAL = 13;
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

/** What a server says of an error, as far as it says it. */
export interface ServerError {
  readonly code: number;
  /** Without the lines of Java's stack. */
  readonly message: string;
  /** Such as `INVALID_HANDLE.SESSION_CHANGED`; empty where there is none. */
  readonly errorClass: string;
  /** By which the server tells more, once. */
  readonly errorId: string | null;
  /** It asks to be asked again. */
  readonly asksForRetry: boolean;
}

/** What the gRPC library threw, read; null for anything else. */
export function readServerError(error: unknown): ServerError | null {
  if (!isServiceError(error)) return null;
  const details = detailsOf(error);
  const info = details.find(({ typeUrl }) => typeUrl.endsWith('/google.rpc.ErrorInfo'));
  const { metadata = {} } = info === undefined ? {} : fromBinary(ErrorInfoSchema, info.value);
  const message = withoutStack(error.details);
  return {
    code: error.code,
    message,
    errorClass: metadata.errorClass ?? /^\[([A-Z_.0-9]+)\]/.exec(message)?.[1] ?? '',
    errorId: metadata.errorId ?? null,
    asksForRetry: details.some(({ typeUrl }) => typeUrl.endsWith('/google.rpc.RetryInfo')),
  };
}

/** Whether the same call may go well a moment later. */
export function isPassing(error: unknown): boolean {
  const read = readServerError(error);
  if (read === null) return false;
  if (read.code === UNAVAILABLE) return !isTlsTrouble(read.message);
  return read.asksForRetry || (read.code === INTERNAL && read.errorClass === 'INVALID_CURSOR.DISCONNECTED');
}

/** Whether the server knows nothing of an operation: it never came, or the server is a new one. */
export function isUnknownOperation(error: unknown): boolean {
  return /^INVALID_HANDLE\.(OPERATION_NOT_FOUND|SESSION_NOT_FOUND)$/.test(readServerError(error)?.errorClass ?? '');
}

/** A failure of four parts of what the library threw; `more` is what `FetchErrorDetails` answered. Anything else comes back as it is. */
export function asSparkFailure(error: unknown, address: SparkAddress, doing: string, more: FetchErrorDetailsResponse | null = null): unknown {
  const read = readServerError(error);
  if (read === null) return error;
  const where = `${showAddress(address)}, ${doing}`;
  const got = more === null ? read.message : fullMessage(more, read.message);
  if (OUT_OF_HEAP.test(got)) return fail('resources.memory', { where, got, ...SMALL_HEAP }, error);
  if (DISK_FULL.test(got)) return fail('resources.disk-full', { where, got, ...FULL_DISK }, error);
  return fail('engine.unreachable', { where, got, ...explain(read, address) }, error) satisfies Failure;
}

/** As Java says it. */
const OUT_OF_HEAP = /OutOfMemoryError|Java heap space|GC overhead limit exceeded/;
const SMALL_HEAP = {
  what: 'a task of Spark ran out of the heap of Java',
  wanted: 'a heap that holds what the task works with',
  hint: 'start the server with more spark.executor.memory (in local mode spark.driver.memory), then run the same command again: finished work is kept',
};
const DISK_FULL = /No space left on device|Disk quota exceeded/;
const FULL_DISK = {
  what: 'a disk of Spark is full',
  wanted: 'room in the folders of spark.local.dir and in the workspace',
  hint: 'make room, then run the same command again: finished work is kept',
};

function explain({ code, errorClass, message }: ServerError, { token, usesTls }: SparkAddress): { what: string; wanted: string; hint?: string } {
  if (code === UNAUTHENTICATED) {
    const hint =
      token === null ? 'SPARK_CONNECT_AUTHENTICATE_TOKEN holds it' : 'the server compares it to the letter with spark.connect.authenticate.token';
    return { what: 'the Spark server does not accept the token', wanted: 'the token that the server was started with', hint };
  }
  if (isTlsTrouble(message)) {
    const hint = usesTls
      ? 'Spark’s own server speaks no TLS: use_ssl=false on this machine, a proxy that speaks it elsewhere; GRPC_DEFAULT_SSL_ROOTS_FILE_PATH names certificates'
      : 'use_ssl=true speaks TLS';
    return { what: 'no TLS connection to the Spark server', wanted: 'a server that speaks TLS, with a certificate that is trusted', hint };
  }
  if (code === UNAVAILABLE || code === DEADLINE_EXCEEDED || code === CANCELLED)
    return {
      what: 'the Spark server does not answer',
      wanted: 'a Spark Connect server, of Spark 4.0 or later',
      hint: 'is it started, and the port right?',
    };
  if (/^INVALID_HANDLE\./.test(errorClass) || errorClass === 'NO_ACTIVE_SESSION') {
    const hint = 'the server was started anew, or ended the session: the same command goes on from what is finished';
    return { what: 'the Spark server lost the session', wanted: 'the session that the work began in', hint };
  }
  if (errorClass === 'PATH_NOT_FOUND') {
    const hint = '--workspace and data on a disk that all machines share, at the same path';
    return { what: 'Spark does not see a path', wanted: 'a path that is the same for Spark and for this machine', hint };
  }
  if (errorClass === 'OPERATION_CANCELED') return { what: 'the work was cancelled on the Spark server', wanted: 'work that nobody cancels' };
  return { what: `Spark could not do it${errorClass === '' ? '' : ` (${errorClass})`}`, wanted: 'work that Spark can do' };
}

/** The message of the error and of its causes. */
function fullMessage({ errors, rootErrorIdx }: FetchErrorDetailsResponse, short: string): string {
  const messages: string[] = [];
  const seen = new Set<number>();
  for (let index = rootErrorIdx ?? -1; index >= 0 && index < errors.length && !seen.has(index); index = errors[index]!.causeIdx ?? -1) {
    seen.add(index);
    const message = withoutStack(errors[index]!.message);
    if (message !== '' && message !== messages.at(-1)) messages.push(message);
  }
  return messages.length === 0 ? short : messages.join('; caused by: ');
}

/** In one line, without what Java and the gRPC library say of themselves. */
function withoutStack(message: string): string {
  const end = message.search(/\r?\n\s*at |\s*Resolution note:/);
  return (end === -1 ? message : message.slice(0, end)).replace(/\s+/g, ' ').trim();
}

function isTlsTrouble(message: string): boolean {
  return /\bSSL\b|\bTLS\b|certificate|ERR_TLS|EPROTO|wrong version number|self-signed|first record does not look like/i.test(message);
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && 'details' in error && typeof error.details === 'string';
}

function detailsOf({ metadata }: ServiceError) {
  const [bytes] = metadata?.get('grpc-status-details-bin') ?? [];
  if (bytes === undefined || typeof bytes === 'string') return [];
  try {
    return fromBinary(StatusSchema, bytes).details;
  } catch {
    // A proxy may write there what it likes: the short message stays.
    return [];
  }
}
