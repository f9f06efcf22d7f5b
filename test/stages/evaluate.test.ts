import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEST } from '../../src/artifacts/split.js';
import type { TableFiles } from '../../src/engine/table-files.js';
import type { LinearModel } from '../../src/estimators/linear/linear-model.js';
import { AS_THEY_ARE } from '../../src/evaluation/calibration/calibrator.js';
import { openBundle } from '../../src/model/bundle/open-bundle.js';
import { readManifest } from '../../src/model/bundle/read-manifest.js';
import { verifyBundle } from '../../src/model/bundle/verify-bundle.js';
import { calibrateStage } from '../../src/stages/calibrate/index.js';
import { evaluateStage } from '../../src/stages/evaluate/index.js';
import { openWorkbench, type Workbench } from '../contract/stage-context.js';
import { reviewByBudget } from '../evaluation/review/sample-review.js';
import { centroidFit, finishRun, smallRows, startRun, withModel } from './small-flow.js';

let bench: Workbench;
const ROWS = smallRows(1500, 12, 0.55, 1);
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

async function readTable(tables: TableFiles, file: string): Promise<Record<string, string | number | null>[]> {
  const { columns } = await tables.describe(file);
  const requests = columns.map(({ name, kind }) => ({ name, as: kind === 'number' ? ('number' as const) : ('text' as const) }));
  const lines: Record<string, string | number | null>[] = [];
  for await (const chunk of tables.scan(file, requests, 0, 1e6)) {
    for (let row = 0; row < chunk.rowCount; row++) lines.push(Object.fromEntries(requests.map(({ name }, c) => [name, chunk.columns[c]![row]!])));
  }
  return lines;
}

describe('calibrate, evaluate and bundle', () => {
  it('agree with a predictor that is opened from the bundle and given the raw texts of the test rows', async () => {
    const { prepared, split, bundle, evaluation, calibration } = await finishRun(
      await startRun(bench, ROWS),
      centroidFit(await startRun(bench, ROWS)),
    );
    const predictor = await openBundle(bundle.folder);
    const test = ROWS.filter((_, row) => split.role[row] === TEST);
    const predictions = predictor.predict(
      test.map(({ text }) => text),
      { k: 12 },
    );
    const right = predictions.map(({ code }, i) => (code === test[i]!.label ? 1 : 0));
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    const { metrics } = evaluation;
    expect(prepared.rowCount).toBe(ROWS.length);
    expect(metrics.rowCount).toBe(test.length);
    expect(metrics.accuracy).toBeCloseTo(mean(right), 12);
    expect(metrics.accuracy).toBeGreaterThan(0.5);
    expect(metrics.top5).toBeCloseTo(
      mean(predictions.map(({ top }, i) => (top.slice(0, 5).some(({ code }) => code === test[i]!.label) ? 1 : 0))),
      12,
    );
    expect(metrics.brier).toBeCloseTo(mean(predictions.map(({ score }, i) => (score! - right[i]!) ** 2)), 6);
    expect(metrics.logLoss).toBeCloseTo(mean(predictions.map(({ top }, i) => -Math.log(top.find(({ code }) => code === test[i]!.label)!.score))), 6);
    expect(calibration.method).toBe('slope');
    expect(calibration.brierAfter).toBeLessThan(calibration.brierBefore);
    const { accuracy, macroF1 } = evaluation.intervals;
    expect(accuracy.low).toBeLessThan(metrics.accuracy);
    expect(accuracy.high).toBeGreaterThan(metrics.accuracy);
    expect(macroF1.low).toBeLessThan(metrics.macroF1);
    expect(macroF1.estimand).toBe('expected macro F1 at the given supports');
  });

  it('do nothing twice, and give the same artifacts from the store', async () => {
    const run = await startRun(bench, ROWS);
    const fit = centroidFit(run);
    const first = await finishRun(run, fit);
    bench.events.length = 0;
    const second = await finishRun(run, { ...fit, model: { ...fit.model } });
    expect(second.evaluation).toEqual(first.evaluation);
    expect(second.bundle.modelDigest).toBe(first.bundle.modelDigest);
    const cachedStages = bench.events.flatMap((event) => (event.type === 'stage-cached' ? [event.stage] : []));
    expect(cachedStages).toEqual(['calibrate', 'evaluate', 'bundle']);
  });

  it('write metrics.parquet with every figure under its label set and code', async () => {
    const { context, evaluation } = await finishRun(await startRun(bench, ROWS), centroidFit(await startRun(bench, ROWS)));
    const lines = await readTable(context.tables, join(context.runFolder, 'metrics.parquet'));
    const find = (metric: string, labelSet: string, code: string | null) =>
      lines.find((line) => line.metric === metric && line.labelSet === labelSet && (line.code ?? null) === code);
    expect(find('macroF1', 'with-support', null)).toMatchObject({
      suite: 'test',
      value: evaluation.metrics.macroF1,
      low: evaluation.intervals.macroF1.low,
    });
    expect(find('macroF1', 'all-codes', null)).toMatchObject({ value: evaluation.allCodes.macroF1 });
    for (const { code, support, f1 } of evaluation.perCode.filter((line) => line.support > 0)) {
      expect(find('f1', 'with-support', code)).toMatchObject({ value: f1, support });
    }
  });

  it('tell what speaks for each code: the words that were planted in its texts', async () => {
    const run = await startRun(bench, ROWS);
    const { evaluation } = await finishRun(run, centroidFit(run));
    const [first] = evaluation.telling!;
    expect(evaluation.telling!.map(({ code }) => code)).toEqual(run.prepared.codes);
    expect(first!.code).toBe('code-00');
    expect(new Set(first!.ngrams.map(({ ngram }) => ngram))).toEqual(new Set([0, 1, 2, 3, 4].map((word) => `text=c0w${word}`)));
    for (const { share } of first!.ngrams) expect(share).toBeGreaterThan(0.15);
  });

  it('weigh test rows back to the data, each by the groups of its code there, and say so in a suite of its own', async () => {
    const { prepared, split, evaluation, context } = await finishRun(await startRun(bench, ROWS), centroidFit(await startRun(bench, ROWS)));
    const groupsOf = (code: string, role?: number) =>
      new Set(prepared.group.filter((_, row) => prepared.codes[prepared.code[row]!] === code && (role === undefined || split.role[row] === role)))
        .size;
    let right = 0;
    let total = 0;
    for (const { code, support, recall } of evaluation.perCode.filter((line) => line.support > 0)) {
      const weight = (support * groupsOf(code)) / groupsOf(code, TEST);
      total += weight;
      right += weight * recall;
    }
    const { asTheyCome } = evaluation;
    if (asTheyCome.kind !== 'weighted') throw new Error(asTheyCome.reason);
    expect(asTheyCome.metrics.accuracy).toBeCloseTo(right / total, 6);
    expect(asTheyCome.metrics.accuracy).not.toBe(evaluation.metrics.accuracy);
    // One code has one group, which trains.
    expect(asTheyCome.unspokenShare).toBeCloseTo(1 / 1500, 12);
    expect(asTheyCome.intervals.accuracy.estimand).toBe('expected accuracy for rows as they come');
    const lines = await readTable(context.tables, join(context.runFolder, 'metrics.parquet'));
    const line = lines.find(({ suite, metric }) => suite === 'test-as-they-come' && metric === 'accuracy');
    expect(line).toMatchObject({ value: asTheyCome.metrics.accuracy, high: asTheyCome.intervals.accuracy.high });
  });

  it('show ids of rows that were mistaken for another code, and neither these nor n-grams where texts are private', async () => {
    const examplesOf = async (run: string, examples: boolean) => {
      const started = await startRun(bench, ROWS, { run, privacy: { examples } });
      const { evaluation } = await finishRun(started, centroidFit(started));
      expect(evaluation.telling!.length > 0).toBe(examples);
      return evaluation.perCode.flatMap(({ code, confusions }) =>
        confusions.flatMap((one) => one.examples.map((id) => ({ id, code, given: one.given }))),
      );
    };
    const shown = await examplesOf('shown', true);
    expect(shown.length).toBeGreaterThan(3);
    for (const { id, code } of shown) expect(ROWS.find((row) => row.id === id)).toMatchObject({ label: code });
    expect(await examplesOf('private', false)).toEqual([]);
  });

  it('put the split beside the bundle, and everything needed to start a reproduction into it', async () => {
    const { context, split, bundle, source } = await finishRun(await startRun(bench, ROWS), centroidFit(await startRun(bench, ROWS)));
    expect(readFileSync(join(context.runFolder, 'split.parquet'))).toEqual(readFileSync(split.file));
    const manifest = await verifyBundle(bundle.folder);
    expect(manifest).toMatchObject({ splitDigest: split.splitDigest, modelDigest: bundle.modelDigest, fit: { converged: false } });
    expect(manifest.run).toMatchObject({ id: 'first', config: { name: 'small' }, partitions: [{ digest: source.partitions[0]!.digest }] });
  });

  it('keep the scores as they are when calibration has too few rows, and say so', async () => {
    const run = await startRun(bench, ROWS.slice(0, 300), { run: 'few' });
    const calibration = await calibrateStage.run({ ...run, fit: centroidFit(run) }, run.context);
    expect(calibration).toMatchObject({ method: 'none', temperature: 1 });
    expect(bench.events.some((event) => event.type === 'note' && event.message.includes('rows to calibrate on, fewer than 50'))).toBe(true);
  });

  it('count test rows of a code that the model does not know as wrong, with a warning', async () => {
    const run = await startRun(bench, ROWS);
    const fit = centroidFit(run);
    const model = fit.model as LinearModel;
    const { codes } = model;
    // A code falls out of the model: its scores can never be the highest, and its name is one that no row has.
    const lost = 'code-03';
    const k = codes.indexOf(lost);
    const closed = model.intercept.slice();
    closed[k] = -1e9;
    const cut = withModel(fit, { ...model, codes: codes.map((code) => (code === lost ? 'code-03x' : code)), intercept: closed });
    const prepared = { ...run.prepared, codes: run.prepared.codes.concat('code-03x') };
    const calibration = {
      ...({ kind: 'calibration', method: 'none', ...AS_THEY_ARE, rowCount: 0, unspokenShare: 1, brierBefore: 0, brierAfter: 0 } as const),
      review: reviewByBudget(null),
    };
    const evaluation = await evaluateStage.run({ ...run, prepared, fit: cut, calibration }, run.context);
    const support = ROWS.filter(({ label }, row) => label === lost && run.split.role[row] === TEST).length;
    expect(support).toBeGreaterThan(0);
    expect(evaluation.metrics.unknownCodeRowCount).toBe(support);
    expect(evaluation.perCode.find(({ code }) => code === lost)).toMatchObject({ support, recall: 0 });
    expect(Number.isFinite(evaluation.metrics.logLoss)).toBe(true);
  });

  it('are recorded in a bundle that reads back', async () => {
    const { bundle, evaluation } = await finishRun(await startRun(bench, ROWS), centroidFit(await startRun(bench, ROWS)));
    expect((await readManifest(bundle.folder)).evaluation?.metrics).toEqual(evaluation.metrics);
  });

  it('give the same bits on one worker and on two', async () => {
    const two = await openWorkbench({ workerCount: 2 });
    try {
      const [alone, together] = [await startRun(bench, ROWS, { run: 'alone' }), await startRun(two, ROWS, { run: 'together' })];
      const [one, other] = [await finishRun(alone, centroidFit(alone)), await finishRun(together, centroidFit(together))];
      expect(other.evaluation).toEqual(one.evaluation);
      expect(other.calibration).toEqual(one.calibration);
      expect(other.bundle.modelDigest).toBe(one.bundle.modelDigest);
    } finally {
      await two.close();
    }
  });

  it('answer with a warning when no row is a test row', async () => {
    const fractions = { train: 0.9, validation: 0.05, calibration: 0.05, test: 0 };
    const run = await startRun(bench, ROWS.slice(0, 400), { run: 'no-test', split: { fractions } });
    const noTest = { ...run, split: { ...run.split, role: run.split.role.map((role) => (role === TEST ? 0 : role)) } };
    const { evaluation } = await finishRun(noTest, centroidFit(run));
    expect(evaluation.metrics).toMatchObject({ rowCount: 0, accuracy: 0 });
    expect(evaluation.intervals.accuracy).toMatchObject({ low: 0, high: 1 });
    expect(bench.events.some((event) => event.type === 'warning' && event.message.includes('no test rows'))).toBe(true);
  });

  it('give the figures again without the test rows marked seen, as a suite of their own', async () => {
    const run = await startRun(bench, ROWS, { run: 'seen' });
    const seen = run.split.role.map((role, row) => (role === TEST && row % 3 === 0 ? 1 : 0));
    const seenTestRowCount = seen.reduce((sum, flag) => sum + flag, 0);
    const marked = { ...run, split: { ...run.split, details: { ...run.split.details!, seen, seenTestRowCount } } };
    const without = { ...run, split: { ...run.split, role: run.split.role.map((role, row) => (seen[row] === 1 ? 0 : role)) } };
    const { evaluation, calibration, context } = await finishRun(marked, centroidFit(run));
    expect(evaluation.unseen!.metrics.rowCount).toBe(evaluation.metrics.rowCount - seenTestRowCount);
    const lines = await readTable(context.tables, join(context.runFolder, 'metrics.parquet'));
    const line = lines.find(({ suite, metric }) => suite === 'test-unseen' && metric === 'accuracy');
    expect(line).toMatchObject({ value: evaluation.unseen!.metrics.accuracy, low: evaluation.unseen!.intervals.accuracy.low });
    // The same as if they were no test rows at all.
    const plain = await evaluateStage.run(
      { ...without, split: { ...without.split, splitDigest: without.source.partitions[0]!.digest }, fit: centroidFit(run), calibration },
      run.context,
    );
    expect(plain.metrics.accuracy).toBe(evaluation.unseen!.metrics.accuracy);
    expect(plain.metrics.macroF1).toBe(evaluation.unseen!.metrics.macroF1);
  });
});
