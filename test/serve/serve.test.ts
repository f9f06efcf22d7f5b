import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBundle } from '../../src/model/bundle/open-bundle.js';
import { CODES, TEXTS } from '../model/toy-model.js';
import { registerToy, startToyServer, type ToyServer } from './toy-server.js';

const JSON_HEAD = { 'content-type': 'application/json' };

let server: ToyServer;
beforeAll(async () => {
  server = await startToyServer();
});
afterAll(() => server.stop());

const post = (path: string, body: unknown, head: Record<string, string> = {}, { address } = server) =>
  fetch(`${address}${path}`, {
    method: 'POST',
    headers: { ...JSON_HEAD, ...head },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

interface Answer {
  readonly predictions: readonly {
    readonly code: string | null;
    readonly score: number | null;
    readonly reason?: string;
    readonly decision: string;
  }[];
}

const predictionsOf = async (path: string, body: unknown) => ((await (await post(path, body)).json()) as Answer).predictions;

describe('a server', () => {
  test('gives the codes, scores, top codes and explanations of the bundle, to the bit', async () => {
    const texts = [...TEXTS, 'zzz', '—'];
    const expected = (await openBundle(server.bundle)).predict(texts, { k: 3, explain: true });
    const given = await predictionsOf('/predict', { texts, k: 3, explain: true });
    expect(given.map(({ decision: _, reason: __, ...one }) => one)).toEqual(
      expected.map(({ reason: _, ...one }) => JSON.parse(JSON.stringify(one)) as unknown),
    );
    expect(given.slice(-2)).toMatchObject([
      { decision: 'review', reason: 'no-known-ngram' },
      { code: null, decision: 'review', reason: 'empty-text' },
    ]);
  });

  test('takes every form of MLflow’s protocol, with the same answers', async () => {
    const wanted = await predictionsOf('/predict', { texts: TEXTS });
    const records = TEXTS.map((text) => ({ text }));
    const forms = [
      { dataframe_split: { columns: ['text', 'shop'], index: [0], data: TEXTS.map((text) => [text, 'x']) } },
      { dataframe_records: records },
      { instances: records },
      { instances: TEXTS },
      { inputs: TEXTS },
      { inputs: { text: TEXTS } },
    ];
    for (const form of forms) expect(await predictionsOf('/invocations', form)).toEqual(wanted);
    expect((await predictionsOf('/invocations', { inputs: TEXTS, params: { k: 2 } }))[0]).toHaveProperty('top.1');
  });

  test('answers many requests at once, each with its own rows in order', async () => {
    const alone = new Map<string, unknown>();
    for (const text of TEXTS) alone.set(text, (await predictionsOf('/predict', { texts: [text] }))[0]);
    const asked = Array.from({ length: 200 }, (_, i) => Array.from({ length: 1 + (i % 5) }, (__, j) => TEXTS[(i + j) % TEXTS.length] as string));
    const answers = await Promise.all(asked.map((texts) => predictionsOf('/predict', { texts })));
    expect(answers).toEqual(asked.map((texts) => texts.map((text) => alone.get(text))));
  });

  test('codes more rows than a worker gets at once', async () => {
    const texts = Array.from({ length: 1000 }, (_, i) => TEXTS[i % TEXTS.length] as string);
    const predictions = await predictionsOf('/predict', { texts });
    expect(predictions.map(({ code }) => code)).toEqual((await openBundle(server.bundle)).predict(texts).map(({ code }) => code));
  });

  test('tells of the model, itself and its figures', async () => {
    const get = (path: string) => fetch(`${server.address}${path}`);
    expect(await (await get('/model')).json()).toMatchObject({ name: 'toy', reference: 'toy@champion', codes: CODES.length, textColumns: ['text'] });
    for (const path of ['/ping', '/health']) expect((await get(path)).status).toBe(200);
    expect(await (await get('/version')).text()).toMatch(/^\d+\.\d+\.\d+$/);
    expect(await (await get('/metrics')).text()).toMatch(/millrace_rows_total [1-9]/);
    const document = (await (await get('/openapi.json')).json()) as { readonly openapi: string; readonly paths: object };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).sort()).toEqual(['/health', '/invocations', '/metrics', '/model', '/ping', '/predict', '/version']);
  });

  test('sends the heads that keep a browser from guessing', async () => {
    const { headers } = await fetch(`${server.address}/`);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('hostile input', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  test.each([
    ['no JSON', '{"texts"', 400],
    ['an empty body', '', 400],
    ['texts that are numbers', { texts: [1] }, 400],
    ['no rows', { texts: [] }, 400],
    ['rows and texts', { rows: ['a'], texts: ['a'] }, 400],
    ['an unknown key', { texts: ['a'], top: 3 }, 400],
    ['a k of nothing', { texts: ['a'], k: 0 }, 400],
    ['a k beyond the limit', { texts: ['a'], k: 1e9 }, 400],
    ['a row without the text column', { rows: [{ name: 'a' }] }, 422],
    ['a list as cell', { rows: [{ text: ['a'] }] }, 400],
    ['deep JSON', deep, 400],
    ['a poisoned prototype', '{"texts":["a"],"__proto__":{"k":5}}', 400],
    ['more rows than may be', { texts: Array.from({ length: 10_001 }, () => 'a') }, 400],
  ])('%s is refused in four parts', async (_, body, status) => {
    const answer = await post('/predict', body);
    expect(answer.status).toBe(status);
    const { error } = (await answer.json()) as { readonly error: object };
    expect(Object.keys(error)).toEqual(expect.arrayContaining(['code', 'what', 'where', 'got', 'wanted']));
  });

  test.each([
    ['a cell too few', { dataframe_split: { columns: ['text', 'shop'], data: [['a']] } }],
    ['columns of other lengths', { inputs: { text: ['a'], shop: ['b', 'c'] } }],
    ['no form', { rows: ['a'] }],
  ])('of MLflow’s forms, %s is refused', async (_, body) => {
    expect((await post('/invocations', body)).status).toBe(400);
  });

  test('a body beyond the limit, another type and bytes that are no UTF-8', async () => {
    expect((await post('/predict', JSON.stringify({ texts: ['x'.repeat(5 << 20)] }))).status).toBe(413);
    expect((await post('/predict', 'texts=a', { 'content-type': 'text/plain' })).status).toBe(415);
    const bytes = Buffer.concat([Buffer.from('{"texts":["caf'), Buffer.from([0xff, 0xfe]), Buffer.from('"]}')]);
    const answer = await fetch(`${server.address}/predict`, { method: 'POST', headers: JSON_HEAD, body: bytes });
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { error: { got: string } }).error.got).toBe('bytes that are no UTF-8');
  });

  test('paths that lead elsewhere and other methods find nothing', async () => {
    for (const path of ['/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/page.js/..%2f..', '//predict', '/model%00']) {
      expect((await rawRequest(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)).slice(9, 12)).toMatch(/^4\d\d$/);
    }
    const wrongMethod = await fetch(`${server.address}/predict`);
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('a flood of heads is refused, and a client that says nothing costs nothing', async () => {
    const heads = Array.from({ length: 4000 }, (_, i) => `x-${i}: ${'y'.repeat(20)}`).join('\r\n');
    expect(await rawRequest(`GET /ping HTTP/1.1\r\nhost: x\r\n${heads}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431 /);
    const slow = connect(Number(new URL(server.address).port), '127.0.0.1');
    slow.write('POST /predict HTTP/1.1\r\n');
    expect((await post('/predict', { texts: ['rye'] })).status).toBe(200);
    slow.destroy();
  });

  test('one wrong request does not hurt those beside it', async () => {
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, () => post('/predict', { texts: TEXTS })),
      post('/predict', { rows: [{ text: {} }] }),
      ...Array.from({ length: 20 }, () => post('/predict', { texts: TEXTS })),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([...Array(20).fill(200), 400, ...Array(20).fill(200)]);
  });
});

function rawRequest(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(server.address).port), '127.0.0.1', () => socket.write(text));
    socket.once('data', (data) => {
      resolve(data.toString());
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

describe('a server with a token', () => {
  const token = 'a-token-of-enough-letters';

  test('answers those who bring it, and probes', async () => {
    const guarded = await startToyServer({ token });
    const ask = (head: Record<string, string>) => post('/predict', { texts: ['rye'] }, head, guarded).then(({ status }) => status);
    expect(await ask({})).toBe(401);
    expect(await ask({ authorization: `Bearer ${token}x` })).toBe(401);
    expect(await ask({ authorization: `Basic ${token}` })).toBe(401);
    expect(await ask({ authorization: `Bearer ${token}` })).toBe(200);
    expect((await fetch(`${guarded.address}/model`)).status).toBe(401);
    for (const path of ['/', '/ping', '/health', '/version']) expect((await fetch(`${guarded.address}${path}`)).status).toBe(200);
    await guarded.stop();
  });

  test('is not needed on this machine, and asked for beyond it', async () => {
    await expect(startToyServer({ host: '0.0.0.0' })).rejects.toMatchObject({ detail: { code: 'usage.wrong-value', got: '0.0.0.0, and no token' } });
    await (await startToyServer({ host: '0.0.0.0', isOpenToAll: true })).stop();
    await (await startToyServer({ host: '0.0.0.0', token })).stop();
  });
});

describe('under load', () => {
  test('what waits has a bound: beyond it clients are told to come again, and nobody else notices', async () => {
    const small = await startToyServer({ workerCount: 1, limits: { waitingRows: 500 } });
    const texts = Array.from({ length: 400 }, (_, i) => TEXTS[i % TEXTS.length] as string);
    const answers = await Promise.all(Array.from({ length: 60 }, () => post('/predict', { texts }, {}, small)));
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
    for (const answer of answers) if (answer.status === 503) expect(answer.headers.get('retry-after')).toBe('1');
    expect((await post('/predict', { texts: ['rye'] }, {}, small)).status).toBe(200);
    await small.stop();
  });

  test('the next champion answers after its promotion, and no request is lost on the way there or back', async () => {
    const followed = await startToyServer();
    const { registry } = followed;
    await registerToy(registry, join(followed.workspace, 'second'), 2);
    const [first, second] = (await registry.list('toy')).map(({ modelDigest }) => modelDigest);
    const seen: string[] = [];
    const statuses = new Set<number>();
    const until = async (digest: string | undefined) => {
      do {
        const answers = await Promise.all(Array.from({ length: 8 }, () => post('/predict', { texts: TEXTS }, {}, followed)));
        for (const answer of answers) {
          statuses.add(answer.status);
          seen.push(((await answer.json()) as { model: string }).model);
        }
      } while (seen.at(-1) !== digest);
    };
    await until(first);
    await registry.setAlias('toy', 'champion', 2, { kind: 'promote', reason: 'better' });
    await until(second);
    await registry.rollBack('toy', 'champion', 'worse');
    await until(first);
    expect(statuses).toEqual(new Set([200]));
    expect(new Set(seen)).toEqual(new Set([first, second]));
    await followed.stop();
  });

  test('what came in before the end is answered', async () => {
    const ending = await startToyServer({ workerCount: 1, limits: { waitingRows: 1_000_000 } });
    const texts = Array.from({ length: 10_000 }, (_, i) => TEXTS[i % TEXTS.length] as string);
    let isAnswered = false;
    const asked = Promise.all(Array.from({ length: 6 }, () => post('/predict', { texts }, {}, ending)));
    void asked.then(() => {
      isAnswered = true;
    });
    const figures = () => fetch(`${ending.address}/metrics`).then((answer) => answer.text());
    while (!/millrace_waiting_rows [1-9]/.test(await figures())) expect(isAnswered).toBe(false);
    const [answers] = await Promise.all([asked, ending.stop()]);
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(((await answer.json()) as Answer).predictions).toHaveLength(10_000);
    }
    await expect(fetch(`${ending.address}/ping`)).rejects.toThrow();
  });
});
