/**
 * Judges simulated rows: `node judge-simulated.mjs ROWS CODES`. Prints a JSON line with seconds by part, accuracy and its
 * interval, and the peak of the resident bytes. Rows are drawn first; that is not counted.
 */
import { resourceUsage } from 'node:process';
import { loadDist } from './load-dist.mjs';

const [rowCount, codeCount] = process.argv.slice(2).map(Number);
const { evaluate, metricsTable, nameExamples, Rng } = await loadDist();

const codes = Array.from({ length: codeCount }, (_, code) => `code-${String(code).padStart(4, '0')}`);
const rows = drawRows(Rng.fromSeed(1));
const request = { suite: 'test', codes, seed: 2, unseen: null, codebook: twoLevels(), design: designWeights() };

const seconds = {};
const figures = timed('evaluate', () => evaluate(rows, request));
timed('table', () => metricsTable(nameExamples(figures, String)));
const { accuracy } = figures.intervals;
const maxRssMb = resourceUsage().maxRSS / 1000;
process.stdout.write(`${JSON.stringify({ seconds, accuracy: figures.metrics.accuracy, low: accuracy.low, high: accuracy.high, maxRssMb })}\n`);

function timed(name, work) {
  const started = performance.now();
  const made = work();
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

function twoLevels() {
  const parent = (code) => `group-${String(code % 20).padStart(2, '0')}`;
  return { codes: [...codes, ...new Set(codes.map((_, code) => parent(code)))], parents: codes.map((_, code) => parent(code)) };
}

function designWeights() {
  return { kind: 'weighted', unspokenShare: 0.001, weight: Float64Array.from(rows.label, (code) => (code < 100 ? 10 : 4)) };
}
