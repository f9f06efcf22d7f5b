import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { FeatureMatrix } from '../../src/artifacts/features.js';
import { writeMatrixFile } from '../../src/artifacts/files/matrix-file.js';
import type { Trials } from '../../src/artifacts/trials.js';
import { digestBytes } from '../../src/core/digest.js';
import { PiscinaEngine } from '../../src/engine/piscina/piscina-engine.js';
import type { ModelKind } from '../../src/estimators/estimator.js';
import type { KindSettings, Section } from '../../src/estimators/kind-settings.js';
import { kindNamed } from '../../src/estimators/kinds.js';
import { withLogits } from '../../src/estimators/logits.js';
import { loadModelFiles, MODEL_FILES, writeModelFiles } from '../../src/estimators/model-files.js';
import type { FittedModel, Scorer } from '../../src/estimators/model-format.js';
import type { Predictions } from '../../src/evaluation/judged-rows.js';
import type { ScoreAnswers } from '../../src/ml/answers.js';
import { countCodes, summarise } from '../../src/ml/code-counts.js';
import { type FitOutcome, type FitRequest, FitToken } from '../../src/ml/fit.js';
import type { SharedRows, SparseRows } from '../../src/ml/labelled-rows.js';
import { trialsTable } from '../../src/stages/search/trial-tables.js';
import type { Tasks } from '../../src/tasks/task-table.js';
import { fitModels } from '../../src/training/fit-models.js';
import { scoreRows } from '../../src/training/score-rows.js';
import { TrainingMemory } from '../../src/training/training-memory.js';
import { drawRows, problemOf } from '../ml/linear-problem.js';

const hostFile = fileURLToPath(new URL('../../dist/tasks/hosts/thread-host.js', import.meta.url));
const CODES = ['a', 'b', 'c', 'd', 'e'];
const FEATURES = 120;
const DRAWN = drawRows(300, FEATURES, CODES.length, 71);
const TRAINING = problemOf(DRAWN).rows;
const JUDGING = problemOf(drawRows(80, FEATURES, CODES.length, 72)).rows;

/** All that is kept of a fit, but its seconds and its bytes of memory. */
interface Made {
  readonly outcome: Omit<FitOutcome, 'seconds' | 'allocatedBytes'>;
  /** Of the model's files; empty for a trial. */
  readonly files: readonly string[];
  /** Of the validation rows; null without any. */
  readonly scores: ScoreAnswers | null;
}

/**
 * What every kind of model promises to the search, the bundle and the report, checked through the interface alone. `options` are
 * those keys of a section that make its fits short, and in `grid` axes other than the defaults.
 */
export function kindContract<Settings extends KindSettings, Model extends FittedModel, Written>(
  given: ModelKind<Settings, Model, Written>,
  options: Readonly<Record<string, unknown>> = {},
): void {
  // As the table of kinds hands it out: without the types of its own settings and models.
  const kind = given as unknown as ModelKind;

  describe(`the kind ${kind.name}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-kind-'));
    const pools = new Map<number, TrainingMemory>();
    let place = 0;
    const newFolder = () => mkdtempSync(join(folder, `${place++}-`));
    const poolOf = (workerCount: number) => {
      const pool = pools.get(workerCount) ?? new TrainingMemory(new PiscinaEngine<Tasks>({ workerCount, hostFile, workerHeapMb: 128 }), 2 ** 28);
      pools.set(workerCount, pool);
      return pool;
    };
    afterAll(async () => {
      for (const { tasks } of pools.values()) await tasks.close();
      rmSync(folder, { recursive: true });
    });

    const section = sectionOf(kind, options);
    const settings = withMembers(kind, kind.settings.at(section, firstPoint(section), 1));

    function request(over: Partial<FitRequest<KindSettings>> = {}): FitRequest<KindSettings> {
      const validation = { rows: JUDGING, classCount: CODES.length, topCount: 3 };
      const shape = { featureCount: FEATURES, codes: CODES };
      return { settings, ...shape, rows: TRAINING, validation, metric: 'macroF1', certify: false, keep: false, ...over };
    }

    /** Fits all requests; what came of each, in order. */
    async function fitAll(requests: readonly FitRequest<KindSettings>[], workerCount = 1, folders: string[] = []): Promise<Made[]> {
      const made: Made[] = [];
      await fitModels(kind, poolOf(workerCount), requests, {
        kernelBytes: 2 ** 28,
        signal: new AbortController().signal,
        onPass: () => {},
        onDone: async (index, { seconds, allocatedBytes, passes, ...outcome }, model, scores) => {
          expect(seconds).toBeGreaterThanOrEqual(0);
          expect(allocatedBytes).toBeGreaterThanOrEqual(0);
          const target = newFolder();
          folders[index] = target;
          if (model !== null) writeModelFiles(target, model, requests[index]?.numberType);
          const files = model === null ? [] : Object.values(MODEL_FILES).map((name) => digestBytes(readFileSync(join(target, name))));
          made[index] = { outcome: { ...outcome, passes: passes.map((pass) => ({ ...pass, seconds: 0 })) }, files, scores };
        },
      });
      return made;
    }

    let modelFolder = '';
    let model: FittedModel;
    beforeAll(async () => {
      const folders: string[] = [];
      await fitAll([request({ certify: true, keep: true, validation: null })], 1, folders);
      modelFolder = folders[0] as string;
      model = loadModelFiles(modelFolder, { codes: CODES, featureCount: FEATURES });
    });

    test('is found by its name', () => {
      expect(kindNamed(kind.name, 'test')).toBe(kind);
    });

    test('makes settings that are plain JSON and name it, one a point of its grid', () => {
      expect(settings.estimator).toBe(kind.name);
      expect(JSON.parse(JSON.stringify(settings))).toEqual(settings);
      expect(Object.keys(section.grid).sort()).toEqual([...kind.settings.axisOrder].sort());
      expect(kind.settings.faults(section)).toEqual([]);
    });

    test('tells its settings in words and in columns, of which no name is taken', () => {
      expect(kind.settings.describe(settings)).not.toBe('');
      for (const [name, value] of kind.settings.facts(settings)) expect([name !== '', String(value) !== '']).toEqual([true, true]);
      const names = kind.settings.columns.map(({ name }) => name);
      const taken = trialsTable({ trials: [], chosen: 0, metric: 'macroF1' } as unknown as Trials).map(({ name }) => name);
      expect(new Set([...taken, ...names]).size).toBe(taken.length + names.length);
      for (const { type, of } of kind.settings.columns) {
        const value = of(settings);
        if (value !== null) expect(typeof value).toBe(type === 'text' ? 'string' : 'number');
      }
    });

    test('calls no settings simpler than themselves', () => {
      // Of −0 and 0 both.
      expect(kind.settings.compare(settings, settings) === 0).toBe(true);
    });

    test('has a fingerprint that is plain JSON and stays the same', () => {
      const fingerprint = kind.fingerprint();
      expect(Object.keys(fingerprint).length).toBeGreaterThan(0);
      expect(JSON.parse(JSON.stringify(fingerprint))).toEqual(kind.fingerprint());
    });

    test('says how much its fits take', () => {
      const sizes = {
        rowCount: 300,
        trainCount: 220,
        validationCount: 80,
        heldOutCount: 50,
        codeCount: 5,
        featureCount: FEATURES,
        entryCount: 2400,
        numberType: 'f32',
      } as const;
      const size = kind.size([settings], sizes, { workerCount: 2, freeBytes: 2 ** 30, rowsInMemory: true });
      const figures = [size.trialBytes, size.finalBytes, size.modelBytes, size.fileBytes, size.finalSeconds, size.scoreSeconds];
      figures.push(size.memories(4, 0), size.memories(4, 4), size.trialSeconds(null, 1), size.trialSeconds(3, 0));
      for (const figure of figures) expect(Number.isFinite(figure) && figure >= 0).toBe(true);
    });

    test('judges a trial by its validation rows and keeps no model of it', async () => {
      const [made] = (await fitAll([request()])) as [Made];
      const { validation } = made.outcome;
      for (const figure of Object.values(validation ?? {})) expect(figure >= 0 && figure <= 1).toBe(true);
      expect(validation).not.toBeNull();
      expect(made.files).toEqual([]);
    });

    test('gives the scores of a trial’s validation rows, by which its metrics come about', async () => {
      const label = JUDGING.label.map((own, row) => (row % 2 === 0 ? CODES.length : own));
      const validation = { rows: { ...JUDGING, label }, classCount: CODES.length + 1, topCount: 3 };
      const [made] = (await fitAll([request({ validation })], 2)) as [Made];
      const { top, topScores, topCount, temperatures, logSumExp, trueScore } = made.scores as ScoreAnswers;
      expect([topCount, temperatures, top.length, logSumExp.length]).toEqual([3, [1], 3 * label.length, label.length]);
      const given = Int32Array.from(label, (_, row) => top[row * topCount] as number);
      expect(summarise(countCodes(label, given, JUDGING.weight, validation.classCount))).toEqual(made.outcome.validation);
      label.forEach((own, row) => {
        expect(topScores[row * topCount]).toBeGreaterThanOrEqual(topScores[row * topCount + 1] as number);
        expect(logSumExp[row]).toBeGreaterThanOrEqual((topScores[row * topCount] as number) - 1e-6);
        const place = [...top.subarray(row * topCount, (row + 1) * topCount)].indexOf(own);
        if (own === CODES.length) expect(trueScore[row]).toBe(Number.NEGATIVE_INFINITY);
        else if (place >= 0) expect(trueScore[row]).toBe(topScores[row * topCount + place]);
      });
    });

    test('counts a code that only validation rows have against itself', async () => {
      const label = JUDGING.label.map((own, row) => (row % 2 === 0 ? CODES.length : own));
      const [whole, unknown] = await fitAll([
        request(),
        request({ validation: { rows: { ...JUDGING, label }, classCount: CODES.length + 1, topCount: 3 } }),
      ]);
      expect(unknown?.outcome.validation?.accuracy).toBeLessThan(whole?.outcome.validation?.accuracy ?? 0);
    });

    test('comes to the same bits on 1, 2 and 3 workers, alone and beside others', async () => {
      const short = kind.settings.shortened(settings, 1);
      const both = [request({ certify: true, keep: true, validation: null }), request({ settings: short })];
      const [alone] = await fitAll([both[0] as FitRequest<KindSettings>]);
      expect(alone?.files.length).toBe(2);
      for (const workerCount of [1, 2, 3]) {
        expect((await fitAll(both, workerCount))[0], `${workerCount} workers`).toEqual(alone);
        expect((await fitAll([...both].reverse(), workerCount))[1], `${workerCount} workers`).toEqual(alone);
      }
    });

    test('comes to the same bits from rows on disk', async () => {
      const stored = (rows: SharedRows, file: string): SharedRows => {
        const [shard] = rows.shards as [SparseRows];
        writeMatrixFile(join(folder, file), shard, FEATURES);
        return { ...rows, shards: [{ offsets: shard.offsets, file: join(folder, file) }] };
      };
      const [rows, judged] = [stored(TRAINING, 'training.matrix'), stored(JUDGING, 'judging.matrix')];
      const validation = { rows: judged, classCount: CODES.length, topCount: 3 };
      expect(await fitAll([request({ keep: true, rows, validation })], 2)).toEqual(await fitAll([request({ keep: true })], 2));
    });

    test.each(['f16', 'i8'] as const)('rounds its model to %s, the same bits on 1, 2 and 4 workers, and not a second time', async (numberType) => {
      const wanted = [request({ keep: true, validation: null, numberType })];
      const folders: string[] = [];
      const alone = await fitAll(wanted, 1, folders);
      for (const workerCount of [2, 4]) expect(await fitAll(wanted, workerCount)).toEqual(alone);
      const rounded = loadModelFiles(folders[0] as string, { codes: CODES, featureCount: FEATURES });
      const again = newFolder();
      writeModelFiles(again, rounded, numberType);
      expect(Object.values(MODEL_FILES).map((name) => digestBytes(readFileSync(join(again, name))))).toEqual(alone[0]?.files);
    });

    test('comes to the same bits when it may go on from shorter fits', async () => {
      const [first, second] = [new FitToken(), new FitToken()];
      const short = kind.settings.shortened(settings, 2);
      const alone = await fitAll([request({ settings: short }), request()], 2);
      await fitAll([request({ settings: kind.settings.shortened(settings, 1), holdAs: first })], 2);
      expect(await fitAll([request({ settings: short, goOnFrom: first, holdAs: second })], 2)).toEqual([alone[0]]);
      expect(await fitAll([request({ goOnFrom: second })], 2)).toEqual([alone[1]]);
    });

    test('stops when it is told to', async () => {
      const signal = AbortSignal.abort(new Error('enough'));
      const options = { kernelBytes: 2 ** 28, signal, onPass: () => {}, onDone: async () => {} };
      await expect(fitModels(kind, poolOf(2), [request(), request()], options)).rejects.toThrow('enough');
    });

    test('writes the same file again from what it has loaded', () => {
      const target = newFolder();
      writeModelFiles(target, model);
      for (const name of Object.values(MODEL_FILES)) expect(readFileSync(join(target, name))).toEqual(readFileSync(join(modelFolder, name)));
    });

    test('refuses a file that is cut short, of another kind of content, or of other codes', () => {
      const damage: ((file: string) => void)[] = [
        (file) => truncateSync(file, readFileSync(file).length - 1),
        (file) => truncateSync(file, 0),
        (file) => writeFileSync(file, Buffer.concat([Buffer.from('XXXX'), readFileSync(file).subarray(4)])),
      ];
      for (const spoil of damage) {
        const target = newFolder();
        writeModelFiles(target, model);
        spoil(join(target, MODEL_FILES.data));
        const load = () => loadModelFiles(target, { codes: CODES, featureCount: FEATURES });
        expect(load).toThrow(expect.objectContaining({ detail: expect.objectContaining({ code: 'artifact.corrupt' }) }));
      }
      const other = () => loadModelFiles(modelFolder, { codes: [...CODES, 'f'], featureCount: FEATURES });
      expect(other).toThrow(expect.objectContaining({ detail: expect.objectContaining({ code: 'artifact.corrupt' }) }));
    });

    test('finds no difference between a file and itself', () => {
      const file = join(modelFolder, MODEL_FILES.data);
      expect(kind.format.compare?.(file, file, CODES) ?? null).toBeNull();
    });

    test('gives every code a score, the same each time, also to a row without features', () => {
      const scorer = kind.format.open(model);
      expect([scorer.codes, scorer.areLogits]).toEqual([CODES, kind.format.open(model).areLogits]);
      for (let row = 0; row < 20; row++) {
        const scores = scoresOf(scorer, row);
        expect(scores).toEqual(scoresOf(scorer, row));
        expect(scores.every(Number.isFinite)).toBe(true);
      }
      const empty = Array.from(scorer.score(new Uint32Array(0), new Float32Array(0)));
      expect([empty.length, empty.every(Number.isFinite)]).toEqual([CODES.length, true]);
      if (!scorer.areLogits) expect(empty.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
    });

    test('scores rows on all workers to the bit as its scorer does', async () => {
      const matrix = storedMatrix(join(folder, 'rows.matrix'));
      const rows = Uint32Array.from(DRAWN.label.keys());
      const label = Int32Array.from(DRAWN.label, (own, row) => (row % 7 === 0 ? -1 : own));
      const scored: Predictions[] = [];
      for (const workerCount of [1, 2]) {
        const options = { topCount: 2, temperatures: [1, 2] };
        scored.push(await scoreRows(poolOf(workerCount), { model, modelDigest: digestBytes('model') }, matrix, rows, label, options));
      }
      expect(scored[1]).toEqual(scored[0]);
      const scorer = withLogits(kind.format.open(model));
      const [{ top, topScores, trueScore }] = scored as [Predictions];
      rows.forEach((row) => {
        const scores = scoresOf(scorer, row);
        const best = [...scores.keys()].sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
        expect(Array.from(top.subarray(2 * row, 2 * row + 2))).toEqual(best.slice(0, 2));
        expect(Array.from(topScores.subarray(2 * row, 2 * row + 2))).toEqual(best.slice(0, 2).map((code) => scores[code]));
        expect(trueScore[row]).toBe(label[row] === -1 ? Number.NEGATIVE_INFINITY : scores[label[row] as number]);
      });
    });
  });
}

/** The section of a kind with the defaults of its own schema. */
function sectionOf(kind: ModelKind, options: Readonly<Record<string, unknown>>): Section {
  const { grid: axes = {}, ...keys } = options;
  const grid = z.strictObject(kind.settings.axes(z)).parse(axes);
  const section = { kind: kind.name, ...z.strictObject(kind.settings.options(z)).parse(keys), grid } as unknown as Section;
  return { ...section, grid: kind.settings.complete(section) };
}

/** Settings of a kind that is made of others, with members of three kinds, of which one is no sum of weights. */
function withMembers(kind: ModelKind, settings: KindSettings): KindSettings {
  const short: Readonly<Record<string, object>> = { 'logistic-regression': { maxPasses: 2 } };
  const members = ['logistic-regression', 'naive-bayes', 'lookup'].map((name) => {
    const member = kindNamed(name, 'test');
    const section = sectionOf(member, { ...short[name] });
    return member.settings.final(member.settings.at(section, firstPoint(section), 1), { pass: 2 });
  });
  return kind.settings.combines?.of(settings, members) ?? settings;
}

function firstPoint({ grid }: Section): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(grid).map(([axis, [value]]) => [axis, value]));
}

function scoresOf(scorer: Scorer, row: number): readonly number[] {
  const [from, to] = [DRAWN.offsets[row], DRAWN.offsets[row + 1]];
  return Array.from(scorer.score(Uint32Array.from(DRAWN.ids.slice(from, to)), Float32Array.from(DRAWN.values.slice(from, to))));
}

/** The drawn rows as a matrix of one file. */
function storedMatrix(file: string): FeatureMatrix {
  const rows = { offsets: Uint32Array.from(DRAWN.offsets), ids: Uint32Array.from(DRAWN.ids), values: Float32Array.from(DRAWN.values) };
  writeMatrixFile(file, rows, FEATURES);
  const rowCount = DRAWN.label.length;
  const shards = [{ file, rowCount, entryCount: DRAWN.ids.length }];
  return { kind: 'feature-matrix', shards, firstRow: [0, rowCount], rowCount, table: { featureCount: FEATURES } } as unknown as FeatureMatrix;
}
