import { randomUUID } from 'node:crypto';
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type Fastify from 'fastify';
import type { FastifyInstance, FastifyPluginCallback, FastifyReply, LogController } from 'fastify';
import type * as Prometheus from 'prom-client';
import { fail } from '../core/failure.js';
import { loadLibrary } from '../core/process/load-library.js';
import type { TaskMapper } from '../engine/task-engine.js';
import type { Tasks } from '../tasks/task-table.js';
import { mayAsk } from './access.js';
import { Coder } from './coder.js';
import { type FailureAnswer, failureAnswer, noSuchPath, notAllowed, wrongMethod } from './failures.js';
import { PATIENCE, type ServeLimits } from './limits.js';
import { openMetrics } from './metrics.js';
import { addRoutes } from './routes.js';
import type { ServedModel } from './served-model.js';

interface Libraries {
  readonly fastify: typeof Fastify;
  readonly LogController: typeof LogController;
  readonly swagger: FastifyPluginCallback<FastifyDynamicSwaggerOptions>;
  readonly prometheus: typeof Prometheus;
}

/** What a server is made of. */
export interface ServerOptions {
  readonly model: ServedModel;
  readonly tasks: TaskMapper<Tasks>;
  readonly token: string | null;
  readonly limits: ServeLimits;
  readonly version: string;
  /** Whether each request is logged, without its texts; lines of JSON on stderr. */
  readonly logsRequests: boolean;
}

/** A server that has not begun to listen. */
export interface OpenServer {
  /** Listens, and gives the address; a port of 0 takes a free one. */
  listen(host: string, port: number): Promise<string>;
  /** From now on this model answers; requests under way keep theirs. */
  follow(model: ServedModel): void;
  /** Tells the log that something went wrong beside the requests. */
  warn(error: unknown): void;
  /** Takes no more connections, answers what came in, and ends. */
  close(): Promise<void>;
}

const HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
};

const NAME = 'millrace';

/** Makes a server around a model: paths, access, limits, log and figures. */
export async function openServer(options: ServerOptions): Promise<OpenServer> {
  const { fastify, LogController, swagger, prometheus } = loadLibrary('server') as Libraries;
  const { limits, version } = options;
  let { model } = options;
  let isReady = true;
  const server = fastify({
    bodyLimit: limits.bodyBytes,
    requestTimeout: PATIENCE.requestMs,
    keepAliveTimeout: PATIENCE.keepAliveMs,
    http: { headersTimeout: PATIENCE.headersMs, requestTimeout: PATIENCE.requestMs },
    logController: new LogController({ disableRequestLogging: !options.logsRequests }),
    logger: { level: 'info', stream: process.stderr },
    genReqId: () => randomUUID(),
    return503OnClosing: false,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allowUnionTypes: true } },
  });
  server.server.maxConnections = limits.connections;
  const coder = new Coder(options.tasks, limits.waitingRows);
  const metrics = openMetrics(prometheus, () => coder.waitingRows);
  await server.register(swagger, { openapi: { openapi: '3.1.0', info: { title: NAME, version } } });
  takeOnlyJson(server);
  guard(server, options.token);
  // A connection that is kept alive for a next request would keep an ending server alive.
  server.addHook('onSend', async (_, reply) => {
    if (!isReady) reply.header('connection', 'close');
  });
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.requests.inc({ route, status: reply.statusCode });
    metrics.seconds.observe({ route }, reply.elapsedTime / 1000);
  });
  const show = (): void => {
    metrics.model.reset();
    metrics.model.set({ name: model.manifest.name, digest: model.parts.modelDigest }, 1);
  };
  show();
  addRoutes(server, { model: () => model, coder, limits, metrics, version, isReady: () => isReady });
  return {
    listen: (host, port) => server.listen({ host, port }),
    follow: (next) => {
      model = next;
      show();
      server.log.info({ model: next.parts.modelDigest }, 'another model answers');
    },
    warn: (error) => server.log.warn({ failure: failureAnswer(error).error }, 'the model that is promoted cannot be opened'),
    close: () => {
      isReady = false;
      return server.close();
    },
  };
}

/** Bytes that are no UTF-8 are refused: read as best one can, they would be another text. */
function takeOnlyJson(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      parse(request, decoder.decode(body as Buffer), done);
    } catch {
      const where = 'the body of the request';
      done(fail('usage.wrong-value', { what: 'the request cannot be read', where, got: 'bytes that are no UTF-8', wanted: 'JSON in UTF-8' }));
    }
  });
}

/** Who may ask, what every answer carries, and how failures are told. */
function guard(server: FastifyInstance, token: string | null): void {
  const methods = new Map<string, string>();
  server.addHook('onRoute', ({ url, method }) => {
    if (method !== 'HEAD') methods.set(url, String(method));
  });
  const refuse = (reply: FastifyReply, { status, error }: FailureAnswer): FastifyReply => reply.code(status).send({ error });
  server.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...HEADERS, 'x-request-id': request.id });
    const path = request.url.split('?')[0] as string;
    if (!mayAsk(path, request.headers.authorization, token)) return refuse(reply.header('www-authenticate', 'Bearer'), notAllowed());
    const allowed = methods.get(path);
    if (request.is404 && allowed !== undefined) return refuse(reply.header('allow', allowed), wrongMethod(request.method, path, allowed));
  });
  server.setNotFoundHandler(async (request, reply) => refuse(reply, noSuchPath(request.method, request.url)));
  server.setErrorHandler(async (thrown, request, reply) => {
    const { status, error } = failureAnswer(thrown);
    if (status >= 500) request.log.error({ err: thrown }, 'a request failed');
    if (status === 503) reply.header('retry-after', '1');
    return reply.code(status).send({ error });
  });
}
