import type { DescMessage, DescMethod, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type * as Grpc from '@grpc/grpc-js';
import { loadLibrary } from '../../core/process/load-library.js';
import type { SparkAddress } from './connection-string.js';

/** A method of the service, with its messages. */
type Method<Input extends DescMessage, Output extends DescMessage> = DescMethod & { readonly input: Input; readonly output: Output };

/** What a call may be ended by. */
export interface CallOptions {
  readonly signal: AbortSignal;
  /** Without it a call may take for ever, as a query may. */
  readonly timeoutMilliseconds?: number;
}

/** Servers take one ping in five minutes for good, more for an attack. */
const KEEPALIVE_MILLISECONDS = 300_000;

/** One connection to a server. What goes wrong is thrown as the gRPC library's `ServiceError`. */
export class Channel {
  readonly #client: Grpc.Client;
  readonly #metadata: Grpc.Metadata;

  /** Certificates other than the usual ones: GRPC_DEFAULT_SSL_ROOTS_FILE_PATH, which the library reads. */
  constructor(address: SparkAddress, release: string) {
    const grpc = loadLibrary('grpc') as typeof Grpc;
    const { host, port, usesTls, maxMessageBytes, userAgent, headers, token } = address;
    const credentials = usesTls ? grpc.credentials.createSsl() : grpc.credentials.createInsecure();
    this.#client = new grpc.Client(host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`, credentials, {
      'grpc.max_receive_message_length': maxMessageBytes,
      'grpc.max_send_message_length': maxMessageBytes,
      'grpc.keepalive_time_ms': KEEPALIVE_MILLISECONDS,
      // We try again by our own rules, which know what may be done twice.
      'grpc.enable_retries': 0,
      'grpc.primary_user_agent': [userAgent, `millrace/${release}`].filter((part) => part !== null).join(' '),
    });
    this.#metadata = new grpc.Metadata();
    for (const [name, value] of Object.entries(headers)) this.#metadata.set(name, value);
    if (token !== null) this.#metadata.set('authorization', `Bearer ${token}`);
  }

  /** One question, one answer. */
  ask<Input extends DescMessage, Output extends DescMessage>(
    method: Method<Input, Output>,
    request: MessageInitShape<Input>,
    options: CallOptions,
  ): Promise<MessageShape<Output>> {
    return this.#answered(options, (done) =>
      this.#client.makeUnaryRequest(pathOf(method), writer(method), reader(method), create(method.input, request), this.#metadata, done),
    );
  }

  /** One question, many answers. Leaving the loop ends the call. */
  async *listen<Input extends DescMessage, Output extends DescMessage>(
    method: Method<Input, Output>,
    request: MessageInitShape<Input>,
    { signal }: CallOptions,
  ): AsyncGenerator<MessageShape<Output>> {
    signal.throwIfAborted();
    const call = this.#client.makeServerStreamRequest(pathOf(method), writer(method), reader(method), create(method.input, request), this.#metadata);
    const cancel = (): void => call.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      for await (const message of call) yield message as MessageShape<Output>;
    } finally {
      signal.removeEventListener('abort', cancel);
      call.cancel();
    }
  }

  /** Many messages, one answer. */
  send<Input extends DescMessage, Output extends DescMessage>(
    method: Method<Input, Output>,
    requests: Iterable<MessageInitShape<Input>>,
    options: CallOptions,
  ): Promise<MessageShape<Output>> {
    return this.#answered(options, (done) => {
      const call = this.#client.makeClientStreamRequest(pathOf(method), writer(method), reader(method), this.#metadata, done);
      for (const request of requests) call.write(create(method.input, request));
      call.end();
      return call;
    });
  }

  close(): void {
    this.#client.close();
  }

  #answered<Output>(
    { signal, timeoutMilliseconds }: CallOptions,
    start: (done: Grpc.requestCallback<Output>) => { cancel(): void },
  ): Promise<Output> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      let timer: NodeJS.Timeout | undefined;
      const call = start((error, answer) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
        if (error !== null) reject(error);
        else resolve(answer as Output);
      });
      const cancel = (): void => call.cancel();
      signal.addEventListener('abort', cancel, { once: true });
      if (timeoutMilliseconds !== undefined) timer = setTimeout(cancel, timeoutMilliseconds);
    });
  }
}

function pathOf({ parent, name }: DescMethod): string {
  return `/${parent.typeName}/${name}`;
}

function writer<Input extends DescMessage>({ input }: Method<Input, DescMessage>): (message: MessageShape<Input>) => Buffer {
  return (message) => Buffer.from(toBinary(input, message));
}

function reader<Output extends DescMessage>({ output }: Method<DescMessage, Output>): (bytes: Buffer) => MessageShape<Output> {
  return (bytes) => fromBinary(output, bytes);
}
