import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Fit } from '../../src/artifacts/fit.js';
import { TEST } from '../../src/artifacts/split.js';
import type { LinearModel } from '../../src/estimators/linear/linear-model.js';
import { PART_FILES_2 } from '../../src/model/bundle/bundle-format.js';
import { decide } from '../../src/stages/compare/decide.js';
import { compareStage } from '../../src/stages/compare/index.js';
import { findSharedCodes } from '../../src/stages/compare/shared-codes.js';
import { registerStage } from '../../src/stages/register/index.js';
import { openWorkbench, type Workbench } from '../contract/stage-context.js';
import { centroidFit, finishRun, type SmallRun, smallRows, startRun, withModel } from './small-flow.js';

let bench: Workbench;
/** Each test has a pipeline, and so a champion, of its own. */
let name = '';
let testCount = 0;
beforeAll(async () => {
  bench = await openWorkbench();
});
beforeEach(() => {
  name = `small-${++testCount}`;
});
afterAll(() => bench.close());

const ROWS = smallRows(1500, 12, 0.55, 1);

/** A whole run from data to registration. */
async function wholeRun(run: SmallRun, fit: Fit) {
  const finished = await finishRun(run, fit);
  const comparison = await compareStage.run(finished, run.context);
  const registration = await registerStage.run({ bundle: finished.bundle, comparison }, run.context);
  return { ...finished, comparison, registration };
}

/** The fit with the weights of some features forgotten: worse by as much. */
function forget(fit: Fit, everyNth: number): Fit {
  const model = fit.model as LinearModel;
  const weights = model.weights.slice();
  for (let j = 0; j < model.featureCount; j += everyNth) weights.fill(0, j * model.stride, (j + 1) * model.stride);
  return withModel(fit, { ...model, weights });
}

describe('compare and register', () => {
  it('make the first model champion, and leave the same model as it is', async () => {
    const run = await startRun(bench, ROWS, { name });
    const first = await wholeRun(run, centroidFit(run));
    expect(first.comparison).toMatchObject({ decision: 'no-champion', champion: null, difference: null });
    expect(first.registration).toMatchObject({ name, version: 1, champion: true });
    const again = await startRun(bench, ROWS, { name, run: 'again' });
    const second = await wholeRun(again, centroidFit(again));
    expect(second.comparison).toMatchObject({ decision: 'unchanged', champion: `${name}@1` });
    expect(second.registration).toMatchObject({ version: 1, champion: true });
  });

  it('promote a better model, but move the alias only when the gate may', async () => {
    const run = await startRun(bench, ROWS, { name });
    await wholeRun(run, forget(centroidFit(run), 2));
    const careful = await startRun(bench, ROWS, { name, run: 'careful' });
    const kept = await wholeRun(careful, centroidFit(careful));
    expect(kept.comparison).toMatchObject({ decision: 'promote', champion: `${name}@1`, metric: 'accuracy' });
    expect(kept.comparison.lowerBound!).toBeGreaterThan(0);
    expect(kept.comparison.interval!.low).toBeLessThan(kept.comparison.lowerBound!);
    expect(kept.registration).toMatchObject({ version: 2, champion: false });
    const bold = await startRun(bench, ROWS, { name, run: 'bold', gate: { promote: true } });
    const moved = await wholeRun(bold, centroidFit(bold));
    expect(moved.registration).toMatchObject({ version: 2, champion: true });
  });

  it('refuse a worse model, which becomes a version and no more', async () => {
    const run = await startRun(bench, ROWS, { name });
    const good = await wholeRun(run, centroidFit(run));
    const worse = await startRun(bench, ROWS, { name, run: 'worse', gate: { promote: true } });
    const { comparison, registration } = await wholeRun(worse, forget(centroidFit(worse), 2));
    expect(comparison).toMatchObject({ decision: 'refuse', championValue: good.evaluation.metrics.accuracy });
    expect(comparison.candidate! - comparison.championValue!).toBeCloseTo(comparison.difference!, 12);
    expect(registration).toMatchObject({ version: 2, champion: false });
  });

  it('cannot tell when rows do not rule out a loss beyond the margin', async () => {
    const run = await startRun(bench, ROWS, { name });
    await wholeRun(run, centroidFit(run));
    const alike = await startRun(bench, ROWS, { name, run: 'alike', gate: { margin: 0 } });
    // Scores change a little; no code changes, and the rows bound the difference no closer than their number allows.
    const { comparison } = await wholeRun(alike, centroidFit(alike, 20.5));
    expect(comparison).toMatchObject({ decision: 'cannot-tell', difference: 0 });
    expect(comparison.lowerBound!).toBeLessThan(0);
  });

  it('hold back what passes beside the champion, and would lose too much since the anchor', async () => {
    const gate = { margin: 0.11, promote: true };
    const run = await startRun(bench, ROWS, { name, gate });
    await wholeRun(run, centroidFit(run));
    const second = await startRun(bench, ROWS, { name, run: 'second', gate });
    expect((await wholeRun(second, forget(centroidFit(second), 20))).registration).toMatchObject({ version: 2, champion: true });

    const third = await startRun(bench, ROWS, { name, run: 'third', gate });
    const { comparison, registration } = await wholeRun(third, forget(centroidFit(third), 10));
    expect(comparison).toMatchObject({ decision: 'cannot-tell', champion: `${name}@2`, anchor: { champion: `${name}@1`, decision: 'cannot-tell' } });
    expect(comparison.lowerBound!).toBeGreaterThan(-0.11);
    expect(comparison.anchor!.lowerBound!).toBeLessThan(-0.11);
    expect(comparison.reason).toMatch(new RegExp(`^beside the anchor ${name}@1: too few rows`));
    expect([registration.champion, comparison.earlierJudgements]).toEqual([false, 2]);

    await third.context.registry.setAlias(name, 'anchor', 2, { kind: 'promote', reason: 'a smaller codebook, known to cost as much' });
    const moved = await startRun(bench, ROWS, { name, run: 'moved', gate });
    const after = await wholeRun(moved, forget(centroidFit(moved), 10));
    expect(after.comparison).toMatchObject({ decision: 'promote', champion: `${name}@2` });
    expect(after.comparison.anchor).toBeUndefined();
  });

  it('tell F1 of both models code by code, whose means are what is compared by macro F1', async () => {
    const run = await startRun(bench, ROWS, { name });
    await wholeRun(run, centroidFit(run));
    const second = await startRun(bench, ROWS, { name, run: 'second', gate: { metric: 'macroF1' } });
    const { comparison } = await wholeRun(second, forget(centroidFit(second), 5));
    const scores = comparison.told!.codeScores!;
    const mean = (of: 'candidate' | 'champion') => scores.reduce((sum, each) => sum + each[of], 0) / scores.length;
    expect(mean('candidate')).toBeCloseTo(comparison.candidate!, 12);
    expect(mean('champion')).toBeCloseTo(comparison.championValue!, 12);
    expect(comparison.candidate).not.toBe(comparison.championValue);
  });

  it('weigh rows back to the data when asked to, where the split went code by code', async () => {
    const run = await startRun(bench, ROWS, { name });
    await wholeRun(run, centroidFit(run));
    const design = await startRun(bench, ROWS, { name, run: 'design', gate: { weights: 'design' } });
    const { comparison } = await wholeRun(design, forget(centroidFit(design), 5));
    expect(comparison.told).toMatchObject({ weights: 'design', groupCount: comparison.sharedRowCount });
    expect(comparison.interval!.estimand).toMatch(/rows as they come/);
    const plain = await startRun(bench, ROWS, { name, run: 'plain' });
    const other = (await wholeRun(plain, forget(centroidFit(plain), 5))).comparison;
    expect(other.told).toMatchObject({ weights: 'plain', unspokenShare: null });
    expect(comparison.championValue).not.toBe(other.championValue);
  });

  it('judge on rows that the champion was not made with, neither by id nor by text', async () => {
    const run = await startRun(bench, ROWS, { name });
    const champion = await wholeRun(run, centroidFit(run));
    // Other roles, and half of the ids renamed: a renamed row is the same text under a name that the champion never saw.
    const renamed = ROWS.map((row, i) => (i % 2 === 0 ? row : { ...row, id: `new-${row.id}` }));
    const other = await startRun(bench, renamed, { name, run: 'other', split: { seed: 99 } });
    const { comparison } = await wholeRun(other, forget(centroidFit(other), 5));
    const unseen = ROWS.filter((_, row) => other.split.role[row] === TEST && champion.split.role[row] === TEST).length;
    const all = ROWS.filter((_, row) => other.split.role[row] === TEST).length;
    expect(comparison.sharedRowCount).toBe(unseen);
    expect(unseen).toBeLessThan(all / 2);
  });

  it('cannot tell on too few shared rows', async () => {
    const few = ROWS.slice(0, 200);
    const run = await startRun(bench, few, { name });
    await wholeRun(run, centroidFit(run));
    const next = await startRun(bench, few, { name, run: 'next' });
    const { comparison } = await wholeRun(next, forget(centroidFit(next), 3));
    expect(comparison.decision).toBe('cannot-tell');
    expect(comparison.reason).toMatch(/shared groups, fewer than 30/);
  });

  it('cannot tell against a champion that is damaged, and warn with the file', async () => {
    const run = await startRun(bench, ROWS, { name });
    const { bundle } = await wholeRun(run, centroidFit(run));
    const file = join(bundle.folder, PART_FILES_2['model-data']);
    const bytes = readFileSync(file);
    bytes[bytes.length - 1]! ^= 1;
    replaceFile(file, bytes);
    const next = await startRun(bench, ROWS, { name, run: 'next', gate: { promote: true } });
    const { comparison, registration } = await wholeRun(next, forget(centroidFit(next), 3));
    expect(comparison.decision).toBe('cannot-tell');
    expect(registration.champion).toBe(false);
    expect(bench.events.some((event) => event.type === 'warning' && event.message.includes(file))).toBe(true);
  });

  it('cannot tell when the split beside the champion is not its own', async () => {
    const run = await startRun(bench, ROWS, { name });
    await wholeRun(run, centroidFit(run));
    const next = await startRun(bench, ROWS, { name, run: 'next', split: { seed: 5 } });
    const { split } = next;
    replaceFile(join(run.context.runFolder, 'split.parquet'), readFileSync(split.file));
    const { comparison } = await wholeRun(next, forget(centroidFit(next), 3));
    expect(comparison.decision).toBe('cannot-tell');
    expect(comparison.reason).toMatch(/split of the champion/);
  });

  it('make no model champion that no test row has judged, the first one neither', async () => {
    const run = await startRun(bench, ROWS, { name });
    const finished = await finishRun(run, centroidFit(run));
    const unjudged = { ...finished, evaluation: { ...finished.evaluation, metrics: { ...finished.evaluation.metrics, rowCount: 0 } } };
    const comparison = await compareStage.run(unjudged, run.context);
    expect(comparison).toMatchObject({ decision: 'cannot-tell', champion: null, reason: 'no test row was judged' });
    const registration = await registerStage.run({ bundle: finished.bundle, comparison }, run.context);
    expect(registration).toMatchObject({ version: 1, champion: false, championVersion: null });
    expect(await run.context.registry.byAlias(name, 'champion')).toBeUndefined();
  });

  it('check every byte before a model becomes champion', async () => {
    const run = await startRun(bench, ROWS, { name });
    const { bundle } = await finishRun(run, centroidFit(run));
    const file = join(bundle.folder, PART_FILES_2.calibration);
    replaceFile(file, readFileSync(file, 'utf8').replace('temperature', 'temperatura'));
    const comparison = await compareStage.run(
      { ...run, bundle, evaluation: { metrics: { rowCount: 1 } } as never, fit: centroidFit(run), calibration: {} as never },
      run.context,
    );
    await expect(registerStage.run({ bundle, comparison }, run.context)).rejects.toMatchObject({ detail: { code: 'artifact.corrupt', where: file } });
    expect(await run.context.registry.byAlias(name, 'champion')).toBeUndefined();
  });
});

describe('compare with a champion of another codebook', () => {
  /** Twelve codes below two; the new codebook divides code-00. */
  const CODES = Array.from({ length: 12 }, (_, i) => `code-${String(i).padStart(2, '0')}`);
  const codebookOf = (codes: readonly string[]) =>
    ['code,title,parent', 'even,,', 'odd,,', ...codes.map((code) => `${code},,${Number(code.slice(5, 7)) % 2 === 0 ? 'even' : 'odd'}`)].join('\n');
  const divide = (rows: typeof ROWS) =>
    rows.map((row, i) => (row.label === 'code-00' ? { ...row, label: i % 2 === 0 ? 'code-00a' : 'code-00b' } : row));

  const files = (codes: readonly string[], correspondence: string | null) => {
    const data: Record<string, string> = { codebook: join(bench.folder, `${name}-${codes.length}.csv`) };
    writeFileSync(data.codebook as string, codebookOf(codes));
    if (correspondence !== null) {
      data.correspondence = join(bench.folder, `${name}-map.csv`);
      writeFileSync(data.correspondence, correspondence);
    }
    return data;
  };
  const NEW_CODES = [...CODES.slice(1), 'code-00a', 'code-00b'];

  it('compares at the finest level that both share', async () => {
    const run = await startRun(bench, ROWS, { name, data: files(CODES, null) });
    await wholeRun(run, centroidFit(run));
    const map = 'old,new,weight\ncode-00,code-00a,0.5\ncode-00,code-00b,0.5\n';
    const next = await startRun(bench, divide(ROWS), { name, run: 'next', data: files(NEW_CODES, map) });
    const { comparison } = await wholeRun(next, centroidFit(next));
    expect(comparison).toMatchObject({ level: 1, champion: `${name}@1` });
    expect(comparison.reason).toMatch(/^at level 1, the finest that both share: /);
    // Odd or even is easier than twelve codes, and the half of code-00 that a row went to is no matter.
    expect(comparison.championValue!).toBeGreaterThan(0.75);
    expect(Math.abs(comparison.difference!)).toBeLessThan(0.05);
  });

  it('cannot tell when nobody says what became of a code', async () => {
    const run = await startRun(bench, ROWS, { name, data: files(CODES, null) });
    await wholeRun(run, centroidFit(run));
    const next = await startRun(bench, divide(ROWS), { name, run: 'next', data: files(NEW_CODES, null) });
    const { comparison } = await wholeRun(next, centroidFit(next));
    expect(comparison).toMatchObject({ decision: 'cannot-tell', difference: null });
    expect(comparison.reason).toMatch(/another codebook/);
  });

  it('compares codes as they are when each old one became one new one', async () => {
    const run = await startRun(bench, ROWS, { name, data: files(CODES, null) });
    await wholeRun(run, centroidFit(run));
    const renamed = ROWS.map((row) => (row.label === 'code-00' ? { ...row, label: 'code-20' } : row));
    const next = await startRun(bench, renamed, {
      name,
      run: 'next',
      data: files([...CODES.slice(1), 'code-20', 'code-22'], 'old,new,weight\ncode-00,code-20,\n'),
    });
    const { comparison } = await wholeRun(next, centroidFit(next));
    expect(comparison.level).toBeUndefined();
    expect(comparison.championValue!).toBeGreaterThan(0.3);
    expect(Math.abs(comparison.difference!)).toBeLessThan(0.05);
  });
});

describe('the finest codes that both models share', () => {
  const codebook = {
    codes: ['1', '2', '11', '12', '21', '111', '112', '121', '211'],
    titles: [],
    parents: [null, null, '1', '1', '2', '11', '11', '12', '21'],
  };
  const sides = { codebook, correspondence: null, ours: ['111', '112', '121', '211'], ourLevel: null, theirs: ['111', '211'], theirLevel: null };
  const recoded = (old: string, ...codes: string[]) => ({ old, candidates: codes.map((code) => ({ code, weight: '' })), merged: false });

  it.each([
    ['no change', {}, null],
    ['a code that became another', { theirs: ['x', '211'], correspondence: [recoded('x', '121')] }, null],
    ['a code divided inside its parent', { theirs: ['x', '211'], correspondence: [recoded('x', '111', '112')] }, 2],
    ['a code divided across parents', { theirs: ['x', '211'], correspondence: [recoded('x', '111', '121')] }, 1],
    ['a code divided across the top', { theirs: ['x'], correspondence: [recoded('x', '111', '211')] }, undefined],
    ['a code that nobody knows', { theirs: ['x', '211'] }, undefined],
    ['a champion one level up', { theirs: ['11', '21'], theirLevel: 2, ourLevel: 3 }, 2],
    ['no codebook, the same codes', { codebook: null }, null],
    ['no codebook, another code', { codebook: null, theirs: ['x'] }, undefined],
  ] as const)('%s: level %j', (_, change, level) => {
    expect(findSharedCodes({ ...sides, ...change })?.level).toBe(level);
  });

  it("are none for a code that was dropped, and the level's for the others", () => {
    const shared = findSharedCodes({ ...sides, theirs: ['x', 'y'], correspondence: [recoded('x'), recoded('y', '111', '112')] });
    expect([shared?.theirs('x'), shared?.theirs('y'), shared?.ours('112')]).toEqual([null, '11', '11']);
  });
});

describe('decide', () => {
  const gate = { metric: 'accuracy', margin: 0.005, confidence: 0.95 } as const;
  it.each([
    [0.01, 0.002, 'promote'],
    [0, -0.005, 'promote'],
    [0.001, -0.006, 'cannot-tell'],
    [-0.005, -0.02, 'cannot-tell'],
    [-0.0051, -0.02, 'refuse'],
    [-0.2, -0.3, 'refuse'],
  ])('answers for a difference of %d with lower bound %d: %s', (difference, lowerBound, decision) => {
    expect(decide({ difference, lowerBound }, gate).decision).toBe(decision);
  });
});

/** Another file under the same name: the store's own, which it may be a link to, stays as it is. */
function replaceFile(file: string, content: string | Uint8Array): void {
  rmSync(file);
  writeFileSync(file, content);
}
