import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Destination, destinationOf, QUICK, run, start } from './commands.js';
import { up } from './server/launch.mjs';

const folder = mkdtempSync(join(tmpdir(), 'millrace-spark-run-'));
let spark: Destination;

beforeAll(async () => {
  spark = destinationOf((await up()).remote);
});
afterAll(() => rmSync(folder, { recursive: true }));

it('a run of real texts on Spark makes the artifacts, the split and the model that a run on one machine makes', async () => {
  const pipeline = 'pipelines/business-activity.yaml';

  const onSpark = await run(join(folder, 'nsi-spark'), pipeline, [...QUICK, ...spark.overrides], spark.env);

  expect(onSpark.digests).toEqual((await run(join(folder, 'nsi-local'), pipeline, QUICK)).digests);
  expect(onSpark.digests.made.features).toContainEqual(expect.stringMatching(/^matrix-shard [0-9a-f]{64}$/));
});

it('so does one of synthetic rows, and rows are coded on Spark as on one machine', async () => {
  const synth = join(folder, 'synth');
  const local = join(folder, 'synth-local');
  await start(['synth', 'coicop', '--rows', '20000', '--partitions', '3', '--out', synth, '--workspace', local]).result;
  const pipeline = join(synth, 'pipeline.yaml');

  const onSpark = await run(join(folder, 'synth-spark'), pipeline, [...QUICK, ...spark.overrides], spark.env);
  expect(onSpark.digests).toEqual((await run(local, pipeline, QUICK)).digests);

  const code = async (name: string, ...options: string[]): Promise<readonly string[]> => {
    const out = join(folder, name);
    const args = ['predict', onSpark.bundle, '--in', join(synth, 'partitions', '*.parquet'), '--out', out, '--workspace', local];
    await start([...args, ...options], spark.env).result;
    const files = readdirSync(out).filter((file) => file.endsWith('.parquet'));
    return files.map((file) =>
      createHash('sha256')
        .update(readFileSync(join(out, file)))
        .digest('hex'),
    );
  };
  const coded = await code('coded-spark', '--remote', spark.remote);
  expect(coded).toHaveLength(3);
  expect(coded).toEqual(await code('coded-local'));
});
