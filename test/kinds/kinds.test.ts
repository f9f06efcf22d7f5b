import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/core/rng.js';
import { digestsOf, type Ended, type Fixture, makeFixture, run, start } from '../faults/fixture.js';
import { killRuns } from '../faults/kill-runs.js';
import { tally } from '../faults/tally.js';
import { DRAWN_KINDS, IS_SAMPLE } from './drawn-kinds.js';

const KILLS = IS_SAMPLE ? 3 : 20;

/** Keys of a section that make its fits short. */
const SHORT: Readonly<Record<string, string>> = {
  'logistic-regression': ', maxPasses: 3',
  'ml-logistic-regression': ', grid: { denseFeatures: [64], steps: [20] }',
  'ml-random-forest': ', grid: { denseFeatures: [64], denseTrees: [5] }',
  'label-tree': ', grid: { leafCodes: [2], branching: [2] }',
  'random-forest': ', grid: { trees: [10] }',
};

/** Kinds that a kind is made of, in front of it. */
const BESIDE: Readonly<Record<string, string>> = { ensemble: '{ kind: naive-bayes }, { kind: lookup }, { kind: linear-svm, maxPasses: 3 }, ' };

describe.each(DRAWN_KINDS)('runs of the kind %s', (kind) => {
  let fixture: Fixture;
  let undisturbed: Ended;

  beforeAll(async () => {
    fixture = await makeFixture();
    writeFileSync(
      fixture.pipeline,
      `name: kinds
data: { partitions: data/*.parquet, codebook: data/codebook.csv }
features: { words: [1, 2], chars: [3, 4], minDocumentFrequency: 1, maxFeatures: 8192 }
search: { estimators: [${BESIDE[kind] ?? ''}{ kind: ${kind}${SHORT[kind] ?? ''} }] }
resources: { workers: 1, memory: 1GiB }
`,
    );
    undisturbed = await run(fixture, fixture.makeWorkspace());
  });

  afterAll(() => fixture.remove());

  test('come to the same digests with 4 workers as with 1', async () => {
    const options = ['run', fixture.pipeline, '--workspace', fixture.makeWorkspace(), '--json', '--workers', '4'];
    expect(digestsOf(await start(fixture, options).ended)).toEqual(digestsOf(undisturbed));
  });

  test(`survive kill -9 at ${KILLS} moments over their length`, async (context) => {
    const lengthMs = 1000 * (await run(fixture, fixture.makeWorkspace())).seconds;
    const finished = await killRuns(fixture, digestsOf(undisturbed), {
      kills: KILLS,
      lengthMs,
      takesUp: (rng) => rng.nextBelow(3) !== 0,
      rng: Rng.fromSeed(20261130).fork(kind),
      count: tally(context, `kill -9 of a run of ${kind}`),
    });
    expect(finished).toBeGreaterThan(0);
  });
});
