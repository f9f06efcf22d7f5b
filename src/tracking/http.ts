import { createReadStream } from 'node:fs';
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SecureContextOptions } from 'node:tls';
import { fail } from '../core/failure.js';

/** How a server is reached. */
export interface Connection {
  /** Without credentials, query and a `/` at its end. */
  readonly address: string;
  /** Value of the header; null: none is sent. */
  readonly authorization: string | null;
  readonly tls: SecureContextOptions & { readonly rejectUnauthorized?: boolean };
  /** The longest that one request may take. */
  readonly timeoutMs: number;
  /** How long to wait before a request is sent again: as often as there are waits. */
  readonly waitsMs: readonly number[];
}

/** What is sent as a body: text, or some bytes of a file. */
export type Body = { readonly text: string } | { readonly file: string; readonly first: number; readonly byteCount: number };

/** One request. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the address of the server, or a whole address elsewhere, which gets no credentials. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Body;
  /** Whether it may be sent again when no answer came. */
  readonly repeats: boolean;
  /** By how much it may take longer than others: for files. */
  readonly longMs?: number;
}

/** A whole answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** The server is busy, or starts. */
const BUSY = new Set([408, 429, 500, 502, 503, 504]);
const LONGEST_WAIT_MS = 10_000;
/** A timer of more than 31 bits ends at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** A file whose length nobody knows yet. */
const LONGEST_READ_MS = 3_600_000;

/** Speaks HTTP with one server over connections that stay open. */
export class Http {
  readonly #agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) };

  constructor(
    readonly connection: Connection,
    readonly signal: AbortSignal,
  ) {}

  /** Sends it, again after a moment where the server is busy or the connection broke. Fails with `tracking.unreachable` when no answer comes. */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    return this.#insist(request, async (response) => ({ status: response.statusCode ?? 0, headers: response.headers, text: await textOf(response) }));
  }

  /** A GET whose answer is read piece by piece. */
  async read<T>(path: string, consume: (status: number, body: Readable) => Promise<T>): Promise<T> {
    return this.#insist({ method: 'GET', path, repeats: true, longMs: LONGEST_READ_MS }, (response) => consume(response.statusCode ?? 0, response));
  }

  async #insist<T>(request: HttpRequest, consume: (response: IncomingMessage) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      const wait = request.repeats ? this.connection.waitsMs[attempt] : undefined;
      this.signal.throwIfAborted();
      try {
        const response = await this.#ask(request);
        if (wait === undefined || !BUSY.has(response.statusCode ?? 0)) return await consume(response);
        response.resume();
        await this.#pause(waitOf(response, wait));
      } catch (error) {
        this.signal.throwIfAborted();
        if (wait === undefined || (error as Error).name === 'TimeoutError') throw unreachable(this.connection.address, error as Error);
        await this.#pause(wait);
      }
    }
  }

  /** An aborted one ends at once; the next turn throws the signal's own reason. */
  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.signal }).catch(() => {});
  }

  #ask({ method, path, headers, body, repeats, longMs = 0 }: HttpRequest): Promise<IncomingMessage> {
    const { address, authorization, tls, timeoutMs } = this.connection;
    const isOwn = path.startsWith('/');
    const url = new URL(isOwn ? `${address}${path}` : path);
    const isSecure = url.protocol === 'https:';
    const signal = AbortSignal.any([this.signal, AbortSignal.timeout(Math.min(LONGEST_TIMER_MS, Math.ceil(timeoutMs + longMs)))]);
    const options = {
      method,
      signal,
      headers: { ...(isOwn && authorization !== null ? { authorization } : {}), ...lengthOf(body), ...headers },
    };
    return new Promise((resolve, reject) => {
      // What must not be sent twice gets a connection of its own: one that was idle may be closed at this moment.
      const sent = isSecure
        ? requestHttps(url, { ...options, ...(isOwn ? tls : {}), agent: repeats && this.#agents['https:'] })
        : requestHttp(url, { ...options, agent: repeats && this.#agents['http:'] });
      // What was aborted by time tells so, not that it was aborted.
      sent.once('error', (error) => reject(signal.aborted ? signal.reason : error)).once('response', resolve);
      if (body === undefined) sent.end();
      else if ('text' in body) sent.end(body.text);
      else if (body.byteCount === 0) sent.end();
      else
        createReadStream(body.file, { start: body.first, end: body.first + body.byteCount - 1 })
          .once('error', (error) => sent.destroy(error))
          .pipe(sent);
    });
  }
}

function lengthOf(body: Body | undefined): Record<string, number> {
  if (body === undefined) return {};
  return { 'content-length': 'text' in body ? Buffer.byteLength(body.text) : body.byteCount };
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return text;
}

function waitOf({ headers }: IncomingMessage, wait: number): number {
  const asked = 1000 * Number(headers['retry-after']);
  return asked >= 0 ? Math.min(asked, LONGEST_WAIT_MS) : wait;
}

function unreachable(address: string, error: Error & { readonly code?: string }): Error {
  if (/CERT|SIGNATURE|ALTNAME/.test(error.code ?? '')) return untrusted(address, error);
  const got = error.name === 'TimeoutError' ? 'no answer in time' : (error.code ?? error.message);
  return fail('tracking.unreachable', { what: 'the tracking server does not answer', where: address, got, wanted: 'an answer over HTTP' }, error);
}

function untrusted(address: string, error: Error): Error {
  const detail = {
    what: 'the certificate of the tracking server is not trusted',
    where: address,
    got: error.message,
    wanted: 'a certificate that an authority known to this machine vouches for',
    hint: 'name a PEM file to check it by: MLFLOW_TRACKING_SERVER_CERT_PATH for MLflow, NODE_EXTRA_CA_CERTS for any server',
  };
  return fail('tracking.unreachable', detail, error);
}
