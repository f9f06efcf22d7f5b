import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.js';
import { IS_SAMPLE as SPARK_SAMPLE } from './test/spark/extent.js';

const project = (name: string, include: string[], testTimeout: number) => ({
  test: {
    name,
    include,
    testTimeout,
    hookTimeout: testTimeout,
    pool: 'forks' as const,
    exclude: ['node_modules/**', 'dist/**'],
    globalSetup: ['test/refuse-stale-dist.mjs'],
    // What is compiled already is loaded as Node does it: transforming it again would take longer than the tests.
    server: { deps: { external: [/\/dist\//] } },
  },
});

/** `unit` is `npm test`; `integration` needs Python, other Node releases or a browser; `faults` injects them; `kinds` runs and kills each kind of model; `simulation` draws from planted truths; `nights` rehearses a month of nights; `spark` and `tracking` start real servers. */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        ...project('unit', ['test/**/*.test.ts'], 60_000),
        test: {
          ...project('unit', ['test/**/*.test.ts'], 60_000).test,
          exclude: [
            'test/**/*.integration.test.ts',
            'test/faults/**',
            'test/simulation/**',
            'test/kinds/**',
            'test/nights/**',
            'test/spark/**',
            'test/tracking/live/**',
          ],
        },
      },
      project('integration', ['test/**/*.integration.test.ts'], 600_000),
      project('faults', ['test/faults/**/*.test.ts'], 600_000),
      project('kinds', ['test/kinds/**/*.test.ts'], 1_200_000),
      project('simulation', ['test/simulation/**/*.test.ts'], 3_600_000),
      project('nights', ['test/nights/**/*.test.ts'], 120_000),
      project('tracking', ['test/tracking/live/**/*.test.ts'], 300_000),
      {
        ...project('spark', ['test/spark/**/*.test.ts'], 600_000),
        test: {
          ...project('spark', ['test/spark/**/*.test.ts'], 600_000).test,
          globalSetup: ['test/refuse-stale-dist.mjs', 'test/spark/server/for-tests.ts'],
          exclude: ['node_modules/**', 'dist/**', ...(SPARK_SAMPLE ? ['cluster', 'rest'].map((name) => `test/spark/${name}.test.ts`) : [])],
        },
      },
    ],
  },
});
