import type { FastifyError } from 'fastify';
import { FAILURES, Failure, type FailureDetail, shorten } from '../core/failure.js';

/** What a client is told: the same four parts as on a command line. */
export interface FailureAnswer {
  readonly status: number;
  readonly error: Omit<FailureDetail, 'code'> & { readonly code: string };
}

const WHERE = 'the request';

/** What fastify and its parsers say, in our words. Anything that is not known is a bug, of which a client learns no more than that. */
export function failureAnswer(error: unknown): FailureAnswer {
  if (error instanceof Failure) return { status: FAILURES[error.detail.code].httpStatus, error: error.detail };
  const { statusCode = 500, code = '', message = '', validation } = error as Partial<FastifyError>;
  if (validation !== undefined)
    return refusal(400, 'usage.wrong-value', 'the request has the wrong shape', shorten(message), 'what GET /openapi.json says of it');
  if (statusCode >= 400 && statusCode < 500)
    return refusal(statusCode, 'usage.wrong-value', 'the request cannot be read', shorten(message || code), 'JSON');
  return refusal(500, 'bug', 'the server made a mistake', 'an error that stands in its log', 'an answer');
}

/** One that no route answers. */
export function noSuchPath(method: string, url: string): FailureAnswer {
  return refusal(404, 'usage.unknown-path', 'there is no such path', shorten(`${method} ${url}`, 120), 'one that GET /openapi.json names');
}

/** One of another method than the path has. */
export function wrongMethod(method: string, path: string, allowed: string): FailureAnswer {
  return refusal(405, 'usage.unknown-path', 'the path has another method', `${method} ${path}`, allowed);
}

/** One that brings no token, or a wrong one. */
export function notAllowed(): FailureAnswer {
  return refusal(
    401,
    'usage.no-token',
    'the request brings no token, or another one',
    'no right to ask',
    'Authorization: Bearer and the token of this server',
  );
}

function refusal(status: number, code: string, what: string, got: string, wanted: string): FailureAnswer {
  return { status, error: { code, what, where: WHERE, got, wanted } };
}
