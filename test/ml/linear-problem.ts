import { readFileSync } from 'node:fs';
import { Rng } from '../../src/core/rng.js';
import { sharedFloat32, sharedInt32, sharedUint32 } from '../../src/core/shared-arrays.js';
import { BATCH_DOCUMENTS } from '../../src/kernels/linear-layout.js';
import { createMemories, sliceLinear } from '../../src/kernels/linear-slices.js';
import { createControl } from '../../src/ml/barrier.js';
import type { Penalty } from '../../src/ml/certificate.js';
import type { FitOutcome, FitRequest } from '../../src/ml/fit.js';
import type { SolverSettings } from '../../src/ml/fit-record.js';
import { type LabelledRows, largestBatch } from '../../src/ml/labelled-rows.js';
import { LinearTeam } from '../../src/ml/linear-team.js';
import { PassBoard } from '../../src/ml/pass-board.js';
import { openValidationScores } from '../../src/ml/solvers/judge-members.js';
import { type FitRun, fitLinear, type TeamStatus } from '../../src/ml/solvers/linear-fit.js';
import { planMembers } from '../../src/ml/solvers/members.js';
import { openTallies } from '../../src/ml/solvers/pass-tally.js';

/** Sparse rows with classes, in the arrays that the solvers take. */
export interface Problem {
  readonly featureCount: number;
  readonly classCount: number;
  readonly rows: LabelledRows;
}

export interface PlainRows {
  readonly featureCount: number;
  readonly classCount: number;
  readonly offsets: readonly number[];
  readonly ids: readonly number[];
  readonly values: readonly number[];
  readonly label: readonly number[];
}

/** Rows in the given order; weights as they are (their mean is to be 1), 1 when left out. */
export function problemOf(plain: PlainRows, weight: readonly number[] | null = null, order: readonly number[] = [...plain.label.keys()]): Problem {
  const shared = {
    offsets: sharedUint32(plain.offsets.length),
    ids: sharedUint32(plain.ids.length),
    values: sharedFloat32(plain.values.length),
    row: sharedUint32(order.length),
    label: sharedInt32(order.length),
    weight: sharedFloat32(order.length),
  };
  shared.offsets.set(plain.offsets);
  shared.ids.set(plain.ids);
  shared.values.set(plain.values);
  shared.row.set(order);
  shared.label.set(order.map((row) => plain.label[row]!));
  shared.weight.set(order.map((row) => weight?.[row] ?? 1));
  const { offsets, ids, values, ...rows } = shared;
  return {
    featureCount: plain.featureCount,
    classCount: plain.classCount,
    rows: { shards: [{ offsets, ids, values }], firstRow: [0, plain.label.length], ...rows },
  };
}

/** Rows whose code shows in half of their entries; class sizes fall like 1/k, every class has a row. */
export function drawRows(rowCount: number, featureCount: number, classCount: number, seed: number): PlainRows {
  const rng = Rng.fromSeed(seed);
  const offsets = [0];
  const ids: number[] = [];
  const values: number[] = [];
  const label: number[] = [];
  for (let i = 0; i < rowCount; i++) {
    const code = i < classCount ? i : Math.min(Math.floor(classCount * rng.nextFloat() * rng.nextFloat()), classCount - 1);
    const drawn = new Set<number>();
    for (let e = 0; e < 8; e++) {
      drawn.add(rng.nextBelow(2) === 0 ? (code * 37 + rng.nextBelow(5) * 11) % featureCount : rng.nextBelow(featureCount));
    }
    for (const id of [...drawn].sort((a, b) => a - b)) {
      ids.push(id);
      values.push(Math.fround((0.25 + rng.nextFloat()) / Math.sqrt(drawn.size)));
    }
    offsets.push(ids.length);
    label.push(code);
  }
  return { featureCount, classCount, offsets, ids, values, label };
}

/** Weights of mean 1 between 0 and about 2, exact in f32. */
export function drawWeights(rowCount: number, seed: number): number[] {
  const rng = Rng.fromSeed(seed);
  const raw = Array.from({ length: rowCount }, () => (rng.nextBelow(10) === 0 ? 0 : 0.2 + rng.nextFloat()));
  const mean = raw.reduce((sum, w) => sum + w, 0) / rowCount;
  return raw.map((w) => Math.fround(w / mean));
}

export interface TeamOptions {
  readonly gradientRows?: number;
  /** Whether there is room for the exact solver's vectors. */
  readonly exact?: boolean;
  /** Room for factors of this rank. */
  readonly rank?: number | null;
}

/** A team of one worker over clean memory, in this thread. */
export function soloTeam(
  { featureCount, classCount, rows }: Problem,
  { gradientRows = featureCount, exact = true, rank = null }: TeamOptions = {},
): LinearTeam {
  const probabilityDocuments = exact ? Math.ceil(rows.row.length / BATCH_DOCUMENTS) * BATCH_DOCUMENTS : 0;
  const shape = { featureCount, classCount, batchEntries: largestBatch(rows), gradientRows, probabilityDocuments, rank: rank ?? 0 };
  const control = createControl(1);
  const team = new LinearTeam({ shape, memories: createMemories(sliceLinear(shape)), control, workerCount: 1, reused: false }, 0);
  team.openLayout();
  return team;
}

/** Weights and intercept in plain arrays without padding: `weights[feature][code]`. */
export interface Point {
  readonly weights: readonly (readonly number[])[];
  readonly intercept: readonly number[];
}

export function pointOf(team: LinearTeam): Point {
  const { weights, intercept } = viewsOf(team);
  const { stride, classCount, featureCount } = team.layout;
  return {
    weights: Array.from({ length: featureCount }, (_, j) => [...weights.subarray(j * stride, j * stride + classCount)]),
    intercept: [...intercept.subarray(0, classCount)],
  };
}

/** Moves a team to a point, rounded to f32. */
export function movePoint(team: LinearTeam, point: Point): void {
  const { weights, intercept } = viewsOf(team);
  point.weights.forEach((row, j) => {
    weights.set(row, j * team.layout.stride);
  });
  intercept.set(point.intercept);
}

function viewsOf({ memory, layout }: LinearTeam) {
  return {
    weights: new Float32Array(memory.buffer, layout.weights, layout.featureCount * layout.stride),
    intercept: new Float32Array(memory.buffer, layout.intercept, layout.stride),
  };
}

const SETTINGS: SolverSettings = { mode: 'exact', l2: 1e-3, l1: 0, rank: null, seed: 1, maxPasses: 200, patience: 1, tolerance: 1e-8 };

export interface SoloFit extends FitOutcome<TeamStatus> {
  readonly point: Point;
  readonly team: LinearTeam;
}

/** Asks for a whole fit of a problem, whose weights are kept; certified unless told otherwise. */
export function requestOf(
  problem: Problem,
  settings: Partial<SolverSettings>,
  { certify = true, validation }: { certify?: boolean; validation?: LabelledRows },
): FitRequest<SolverSettings, LabelledRows> {
  return {
    settings: { ...SETTINGS, ...(certify ? { certify } : {}), ...settings },
    featureCount: problem.featureCount,
    codes: codesOf(problem),
    metric: 'macroF1',
    rows: problem.rows,
    validation: validation === undefined ? null : { rows: validation, classCount: problem.classCount, topCount: 2 },
    certify,
    keep: true,
  };
}

/** What the members of a team share for a fit that begins. */
export function runOf(request: FitRequest<SolverSettings, LabelledRows>): FitRun {
  const tallies = planMembers(request.settings).map(() => openTallies(request));
  return { board: PassBoard.create(request.settings.maxPasses), tallies, scores: openValidationScores(request), soFar: null };
}

/** The whole of `fitLinear` on one worker in this thread. */
export function fitSolo(
  problem: Problem,
  settings: Partial<SolverSettings>,
  options: { certify?: boolean; validation?: LabelledRows } = {},
): SoloFit {
  const request = requestOf(problem, settings, options);
  const teams = planMembers(request.settings).map(({ rank }) => soloTeam(problem, { exact: request.settings.mode === 'exact', rank }));
  const [team] = teams as [LinearTeam];
  const result = fitLinear(teams, request, runOf(request));
  return { ...result, point: pointOf(team), team };
}

/** Names for the codes of a problem. */
export function codesOf({ classCount }: Problem): readonly string[] {
  return Array.from({ length: classCount }, (_, k) => `code ${k}`);
}

/** Scores of every row in plain f64. */
export function scoresAt({ rows, classCount }: Problem, { weights, intercept }: Point): number[][] {
  const [shard] = rows.shards;
  return [...rows.row].map((row) => {
    const scores = intercept.slice(0, classCount);
    for (let e = shard!.offsets[row]!; e < shard!.offsets[row + 1]!; e++) {
      weights[shard!.ids[e]!]!.forEach((w, k) => {
        scores[k] = scores[k]! + shard!.values[e]! * w;
      });
    }
    return scores;
  });
}

/** F(W, b) by the formula of the README, in plain f64 and with `Math`. */
export function objectiveAt(problem: Problem, point: Point, { l2, l1 }: Penalty): number {
  const { rows } = problem;
  const loss = scoresAt(problem, point).reduce((sum, scores, i) => {
    const top = Math.max(...scores);
    const logSum = top + Math.log(scores.reduce((total, score) => total + Math.exp(score - top), 0));
    return sum + rows.weight[i]! * (logSum - scores[rows.label[i]!]!);
  }, 0);
  let square = 0;
  let absolute = 0;
  for (const w of point.weights.flat()) {
    square += w * w;
    absolute += Math.abs(w);
  }
  return loss / rows.row.length + (l2 / 2) * square + l1 * absolute;
}

export function predictionsAt(problem: Problem, point: Point): number[] {
  return scoresAt(problem, point).map((scores) => scores.indexOf(Math.max(...scores)));
}

export function weightNorm(point: Point): number {
  return Math.sqrt(point.weights.flat().reduce((sum, w) => sum + w * w, 0));
}

interface Optimum extends Penalty {
  readonly weight: number[] | null;
  readonly objective: number;
  readonly predicted: number[];
  readonly weightNorm: number;
  readonly zeroCount: number;
}

/** Optima found by scikit-learn; see golden/make_solvers.py. */
export const golden = JSON.parse(readFileSync(new URL('./golden/solvers.json', import.meta.url), 'utf8')) as Record<
  'ridge' | 'lasso',
  { readonly problem: PlainRows; readonly optima: Optimum[] }
>;
