import { create, type DescMethod, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import * as grpc from '@grpc/grpc-js';
import { ErrorInfoSchema, StatusSchema } from '../../../src/engine/spark/proto/google_rpc_pb.js';
import {
  type AddArtifactsRequest,
  type AnalyzePlanRequest,
  type ConfigRequest,
  type ExecutePlanRequest,
  type ExecutePlanResponseSchema,
  type FetchErrorDetailsRequest,
  type FetchErrorDetailsResponseSchema,
  type InterruptRequest,
  type ReattachExecuteRequest,
  type ReleaseExecuteRequest,
  type ReleaseSessionRequest,
  SparkConnectService,
} from '../../../src/engine/spark/proto/spark_connect_pb.js';

export type Answer = MessageInitShape<typeof ExecutePlanResponseSchema>;

/** What a fake server is asked, by name of the method, in order. */
export interface Asked {
  readonly analyzePlan: AnalyzePlanRequest[];
  readonly executePlan: ExecutePlanRequest[];
  readonly reattachExecute: ReattachExecuteRequest[];
  readonly releaseExecute: ReleaseExecuteRequest[];
  readonly interrupt: InterruptRequest[];
  readonly config: ConfigRequest[];
  readonly addArtifacts: AddArtifactsRequest[];
  readonly releaseSession: ReleaseSessionRequest[];
  readonly fetchErrorDetails: FetchErrorDetailsRequest[];
  readonly headers: grpc.MetadataValue[][];
}

/** One stream of answers: what is sent, and how it ends. */
export interface Stream {
  readonly answers: readonly Answer[];
  /** `end`: as if all were said; `hang`: never; an error: the call fails with it. */
  readonly ending: 'end' | 'hang' | Partial<grpc.ServiceError>;
}

/** How a fake server answers. */
export interface Script {
  readonly version?: string;
  /** For each ExecutePlan and each ReattachExecute in order; the last one again for all later ones. */
  readonly execute?: readonly Stream[];
  readonly reattach?: readonly Stream[];
  readonly details?: MessageInitShape<typeof FetchErrorDetailsResponseSchema>;
  /** Whether it says that files came whole. */
  readonly takesFiles?: boolean;
}

/** A Spark Connect server that follows a script, on a free port of loopback. Real gRPC, over a real connection. */
export async function startFakeServer(script: Script) {
  const asked: Asked = {
    ...{ analyzePlan: [], executePlan: [], reattachExecute: [], releaseExecute: [], interrupt: [] },
    ...{ config: [], addArtifacts: [], releaseSession: [], fetchErrorDetails: [], headers: [] },
  };
  const server = new grpc.Server({ 'grpc.max_send_message_length': -1 });
  const unary =
    (name: 'analyzePlan' | 'releaseExecute' | 'interrupt' | 'config' | 'releaseSession' | 'fetchErrorDetails', answer: (request: never) => object) =>
    (call: grpc.ServerUnaryCall<object, object>, done: grpc.sendUnaryData<object>): void => {
      (asked[name] as object[]).push(call.request);
      if (name === 'analyzePlan') asked.headers.push(call.metadata.get('authorization'));
      done(null, answer(call.request as never));
    };
  const streamed = (name: 'executePlan' | 'reattachExecute', streams: readonly Stream[]) => (call: grpc.ServerWritableStream<object, object>) => {
    const stream = streams[Math.min(asked[name].length, streams.length - 1)] ?? { answers: [], ending: 'end' as const };
    (asked[name] as object[]).push(call.request);
    for (const answer of stream.answers) call.write({ serverSideSessionId: 'here', ...answer });
    if (stream.ending === 'end') call.end();
    else if (stream.ending !== 'hang') call.emit('error', stream.ending);
  };
  server.addService(definition(), {
    AnalyzePlan: unary('analyzePlan', () => ({
      serverSideSessionId: 'here',
      result: { case: 'sparkVersion', value: { version: script.version ?? '4.3.0' } },
    })),
    ReleaseExecute: unary('releaseExecute', () => ({})),
    Interrupt: unary('interrupt', () => ({})),
    Config: unary('config', () => ({})),
    ReleaseSession: unary('releaseSession', () => ({})),
    FetchErrorDetails: unary('fetchErrorDetails', () => script.details ?? {}),
    ExecutePlan: streamed('executePlan', script.execute ?? []),
    ReattachExecute: streamed('reattachExecute', script.reattach ?? []),
    AddArtifacts: (call: grpc.ServerReadableStream<AddArtifactsRequest, object>, done: grpc.sendUnaryData<object>) => {
      call.on('data', (request) => asked.addArtifacts.push(request));
      call.on('end', () => done(null, { artifacts: [{ name: 'files/x', isCrcSuccessful: script.takesFiles ?? true }] }));
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, found) => (error === null ? resolve(found) : reject(error)));
  });
  return { remote: `sc://127.0.0.1:${port}`, asked, close: () => server.forceShutdown() };
}

/** An error as Spark sends it, with its class and the number by which it tells more. */
export function sparkError(errorClass: string, message: string, errorId = ''): Partial<grpc.ServiceError> {
  const info = toBinary(ErrorInfoSchema, create(ErrorInfoSchema, { reason: 'java.lang.Exception', metadata: { errorClass, errorId } }));
  const details = [{ typeUrl: 'type.googleapis.com/google.rpc.ErrorInfo', value: info }];
  const metadata = new grpc.Metadata();
  metadata.set('grpc-status-details-bin', Buffer.from(toBinary(StatusSchema, create(StatusSchema, { code: 13, message, details }))));
  return { code: grpc.status.INTERNAL, details: message, metadata };
}

function definition(): grpc.ServiceDefinition {
  return Object.fromEntries(
    SparkConnectService.methods.map((method: DescMethod) => [
      method.name,
      {
        path: `/${SparkConnectService.typeName}/${method.name}`,
        requestStream: method.methodKind === 'client_streaming',
        responseStream: method.methodKind === 'server_streaming',
        requestSerialize: (message: MessageInitShape<typeof method.input>) => Buffer.from(toBinary(method.input, create(method.input, message))),
        requestDeserialize: (bytes: Buffer) => fromBinary(method.input, bytes),
        responseSerialize: (message: MessageInitShape<typeof method.output>) => Buffer.from(toBinary(method.output, create(method.output, message))),
        responseDeserialize: (bytes: Buffer) => fromBinary(method.output, bytes),
      },
    ]),
  );
}
