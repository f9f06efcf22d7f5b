import type { FastifyInstance, FastifyReply } from 'fastify';
import { readCells } from '../model/row-cells.js';
import { ANSWERS } from './answers.js';
import type { Coder } from './coder.js';
import { describeModel } from './describe-model.js';
import type { ServeLimits } from './limits.js';
import type { ServeMetrics } from './metrics.js';
import { PAGE, PAGE_SCRIPT, PAGE_STYLE } from './page/page.js';
import { type Asked, readInvocations, readPredict, requestSchemas } from './requests.js';
import type { ServedModel } from './served-model.js';

/** What the routes answer with. */
export interface RouteContext {
  /** The model of the moment: a request keeps the one that it began with. */
  readonly model: () => ServedModel;
  readonly coder: Coder;
  readonly limits: ServeLimits;
  readonly metrics: ServeMetrics;
  readonly version: string;
  /** False once the server is to end: probes are told, requests that came in are still answered. */
  readonly isReady: () => boolean;
}

/** Adds every path of the server. */
export function addRoutes(server: FastifyInstance, context: RouteContext): void {
  addCoding(server, context);
  addModel(server, context);
  addProbes(server, context);
  addPage(server);
}

function addCoding(server: FastifyInstance, context: RouteContext): void {
  const requests = requestSchemas(context.limits);
  server.post(
    '/predict',
    { schema: { summary: 'Codes rows.', body: requests.predict, response: { 200: ANSWERS.predict, default: ANSWERS.failure } } },
    async (request, reply) => {
      const model = context.model();
      const coded = await code(readPredict(request.body as Parameters<typeof readPredict>[0]), model, context);
      return sendJson(reply, `{"model":${JSON.stringify(model.parts.modelDigest)},"predictions":[${coded.join()}]}`);
    },
  );
  server.post(
    '/invocations',
    {
      schema: {
        summary: 'The same in the forms of MLflow’s scoring protocol.',
        body: requests.invocations,
        response: { 200: ANSWERS.invocations, default: ANSWERS.failure },
      },
    },
    async (request, reply) => {
      const coded = await code(readInvocations(request.body as Parameters<typeof readInvocations>[0]), context.model(), context);
      return sendJson(reply, `{"predictions":[${coded.join()}]}`);
    },
  );
}

/** Rows are looked at before they wait, so that a wrong one is refused with its own request and no other. */
async function code({ rows, k, explain }: Asked, model: ServedModel, { coder, metrics }: RouteContext): Promise<readonly string[]> {
  for (const [index, row] of rows.entries()) readCells(row, index, model.parts.spec);
  const answers = await coder.ask({ model, rows, k, explain });
  metrics.rows.inc(rows.length);
  return answers;
}

/** Texts are escaped by whoever made the JSON: it goes out as it is. */
function sendJson(reply: FastifyReply, json: string): FastifyReply {
  return reply
    .header('content-type', 'application/json; charset=utf-8')
    .serializer((text: string) => text)
    .send(json);
}

function addModel(server: FastifyInstance, context: RouteContext): void {
  const { model, metrics } = context;
  server.get('/model', { schema: { summary: 'The model that answers.', response: { 200: ANSWERS.model } } }, async (_, reply) =>
    sendJson(reply, JSON.stringify(describeModel(model()))),
  );
  server.get('/metrics', { schema: { summary: 'Figures for Prometheus.', response: { 200: ANSWERS.text } } }, async (_, reply) => {
    reply.header('content-type', metrics.registry.contentType);
    return metrics.registry.metrics();
  });
  server.get('/openapi.json', { schema: { hide: true } }, async (_, reply) => sendJson(reply, JSON.stringify(documentOf(server, context))));
}

/** The OpenAPI document: what the routes say of themselves, with rows as the model of the moment needs them. */
function documentOf(server: FastifyInstance, { model, limits }: RouteContext): object {
  const bodies = requestSchemas(limits, model().parts.spec);
  const document = server.swagger() as { readonly paths: Readonly<Record<string, object>> };
  const withBody = (path: string, schema: object): object => {
    const { post } = document.paths[path] as { readonly post: object };
    return { [path]: { post: { ...post, requestBody: { required: true, content: { 'application/json': { schema } } } } } };
  };
  return { ...document, paths: { ...document.paths, ...withBody('/predict', bodies.predict), ...withBody('/invocations', bodies.invocations) } };
}

function addProbes(server: FastifyInstance, { version, isReady }: RouteContext): void {
  for (const path of ['/ping', '/health']) {
    const schema = { summary: 'Whether the server answers.', response: { 200: ANSWERS.text, 503: ANSWERS.text } };
    server.get(path, { schema }, async (_, reply) =>
      reply
        .code(isReady() ? 200 : 503)
        .type('text/plain')
        .send(isReady() ? '\n' : 'ending\n'),
    );
  }
  server.get('/version', { schema: { summary: 'The release of millrace.', response: { 200: ANSWERS.text } } }, async (_, reply) =>
    reply.type('text/plain').send(version),
  );
}

function addPage(server: FastifyInstance): void {
  const files = { '/': ['text/html', PAGE], '/page.js': ['text/javascript', PAGE_SCRIPT], '/page.css': ['text/css', PAGE_STYLE] } as const;
  for (const [path, [type, content]] of Object.entries(files)) {
    server.get(path, { schema: { hide: true } }, async (_, reply) => reply.type(`${type}; charset=utf-8`).send(content));
  }
}
