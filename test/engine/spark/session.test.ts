import { crc32 } from 'node:zlib';
import { status } from '@grpc/grpc-js';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { afterEach, describe, expect, it } from 'vitest';
import { parseConnectionString } from '../../../src/engine/spark/connection-string.js';
import { SparkSession } from '../../../src/engine/spark/session.js';
import { type Answer, type Script, sparkError, startFakeServer } from './fake-server.js';

const QUICK = { tries: 4, firstMilliseconds: 1, mostMilliseconds: 4 };
const DONE: Answer = { responseId: 'end', responseType: { case: 'resultComplete', value: {} } };
const closing: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function openOn(script: Script, signal = new AbortController().signal, token = '') {
  const server = await startFakeServer(script);
  closing.push(server.close);
  const address = parseConnectionString(`${server.remote}/${token}`);
  const session = await SparkSession.open(address, { release: '1.2.3', signal, patience: QUICK });
  closing.push(() => session.close());
  return { ...server, session };
}

const batchOf = (values: readonly number[]): Uint8Array => tableToIPC(tableFromArrays({ a: Int32Array.from(values) }), 'stream');

function batch(responseId: string, data: Uint8Array, part?: readonly [index: number, count: number]): Answer {
  const cut = part === undefined ? {} : { chunkIndex: BigInt(part[0]), numChunksInBatch: BigInt(part[1]) };
  return { responseId, responseType: { case: 'arrowBatch', value: { rowCount: 1n, data, ...cut } } };
}

describe('a session', () => {
  it('knows the version of its server, and says who it is', async () => {
    const { session, asked } = await openOn({}, undefined, ';token=secret;use_ssl=false;user_id=ann');
    expect(session.version).toBe('4.3.0');
    expect(asked.headers[0]).toEqual(['Bearer secret']);
    expect(asked.analyzePlan[0]).toMatchObject({ userContext: { userId: 'ann' }, clientType: 'millrace/1.2.3' });
    await session.set({ a: 'b' });
    expect(asked.config[0]).toMatchObject({ sessionId: asked.analyzePlan[0]?.sessionId, clientObservedServerSideSessionId: 'here' });
  });

  it('refuses a server before Spark 4', async () => {
    await expect(openOn({ version: '3.5.9' })).rejects.toMatchObject({
      detail: { code: 'engine.unreachable', what: 'the Spark server is too old', got: 'Spark 3.5.9', wanted: 'Spark 4.0 or later' },
    });
  });

  it('says that nobody answers', async () => {
    const server = await startFakeServer({});
    server.close();
    const opening = SparkSession.open(parseConnectionString(server.remote), { release: '1', signal: new AbortController().signal });
    await expect(opening).rejects.toMatchObject({ detail: { code: 'engine.unreachable', what: 'the Spark server does not answer' } });
  });

  it('ends on the server when it is closed', async () => {
    const { session, asked } = await openOn({});
    await session.close();
    expect(asked.releaseSession).toHaveLength(1);
  });

  it('sends a file in parts with their checksums, and refuses one that came damaged', async () => {
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, i) => i % 251));
    const { session, asked } = await openOn({});
    await session.addFile('worker-1f.mjs', bytes);
    const [begin, ...chunks] = asked.addArtifacts.map(({ payload }) => payload);
    if (begin?.case !== 'beginChunk') throw new Error('no beginning');
    expect(begin.value).toMatchObject({ name: 'files/worker-1f.mjs', totalBytes: 70_000n, numChunks: 3n });
    const parts = [begin.value.initialChunk, ...chunks.map((chunk) => (chunk.case === 'chunk' ? chunk.value : undefined))];
    expect(Buffer.concat(parts.map((part) => part?.data ?? Buffer.alloc(0)))).toEqual(bytes);
    for (const part of parts) expect(part?.crc).toBe(BigInt(crc32(part?.data ?? '')));

    const { session: other } = await openOn({ takesFiles: false });
    await expect(other.addFile('x', bytes)).rejects.toMatchObject({ detail: { what: 'a file came to Spark damaged' } });
  });
});

describe('a query', () => {
  it('tells a full disk of an executor from other trouble', async () => {
    const ending = sparkError('', 'Task 0 in stage 1.0 failed 4 times: java.io.IOException: No space left on device');
    const { session } = await openOn({ execute: [{ answers: [], ending }] });
    await expect(session.query('SELECT a')).rejects.toMatchObject({ detail: { code: 'resources.disk-full', what: 'a disk of Spark is full' } });
  });

  it('tells a heap that is too small from other trouble', async () => {
    const ending = sparkError('', 'Task 1 in stage 120.0 failed 1 times, most recent failure: java.lang.OutOfMemoryError: Java heap space');
    const { session } = await openOn({ execute: [{ answers: [], ending }] });
    await expect(session.query('SELECT a')).rejects.toMatchObject({
      detail: { code: 'resources.memory', what: 'a task of Spark ran out of the heap of Java' },
    });
  });

  it('gives the rows of all batches, whole ones and those in parts, also above four megabytes', async () => {
    const large = batchOf(Array.from({ length: 1_500_000 }, (_, i) => i).slice(0, 60_000));
    const padded = tableToIPC(tableFromArrays({ a: Int32Array.from([7]), t: ['x'.repeat(6_000_000)] }), 'stream');
    const answers = [
      batch('1', batchOf([1, 2])),
      batch('2', large.subarray(0, 100), [0, 2]),
      batch('3', large.subarray(100), [1, 2]),
      batch('4', padded),
      DONE,
    ];
    const { session } = await openOn({ execute: [{ answers, ending: 'end' }] });
    const rows = await session.query('SELECT a');
    expect(rows.length).toBe(2 + 60_000 + 1);
    expect(rows.slice(0, 4).map(({ a }) => a)).toEqual([1, 2, 0, 1]);
    expect(rows.at(-1)?.a).toBe(7);
  });

  it('takes up a stream that the server ended too early, behind the last answer, and each answer once', async () => {
    const { session, asked } = await openOn({
      execute: [{ answers: [batch('1', batchOf([1]))], ending: 'end' }],
      reattach: [
        { answers: [batch('2', batchOf([2]))], ending: 'end' },
        { answers: [batch('3', batchOf([3])), DONE], ending: 'end' },
      ],
    });
    expect((await session.query('SELECT a')).map(({ a }) => a)).toEqual([1, 2, 3]);
    expect(asked.reattachExecute.map(({ lastResponseId }) => lastResponseId)).toEqual(['1', '2']);
    const [execute] = asked.executePlan;
    expect(asked.reattachExecute.every(({ operationId }) => operationId === execute?.operationId)).toBe(true);
    await expect.poll(() => asked.releaseExecute.map(({ release }) => release.case)).toContain('releaseAll');
  });

  it('takes up a stream that breaks', async () => {
    const cut = { code: status.UNAVAILABLE, details: 'Connection dropped' };
    const { session, asked } = await openOn({
      execute: [{ answers: [batch('1', batchOf([1]))], ending: cut }],
      reattach: [
        { answers: [], ending: cut },
        { answers: [batch('2', batchOf([2])), DONE], ending: 'end' },
      ],
    });
    expect((await session.query('SELECT a')).map(({ a }) => a)).toEqual([1, 2]);
    expect(asked.executePlan).toHaveLength(1);
  });

  it('sends a plan again of which the server knows nothing and nothing came back, by the same number', async () => {
    const cut = { code: status.UNAVAILABLE, details: 'Connection dropped' };
    const { session, asked } = await openOn({
      execute: [
        { answers: [], ending: cut },
        { answers: [DONE], ending: 'end' },
      ],
      reattach: [{ answers: [], ending: sparkError('INVALID_HANDLE.OPERATION_NOT_FOUND', '[INVALID_HANDLE.OPERATION_NOT_FOUND] unknown') }],
    });
    expect(await session.query('SELECT a')).toEqual([]);
    expect(new Set(asked.executePlan.map(({ operationId }) => operationId)).size).toBe(1);
    expect(asked.executePlan.length).toBeGreaterThan(1);
  });

  it('fails when the server lost the session in the middle: what came is not asked for again', async () => {
    const { session, asked } = await openOn({
      execute: [{ answers: [batch('1', batchOf([1]))], ending: { code: status.UNAVAILABLE, details: 'gone' } }],
      reattach: [{ answers: [], ending: sparkError('INVALID_HANDLE.SESSION_NOT_FOUND', '[INVALID_HANDLE.SESSION_NOT_FOUND] unknown') }],
    });
    await expect(session.query('SELECT a')).rejects.toMatchObject({
      detail: { code: 'engine.unreachable', what: 'the Spark server lost the session', where: expect.stringContaining('a query') },
    });
    expect(asked.executePlan).toHaveLength(1);
  });

  it('gives up after some tries in a row', async () => {
    const cut = { code: status.UNAVAILABLE, details: 'Connection dropped' };
    const { session, asked } = await openOn({ execute: [{ answers: [], ending: cut }], reattach: [{ answers: [], ending: cut }] });
    await expect(session.query('SELECT a')).rejects.toMatchObject({
      detail: { what: 'the Spark server does not answer', got: 'Connection dropped' },
    });
    expect(asked.executePlan.length + asked.reattachExecute.length).toBe(QUICK.tries);
  });

  it('tells the whole of an error with its causes, without the lines of Java', async () => {
    const error = sparkError('DIVIDE_BY_ZERO', '[DIVIDE_BY_ZERO] Division by…', 'error-7');
    const details = {
      rootErrorIdx: 0,
      errors: [
        { message: '[DIVIDE_BY_ZERO] Division by zero.\n\tat org.apache.Spark', causeIdx: 1 },
        { message: 'a task failed', causeIdx: 0 },
      ],
    };
    const { session, asked } = await openOn({ execute: [{ answers: [], ending: error }], details });
    await expect(session.query('SELECT 1/0')).rejects.toMatchObject({
      detail: { what: 'Spark could not do it (DIVIDE_BY_ZERO)', got: '[DIVIDE_BY_ZERO] Division by zero.; caused by: a task failed' },
    });
    expect(asked.fetchErrorDetails[0]).toMatchObject({ errorId: 'error-7' });
    expect(asked.executePlan).toHaveLength(1);
  });

  it('cancels the work on the server when it is stopped', async () => {
    const stop = new AbortController();
    const { session, asked } = await openOn({ execute: [{ answers: [batch('1', batchOf([1]))], ending: 'hang' }] }, stop.signal);
    const query = session.query('SELECT a');
    await expect.poll(() => asked.executePlan.length).toBe(1);
    stop.abort(new Error('enough'));
    await expect(query).rejects.toThrow('enough');
    expect(asked.interrupt[0]).toMatchObject({ interrupt: { case: 'operationId', value: asked.executePlan[0]?.operationId } });
  });

  it('hears of finished tasks', async () => {
    const stages = [
      { stageId: 1n, numTasks: 4n, numCompletedTasks: 4n },
      { stageId: 2n, numTasks: 8n, numCompletedTasks: 1n },
    ];
    const { session } = await openOn({
      execute: [{ answers: [{ responseId: '1', responseType: { case: 'executionProgress', value: { stages } } }, DONE], ending: 'end' }],
    });
    const heard: number[][] = [];
    await session.query('SELECT a', { onProgress: (done, total) => heard.push([done, total]) });
    expect(heard).toEqual([[5, 12]]);
  });
});
