import { fail, shorten } from '../../core/failure.js';
import type { Http, HttpAnswer } from '../http.js';

/** What a server says when it does not take a request. */
export type ErrorCode = 'RESOURCE_DOES_NOT_EXIST' | 'RESOURCE_ALREADY_EXISTS' | 'NOT_IMPLEMENTED' | 'BAD_REQUEST';

/** How one call is made beside its fields. */
interface CallOptions {
  /** Errors that the caller expects: the call then gives undefined. */
  readonly expect?: readonly ErrorCode[];
  /** Whether it may be sent again when no answer came; true unless said. */
  readonly repeats?: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

const API = '/api/2.0/mlflow/';

/** The calls of MLflow's REST interface. Fields keep the server's spelling. */
export class Rest {
  constructor(readonly http: Http) {}

  /** A GET, whose fields become the query. */
  async get<T>(route: string, fields: Readonly<Record<string, string>>, options: CallOptions = {}): Promise<T | undefined> {
    const query = new URLSearchParams(fields).toString();
    const answer = await this.http.send({ method: 'GET', path: `${API}${route}?${query}`, repeats: true });
    return this.parse<T>(answer, route, options.expect);
  }

  /** Any other call, whose fields become a JSON body. */
  async call<T>(method: 'POST' | 'PATCH', route: string, fields: Fields, options: CallOptions = {}): Promise<T | undefined> {
    return this.callAt<T>(method, `${API}${route}`, fields, options);
  }

  /** The same outside the part of the interface that is about runs. */
  async callAt<T>(method: 'POST' | 'PATCH', path: string, fields: Fields, { expect, repeats = true }: CallOptions = {}): Promise<T | undefined> {
    const headers = { 'content-type': 'application/json' };
    const answer = await this.http.send({ method, path, headers, body: { text: JSON.stringify(fields) }, repeats });
    return this.parse<T>(answer, path, expect);
  }

  /** What is in an answer; undefined for an error that was expected. Fails with `tracking.refused`. */
  parse<T>({ status, text }: HttpAnswer, route: string, expect: readonly ErrorCode[] = []): T | undefined {
    const body = parseObject(text);
    if (status === 200 && body !== undefined) return body as T;
    const code = body?.error_code ?? (status === 501 ? 'NOT_IMPLEMENTED' : undefined);
    if (expect.some((expected) => expected === code)) return undefined;
    throw this.refused(route, status, String(body?.message ?? body?.detail ?? text), typeof code === 'string' ? code : undefined);
  }

  /** The server did not take it. */
  refused(route: string, status: number, said: string, code?: string): Error {
    return fail('tracking.refused', {
      what: 'the tracking server refuses',
      where: `${this.http.connection.address}, ${route.replace(/^\//, '')}`,
      got: `${status}${code === undefined ? '' : ` ${code}`}: ${shorten(said.replace(/\s+/g, ' ').trim(), 200)}`,
      wanted: 'an answer as MLflow gives it',
      ...hintFor(status, said),
    });
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function hintFor(status: number, said: string): { readonly hint?: string } {
  if (status === 401) return { hint: 'name a user by MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or a token by MLFLOW_TRACKING_TOKEN' };
  if (status === 403 && said.includes('Host')) return { hint: 'start the server with --allowed-hosts, which names the host of this address' };
  if (status === 404) return { hint: 'MLFLOW_TRACKING_URI is the address without /api, with the prefix that the server was started with' };
  return {};
}
