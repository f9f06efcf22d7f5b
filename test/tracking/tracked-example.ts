import type { TrackedRun, TrackedTrial } from '../../src/tracking/tracker.js';

const START_MS = 1_767_225_600_000;

/** A trial of three passes. */
export function exampleTrial(trial: number): TrackedTrial {
  const metrics = [1, 2, 3].map((step) => ({ key: 'validationLoss', value: 1 / (step + trial), step, timeMs: START_MS + step }));
  const params = { estimator: 'logistic-regression', l2: '0.00001' };
  return { trial, name: `l2=1e-5 ${trial}`, startMs: START_MS, endMs: START_MS + 900, params, tags: { 'millrace.status': 'pass-limit' }, metrics };
}

/** A run of three trials with a model of two files. */
export function exampleRun(run: string): TrackedRun {
  return {
    run,
    experiment: 'shop',
    startMs: START_MS,
    status: 'done',
    endMs: START_MS + 5000,
    params: { 'split.seed': '7', 'search.grid.l2': '[1e-5]' },
    tags: { 'millrace.modelDigest': 'a'.repeat(64), 'mlflow.source.git.commit': 'c0ffee' },
    metrics: [{ key: 'test.with-support.macroF1', value: 0.1 + 0.2, step: 0, timeMs: START_MS + 5000 }],
    trials: [0, 1, 2].map(exampleTrial),
    datasets: [{ name: 'shop', context: 'training', digest: 'd'.repeat(64), uri: 'data/*.parquet', profile: { files: 2 } }],
    files: [
      { path: 'run.json', content: { text: '{"run":1}' } },
      { path: 'model/data/model.json', content: { text: '{}' } },
      { path: 'model/data/empty.bin', content: { text: '' } },
    ],
    model: { name: 'shop', version: 3, modelDigest: 'a'.repeat(64), folder: 'model' },
  };
}
