/**
 * Judges simulated rows, then fits the calibrator of their scores on ten parts of them and plans the review: `node judge-simulated.mjs
 * ROWS CODES`. Prints a JSON line with seconds by part, accuracy and its interval, the method that was chosen, the threshold, and the
 * peak of the resident bytes. Rows are drawn first; that is not counted.
 */
import { resourceUsage } from 'node:process';
import { loadDist } from './load-dist.mjs';

const [rowCount, codeCount] = process.argv.slice(2).map(Number);
const { chooseCalibrator, drawIntervals, evaluate, metricsTable, nameExamples, planReview, Rng } = await loadDist();

const AIM = { budget: 0.2, target: { error: 0.1, confidence: 0.9 }, reviewerError: 0.05 };
const codes = Array.from({ length: codeCount }, (_, code) => `code-${String(code).padStart(4, '0')}`);
const NAMES = { codes, parentOf: (code) => `group-${Number(code.slice(5)) % 20}` };
const rows = drawRows(Rng.fromSeed(1));
const request = { suite: 'test', codes, seed: 2, unseen: null, codebook: twoLevels(), design: designWeights() };

const seconds = {};
// On this thread too: a run leaves the intervals to workers.
const figures = await timed('evaluate', () => evaluate(rows, request, async (asked) => drawIntervals(asked)));
await timed('table', () => metricsTable([nameExamples(figures, String)]));
const chosen = await timed('calibrate', () => chooseCalibrator(scoredRows(), 'auto'));
const plan = await timed('plan', () => planReview({ ...answers(), score: chosen.scores }, AIM, NAMES, Rng.fromSeed(3)));
const { accuracy } = figures.intervals;
const maxRssMb = resourceUsage().maxRSS / 1000;
const facts = { accuracy: figures.metrics.accuracy, low: accuracy.low, high: accuracy.high, method: chosen.method, threshold: plan.threshold };
process.stdout.write(`${JSON.stringify({ seconds, ...facts, maxRssMb })}\n`);

async function timed(name, work) {
  const started = performance.now();
  const made = await work();
  seconds[name] = (performance.now() - started) / 1000;
  return made;
}

/** Codes as frequent as 1/rank, 80 % right, one row in ten of a group of two. */
function drawRows(rng) {
  const cumulated = new Float64Array(codeCount);
  let sum = 0;
  for (let code = 0; code < codeCount; code++) cumulated[code] = sum += 1 / (code + 1);
  const label = Int32Array.from({ length: rowCount }, () => {
    const at = rng.nextFloat() * sum;
    return Math.min(
      codeCount - 1,
      cumulated.findIndex((value) => at < value),
    );
  });
  const right = Float64Array.from({ length: codeCount }, () => 0.6 + 0.4 * rng.nextFloat());
  const score = new Float64Array(rowCount);
  const predicted = label.map((code, row) => {
    score[row] = rng.nextFloat();
    return rng.nextFloat() < right[code] ? code : (code + 1 + rng.nextBelow(9)) % codeCount;
  });
  let group = 0;
  return {
    classCount: codeCount,
    label,
    group: Uint32Array.from(label, (_, row) => (row % 20 === 19 ? group : ++group)),
    weight: null,
    predicted,
    score,
    rank: label.map((code, row) => (code === predicted[row] ? 0 : row % 7 < 5 ? row % 7 : -1)),
    loss: score.map((value) => 2 * value),
    squares: score,
  };
}

/** Scores that are too sure: log((1 − s) / s) of a score s, right where the row is. */
function scoredRows() {
  const { label, predicted, score, group } = rows;
  return {
    logRest: score.map((u, row) => (label[row] === predicted[row] ? Math.log(u) - 3 : Math.log(u) - 1)),
    right: Uint8Array.from(label, (code, row) => (code === predicted[row] ? 1 : 0)),
    weight: request.design.weight,
    part: Uint8Array.from(group, (one) => one % 10),
  };
}

function answers() {
  const { label, predicted, group } = rows;
  return {
    wrong: Uint8Array.from(label, (code, row) => (code === predicted[row] ? 0 : 1)),
    weight: request.design.weight,
    group,
    code: label,
    given: predicted,
  };
}

function twoLevels() {
  const parent = (code) => `group-${String(code % 20).padStart(2, '0')}`;
  return { codes: [...codes, ...new Set(codes.map((_, code) => parent(code)))], parents: codes.map((_, code) => parent(code)) };
}

function designWeights() {
  return { kind: 'weighted', unspokenShare: 0.001, weight: Float64Array.from(rows.label, (code) => (code < 100 ? 10 : 4)) };
}
