import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonOf, openPartialRuns, type PartialJson, type PartialRuns, partialCommand, STAGES } from './partial-runs.js';
import { lastJson, runCli, spawnCli } from './run-cli.js';

let partial: PartialRuns;
let whole: PartialJson;

beforeAll(async () => {
  partial = await openPartialRuns();
  whole = partial.whole;
});

afterAll(() => partial.close());

describe('partial runs of one workspace', () => {
  test('each stage alone, one after the other, comes to the digests of one run, and the last leaves the run', async () => {
    const outcomes: unknown[] = [];
    for (const stage of STAGES.slice(0, -1)) outcomes.push(jsonOf(await partial.run('each', '--only', stage)).stages.at(-1)?.stage);
    expect(outcomes).toEqual(STAGES.slice(0, -1));
    const last = jsonOf(await partial.run('each', '--only', 'register'));
    expect(last).toMatchObject({ splitDigest: whole.splitDigest, modelDigest: whole.modelDigest, model: 'small@1', champion: 'small@1' });
    const shown = lastJson(await runCli(['runs', 'list', '--json', '--workspace', 'each'], partial.folder)) as { runs: { state: string }[] };
    expect(shown.runs.map(({ state }) => state)).toEqual(['done', ...STAGES.slice(1).map(() => 'partial')]);
  });

  test('trials in processes of their own, at the same time, are found by the run after them', async () => {
    jsonOf(await partial.run('fan', '--until', 'features'));
    const trials = await Promise.all(['0', '1', '1'].map((trial) => spawnCli(partialCommand('fan', ['--trial', trial]), partial.folder)));
    expect(trials.map((trial) => jsonOf(trial).trial.number)).toEqual([0, 1, 1]);
    expect(jsonOf(await partial.run('fan', '--only', 'search')).stages.map(({ outcome }) => outcome)).toEqual([
      'fresh',
      'cached',
      'cached',
      'cached',
      'cached',
    ]);
    expect(jsonOf(await partial.run('fan'))).toMatchObject({ splitDigest: whole.splitDigest, modelDigest: whole.modelDigest });
  });
});
