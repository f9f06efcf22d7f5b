import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Rng } from '../../../src/core/rng.js';
import { mlflowSettings } from '../../../src/tracking/mlflow/connection.js';
import { MlflowTracker } from '../../../src/tracking/mlflow/mlflow-tracker.js';
import { HOME } from '../server/install.mjs';
import { type RunningServer, startServer } from '../server/launch.mjs';
import { type RunningStore, startStore } from '../server/launch-store.mjs';
import { exampleRun } from '../tracked-example.js';

const PLACE = join(HOME, 'parts');
const MIB = 1 << 20;

let store: RunningStore;
let server: RunningServer;

beforeAll(async () => {
  await rm(PLACE, { recursive: true, force: true });
  mkdirSync(PLACE, { recursive: true });
  store = await startStore('runs', join(PLACE, 'store.log'));
  server = await startServer(PLACE, { files: 's3://runs', environment: store.environment });
}, 300_000);

afterAll(async () => {
  await server?.stop();
  store?.stop();
});

/** A file that no two parts of are equal. */
function writeBigFile(file: string, byteCount: number): string {
  const hash = createHash('sha256');
  const rng = Rng.fromSeed(7);
  const handle = openSync(file, 'w');
  for (let at = 0; at < byteCount; at += MIB) {
    const piece = new Uint8Array(Math.min(MIB, byteCount - at)).map((_, i) => (i % 64 === 0 ? rng.nextBelow(256) : i));
    hash.update(piece);
    writeSync(handle, piece);
  }
  closeSync(handle);
  return hash.digest('hex');
}

test('a file of 40 MB goes to an S3 store in parts, and comes back byte by byte', async () => {
  const file = join(PLACE, 'big.bin');
  const digest = writeBigFile(file, 40 * MIB + 5);
  const settings = mlflowSettings({ MLFLOW_TRACKING_URI: server.address });
  const tracker = new MlflowTracker(settings as NonNullable<typeof settings>, new AbortController().signal);
  const example = exampleRun('20260101T000000-0000aa');
  const run = { ...example, files: [...example.files, { path: 'model/data/big.bin', content: { file } }] };
  const sent = await (await tracker.open(run)).finish(run);
  expect(sent.leftOut).toEqual([]);
  const folder = join(PLACE, 'fetched');
  await tracker.fetch(run.run, folder);
  const fetched = readFileSync(join(folder, 'model/data/big.bin'));
  expect([fetched.length, createHash('sha256').update(fetched).digest('hex')]).toEqual([40 * MIB + 5, digest]);
  // Three parts were put straight into the store, and nothing of an upload is left over.
  const puts = readFileSync(join(PLACE, 'store.log'), 'utf8').match(/"PUT [^"]*partNumber=\d+[^"]*" 200/g);
  expect(puts).toHaveLength(3);
});
