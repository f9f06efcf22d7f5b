import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { up } from './server/launch.mjs';

// The trainer is the same on both engines and quick here: what comes before it is what Spark does.
const QUICK = ['search.maxPasses=1', 'search.grid.classWeight=[balanced]', 'search.grid.rank=[16]', 'calibration.method=none'];
const folder = mkdtempSync(join(tmpdir(), 'millrace-spark-run-'));
let onSpark: readonly string[];
let env: NodeJS.ProcessEnv;

interface Stage {
  readonly stage: string;
  readonly artifacts: readonly { readonly kind: string; readonly contentDigest: string }[];
}

beforeAll(async () => {
  const { remote } = await up();
  const token = /;token=([^;]*)/.exec(remote)?.[1] as string;
  env = { ...process.env, SPARK_CONNECT_AUTHENTICATE_TOKEN: token };
  onSpark = ['engine=spark', `engine.remote=${remote.replace(/;token=[^;]*/, '')}`];
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The last line of a command, which is JSON. */
function millrace(...args: string[]) {
  const { stdout, stderr } = spawnSync(process.execPath, ['dist/cli/main.js', ...args, '--json'], { encoding: 'utf8', env });
  const last = stdout.trim().split('\n').at(-1) as string;
  expect(last, stderr).toMatch(/^\{/);
  return JSON.parse(last);
}

/** Runs a pipeline into a workspace of its own; gives its digests, and those of every artifact before training. */
function run(workspace: string, pipeline: string, ...overrides: string[]) {
  const {
    status,
    error,
    splitDigest,
    modelDigest,
    bundle,
    run: id,
  } = millrace('run', pipeline, ...overrides, '--workspace', join(folder, workspace));
  expect(status, JSON.stringify(error)).toBe('done');
  const { stages } = JSON.parse(readFileSync(join(folder, workspace, 'runs', id, 'run.json'), 'utf8')) as { stages: readonly Stage[] };
  // What is trained records how long it took: modelDigest says that it is the same.
  const made = stages
    .filter(({ stage }) => ['prepare', 'split', 'features'].includes(stage))
    .map(({ stage, artifacts }) => [stage, artifacts.map(({ kind, contentDigest }) => `${kind} ${contentDigest}`).sort()]);
  return {
    bundle: bundle as string,
    digests: { splitDigest, modelDigest, made: Object.fromEntries(made) as Readonly<Record<string, readonly string[]>> },
  };
}

describe('a run on Spark', () => {
  it('of real texts makes the artifacts, the split and the model that a run on one machine makes', () => {
    const pipeline = 'pipelines/business-activity.yaml';

    const spark = run('nsi-spark', pipeline, ...QUICK, ...onSpark);

    expect(spark.digests).toEqual(run('nsi-local', pipeline, ...QUICK).digests);
    expect(spark.digests.made.features).toContainEqual(expect.stringMatching(/^matrix-shard [0-9a-f]{64}$/));
  });

  it('of synthetic rows makes them too, and codes rows with the model as one machine does', () => {
    const synth = join(folder, 'synth');
    millrace('synth', 'coicop', '--rows', '20000', '--partitions', '3', '--out', synth, '--workspace', join(folder, 'synth-local'));
    const pipeline = join(synth, 'pipeline.yaml');

    const spark = run('synth-spark', pipeline, ...QUICK, ...onSpark);
    expect(spark.digests).toEqual(run('synth-local', pipeline, ...QUICK).digests);

    const code = (name: string, ...options: string[]) => {
      const out = join(folder, name);
      millrace('predict', spark.bundle, '--in', join(synth, 'partitions', '*.parquet'), '--out', out, '--workspace', folder, ...options);
      return readdirSync(out)
        .filter((file) => file.endsWith('.parquet'))
        .map((file) =>
          createHash('sha256')
            .update(readFileSync(join(out, file)))
            .digest('hex'),
        );
    };
    const coded = code('coded-spark', '--remote', onSpark[1]!.slice('engine.remote='.length));
    expect(coded).toHaveLength(3);
    expect(coded).toEqual(code('coded-local'));
  });
});
