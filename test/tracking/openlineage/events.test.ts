import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { type LineageRun, lineageEvent, uuidOf } from '../../../src/tracking/openlineage/events.js';
import { lineageSettings, sendLineage } from '../../../src/tracking/openlineage/sink.js';

const RUN: LineageRun = {
  run: '20260101T000000-4f09ac',
  pipeline: 'shop',
  namespace: 'nightly',
  time: '2026-01-01T00:00:00.000Z',
  inputs: [{ namespace: 'file', name: '/data/a.parquet', digest: 'a'.repeat(64) }],
  outputs: [],
  code: { repository: 'https://example.org/code.git', commit: 'c0ffee' },
  failure: null,
};
const signal = new AbortController().signal;

test('an event has what the specification requires of one, and datasets by digest', () => {
  expect(lineageEvent('START', RUN)).toMatchObject({
    eventType: 'START',
    eventTime: RUN.time,
    producer: expect.stringMatching(/^https:/),
    schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
    job: { namespace: 'nightly', name: 'shop', facets: { sourceCodeLocation: { type: 'git', version: 'c0ffee' } } },
    inputs: [
      {
        namespace: 'file',
        name: '/data/a.parquet',
        facets: { version: { datasetVersion: 'a'.repeat(64), _schemaURL: expect.stringContaining('DatasetVersionDatasetFacet') } },
      },
    ],
  });
  expect(lineageEvent('FAIL', { ...RUN, failure: 'data.contract' })).toMatchObject({
    run: { facets: { errorMessage: { message: 'data.contract' } } },
  });
});

test('all events of a run have one id, a UUID, and two runs have two', () => {
  const ids = ['START', 'COMPLETE'].map((type) => (lineageEvent(type as 'START', RUN) as { run: { runId: string } }).run.runId);
  expect(new Set(ids).size).toBe(1);
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(uuidOf('another')).not.toBe(ids[0]);
});

test('a file gets a line an event', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-lineage-'));
  try {
    const settings = lineageSettings({ OPENLINEAGE_URL: pathToFileURL(join(folder, 'events.jsonl')).href });
    if (settings === null) throw new Error('no settings');
    for (const type of ['START', 'COMPLETE'] as const) await sendLineage(settings, lineageEvent(type, RUN), signal);
    const lines = readFileSync(join(folder, 'events.jsonl'), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).eventType)).toEqual(['START', 'COMPLETE']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a server gets it at its endpoint with the key, and a refusal is told', async () => {
  const got: unknown[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    got.push([request.method, request.url, request.headers.authorization, JSON.parse(text).eventType]);
    response.writeHead(got.length === 1 ? 201 : 401).end('no');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  try {
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`;
    const settings = lineageSettings({ OPENLINEAGE_URL: address, OPENLINEAGE_API_KEY: 'k' });
    if (settings === null) throw new Error('no settings');
    await sendLineage(settings, lineageEvent('START', RUN), signal);
    expect(got).toEqual([['POST', '/base/api/v1/lineage', 'Bearer k', 'START']]);
    await expect(sendLineage(settings, lineageEvent('FAIL', RUN), signal)).rejects.toMatchObject({ detail: { code: 'tracking.refused' } });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('nobody is told where nobody is named, or where it is switched off', () => {
  expect(lineageSettings({})).toBeNull();
  expect(lineageSettings({ OPENLINEAGE_URL: 'http://x', OPENLINEAGE_DISABLED: 'true' })).toBeNull();
  expect(() => lineageSettings({ OPENLINEAGE_URL: 'kafka:topic' })).toThrow('OPENLINEAGE_URL');
});
