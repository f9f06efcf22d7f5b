import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, connect as open, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DuckDbEngine } from '../../src/engine/duckdb/duckdb-engine.js';
import { parseConnectionString } from '../../src/engine/spark/connection-string.js';
import { SparkSession } from '../../src/engine/spark/session.js';
import { parquetAt } from '../../src/engine/spark/spark-sql.js';
import { up } from './server/launch.mjs';

let remote: string;
let folder: string;
const closing: (() => void | Promise<void>)[] = [];

beforeAll(async () => {
  ({ remote } = await up());
  folder = mkdtempSync(join(tmpdir(), 'millrace-spark {odd} [name] '));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function openSession(at = remote, signal = new AbortController().signal): Promise<SparkSession> {
  const session = await SparkSession.open(parseConnectionString(at), { release: '0.0.0', signal });
  closing.push(() => session.close());
  return session;
}

/** A proxy that cuts every connection after so many bytes of answers, some times. */
async function cuttingProxy(afterBytes: number, times: number): Promise<{ readonly remote: string; readonly cuts: () => number }> {
  const port = Number(/:(\d+)\//.exec(remote)?.[1]);
  let cuts = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = open(port, '127.0.0.1');
    let bytes = 0;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    client.pipe(upstream);
    upstream.on('data', (data) => {
      client.write(data);
      bytes += data.length;
      if (bytes < afterBytes || cuts >= times) return;
      cuts++;
      client.destroy();
      upstream.destroy();
    });
    upstream.on('end', () => client.end());
    client.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { remote: remote.replace(`:${port}/`, `:${address.port}/`), cuts: () => cuts };
}

describe('a real server', () => {
  it('answers queries of every kind of cell, and of no row', async () => {
    const session = await openSession();
    expect(session.version).toMatch(/^4\./);
    const [row] = await session.query("SELECT 1 AS i, 3000000000 AS l, 0.5D AS d, 'żółć 🍎' AS t, true AS b, CAST(NULL AS STRING) AS n");
    expect(row).toEqual({ i: 1, l: 3_000_000_000n, d: 0.5, t: 'żółć 🍎', b: true, n: null });
    expect(await session.query('SELECT id FROM range(0)')).toEqual([]);
  });

  it('keeps what a session defines and sets, and forgets it afterwards', async () => {
    const session = await openSession();
    await session.set({ 'spark.sql.shuffle.partitions': '3' });
    await session.run("CREATE TEMPORARY VIEW mine AS SELECT 'a' AS a");
    expect(await session.settings(['spark.sql.shuffle.partitions', 'spark.no.such'])).toEqual(['3', null]);
    expect(await session.query('SELECT a FROM mine')).toEqual([{ a: 'a' }]);
    const other = await openSession();
    await expect(other.query('SELECT a FROM mine')).rejects.toMatchObject({ detail: { what: 'Spark could not do it (TABLE_OR_VIEW_NOT_FOUND)' } });
  });

  it('shares Parquet files with DuckDB in both directions, in a folder of an odd name', async () => {
    const session = await openSession();
    const tables = await DuckDbEngine.open({ threads: 1, memoryBytes: 2 ** 27, temporaryFolder: join(folder, 'spill') });
    closing.push(() => tables.close());
    const texts = ['żółć', 'a\tb\n\\N', '', '牛乳'];
    await tables.writeTable(join(folder, 'a.parquet'), [
      { name: 'id', type: 'int64', values: [1, 2, 3, 2 ** 53] },
      { name: 'text', type: 'text', values: texts },
    ]);
    const rows = await session.query(`SELECT id, text FROM ${parquetAt(join(folder, 'a.parquet'))} ORDER BY id`);
    expect(rows.map(({ text }) => text)).toEqual(texts);
    expect(rows.at(-1)?.id).toBe(2n ** 53n);
    await session.writeParquet(`SELECT text FROM ${parquetAt(join(folder, 'a.parquet'))}`, join(folder, 'out'));
    const [written] = readdirSync(join(folder, 'out')).filter((name) => name.endsWith('.parquet'));
    const back: unknown[] = [];
    for await (const { columns } of tables.scan(join(folder, 'out', written as string), [{ name: 'text', as: 'text' }], 0, 9))
      back.push(...columns[0]!);
    expect(back).toEqual(texts);
    await expect(session.writeParquet('SELECT 1', join(folder, 'out'))).rejects.toMatchObject({
      detail: { what: expect.stringContaining('PATH_ALREADY_EXISTS') },
    });
  });

  it('runs a script of ours on every partition, rows in and out', async () => {
    const session = await openSession();
    const script = "process.stdin.on('data', (d) => process.stdout.write(String(d).toUpperCase()));";
    // One that is sent whole, and one that is sent in parts.
    for (const [name, bytes] of [
      ['upper-1.mjs', script],
      ['upper-2.mjs', `${script}//${'x'.repeat(100_000)}`],
    ] as const) {
      await session.addFile(name, Buffer.from(bytes));
      const rows = await session.query(`SELECT TRANSFORM(concat('row ', id)) USING 'node ./*/${name}' AS (o STRING) FROM range(0, 1000, 1, 4)`);
      expect(rows.length).toBe(1000);
      expect(rows[0]).toEqual({ o: 'ROW 0' });
    }
  });

  it('goes on when the connection is cut, with every row once', async () => {
    const proxy = await cuttingProxy(400_000, 3);
    const session = await openSession(proxy.remote);
    const rows = await session.query("SELECT id, repeat('x', 200) AS t FROM range(0, 60000, 1, 3) ORDER BY id");
    expect(proxy.cuts()).toBe(3);
    expect(rows.length).toBe(60_000);
    expect(rows.every(({ id }, i) => id === BigInt(i))).toBe(true);
  });

  it('stops what runs when it is told to', async () => {
    const stop = new AbortController();
    const session = await openSession(remote, stop.signal);
    const started = performance.now();
    let heard = 0;
    const query = session.query("SELECT java_method('java.lang.Thread', 'sleep', 1000L + id * 0) FROM range(0, 500, 1, 500)", {
      onProgress: () => heard++ || stop.abort(new Error('enough')),
    });
    await expect(query).rejects.toThrow('enough');
    // 500 tasks of a second on two cores would take four minutes.
    expect(performance.now() - started).toBeLessThan(120_000);
  });

  it('says what is wrong with a token', async () => {
    const wrong = remote.replace(/token=[^;]*/, 'token=wrong');
    await expect(openSession(wrong)).rejects.toMatchObject({
      detail: { code: 'engine.unreachable', what: 'the Spark server does not accept the token', got: 'Invalid authentication token' },
    });
    await expect(openSession(remote.replace(/token=[^;]*;/, ''))).rejects.toMatchObject({
      detail: { got: 'No authentication token provided', hint: expect.stringContaining('SPARK_CONNECT_AUTHENTICATE_TOKEN') },
    });
  });

  it('says that the server speaks no TLS', async () => {
    await expect(openSession(remote.replace('use_ssl=false', 'use_ssl=true'))).rejects.toMatchObject({
      detail: { what: 'no TLS connection to the Spark server', hint: expect.stringContaining('use_ssl=false') },
    });
  });
});
