import { expect, test } from 'vitest';
import { pipelineConfig } from '../../src/config/pipeline-config.js';
import { digestBytes } from '../../src/core/digest.js';
import { describeEnvironment, reportFacts } from '../../src/report/run-facts.js';
import type { Environment } from '../../src/runner/run/environment.js';

const environment: Environment = {
  millrace: '0.1.0',
  node: '20.20.2',
  v8: '11.3',
  platform: 'linux-x64',
  osRelease: '6.1',
  cpuModel: 'some processor',
  cpuCount: 2,
  memoryBytes: 2 ** 33,
  locale: 'en-US',
  timeZone: 'UTC',
  git: { commit: 'abc', dirty: true, diffDigest: digestBytes('diff') },
  lockfileDigest: null,
  kernels: { math: digestBytes('math'), linear: null },
  libraries: {},
};

test('says plainly what is missing and what was changed', () => {
  const shown = new Map(describeEnvironment(environment));
  expect(shown.get('Commit')).toBe(`abc, with changes (${digestBytes('diff')})`);
  expect(shown.get('Kernel linear')).toBe('not built');
  expect(shown.get('Lockfile')).toBe('none');
  expect(new Map(describeEnvironment({ ...environment, git: null })).get('Commit')).toBe('no Git checkout');
});

test('takes name and measures of the run', () => {
  const config = pipelineConfig.parse({ name: 'mine', data: { partitions: 'x.parquet' } });
  const measured = { startedAt: '2026-11-23T02:15:00.000Z', seconds: 3, peakRssBytes: 5e8 };
  const facts = reportFacts({ id: 'r', config, pipelineFile: null, environment, stages: [], measured, warnings: ['w'] });
  expect(facts.run).toEqual({ id: 'r', pipeline: 'mine', startedAt: measured.startedAt, seconds: 3, peakRssMb: 500, pipelineFile: null });
  expect(facts.warnings).toEqual(['w']);
});
