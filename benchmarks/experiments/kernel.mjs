import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataset } from '../datasets.mjs';
import { loadDist } from '../load-dist.mjs';
import { jsonLines } from '../measure.mjs';
import { secondsSince, withFlow } from '../our-flow.mjs';
import { BENCHMARKS, CACHE } from '../paths.mjs';
import { formatRatio, formatSeconds, markdownTable } from '../table.mjs';

const DOCUMENTS = 6400;
const REPEATS = 5;
const STEP = 4;
const BUILDS = [
  { name: 'C, SSE4.2', flags: ['-O3', '-msse4.2'] },
  { name: 'C, this processor', flags: ['-O3', '-march=native'] },
];
/** Sums differ by rounding: C may fuse a multiplication and an addition, and orders some sums differently. */
const SUM_TOLERANCE = 1e-3;

/**
 * The two loops of a fast fit (scores; update of all codes) in the kernel and in kernel-loop.c, one thread, over the first
 * rows of a synthetic set with made-up weights and gradients. Equal results first. Without gcc: the kernel's figures alone.
 */
export async function kernel({ rows }, say) {
  const dist = await loadDist();
  const dataset = await makeDataset('synth-kernel', { rows: rows ?? 2e4 });
  const problem = await withFlow(dist, dataset.config, { workers: 2, memoryBytes: 4 * 2 ** 30 }, (made) => makeProblem(dist, made));
  const measured = [{ name: 'kernel (wasm, SIMD)', ...runKernel(dist, problem) }, ...runC(problem, say)];
  for (const { name, scoreSum, weightSum } of measured.slice(1)) {
    for (const [got, wanted] of [
      [scoreSum, measured[0].scoreSum],
      [weightSum, measured[0].weightSum],
    ]) {
      if (!(Math.abs(got - wanted) <= SUM_TOLERANCE * wanted)) throw new Error(`${name}: sum ${got}, the kernel has ${wanted}: not the same loop`);
    }
  }
  const products = problem.ids.length * problem.stride;
  const rate = (seconds) => (products / seconds / 1e9).toFixed(2);
  const lines = measured.map(({ name, scoreSeconds, updateSeconds }) => ({
    name,
    score: rate(scoreSeconds),
    update: rate(updateSeconds),
    both: formatSeconds(scoreSeconds + updateSeconds),
    ratio: formatRatio(measured[0].scoreSeconds + measured[0].updateSeconds, scoreSeconds + updateSeconds),
  }));
  const columns = {
    loop: 'name',
    'scores, 10⁹ products/s': 'score',
    'updates, 10⁹ products/s': 'update',
    'both, s': 'both',
    'kernel takes': 'ratio',
  };
  const facts = `${problem.documents} documents, ${problem.ids.length} entries, ${problem.features} features × ${problem.stride} codes, fastest of ${REPEATS}.`;
  const { documents, features, stride } = problem;
  return {
    result: { documents, entries: problem.ids.length, features, stride, measured },
    markdown: `## Kernel against C\n\n${facts}\n\n${markdownTable(columns, lines)}`,
  };
}

/** Real rows; weights, gradients and their squares from a small congruential generator. */
function makeProblem(dist, { matrix, prepared }) {
  const shard = dist.loadMatrixFile(matrix.shards[0].file);
  const documents = Math.min(DOCUMENTS, shard.offsets.length - 1);
  const offsets = shard.offsets.slice(0, documents + 1);
  const ids = shard.ids.slice(0, offsets[documents]);
  const values = shard.values.slice(0, offsets[documents]);
  const features = matrix.table.featureCount;
  const stride = Math.ceil(prepared.codes.length / 4) * 4;
  const batch = dist.BATCH_DOCUMENTS;
  const next = generator(1);
  const weights = Float32Array.from({ length: features * stride }, () => next() - 0.5);
  const gradients = Float32Array.from({ length: batch * stride }, () => (next() - 0.5) / 100);
  const squares = new Float32Array(batch);
  for (let d = 0; d < batch; d++) for (let k = 0; k < stride; k++) squares[d] += gradients[d * stride + k] ** 2;
  return { documents, offsets, ids, values, features, stride, batch, weights, gradients, squares };
}

function generator(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function runKernel(dist, problem) {
  const { documents, offsets, features, stride, batch, weights } = problem;
  let batchEntries = 0;
  for (let d = 0; d < documents; d += batch) batchEntries = Math.max(batchEntries, offsets[Math.min(d + batch, documents)] - offsets[d]);
  const shape = { featureCount: features, classCount: stride, batchEntries, gradientRows: 0, probabilityDocuments: 0 };
  const layout = dist.linearLayout(shape);
  const memory = dist.createMemory(layout.byteCount);
  dist.writeTable(layout, memory);
  const { scoreDocuments, updateRows, setBatch, setPenalty } = dist.openLinearKernel(memory);
  const view = viewsOf(memory, layout, problem, batchEntries);
  view.weights.set(weights);
  setPenalty(0, 0);
  setBatch(STEP, 0, 0, 0);
  const place = (begin) => placeBatch(view, problem, begin);
  const scoreSeconds = fastest((count) => scoreDocuments(layout.table, 0, count, false), place, problem);
  let scoreSum = 0;
  for (const score of view.scores) scoreSum += Math.abs(score);
  // What the gradient step leaves: every block of four codes is active.
  view.scores.set(problem.gradients);
  view.squares.set(problem.squares);
  view.activeCounts.fill(stride / 4);
  for (let d = 0; d < batch; d++) for (let k = 0; k < stride / 4; k++) view.active[(d * stride) / 4 + k] = 16 * k;
  const updateSeconds = fastest((count) => updateRows(layout.table, count, 0, 1), place, problem);
  let weightSum = 0;
  for (const weight of view.weights) weightSum += Math.abs(weight);
  return { scoreSeconds, updateSeconds, scoreSum, weightSum };
}

function viewsOf({ buffer }, layout, { features, stride, batch }, batchEntries) {
  return {
    offsets: new Uint32Array(buffer, layout.offsets, batch + 1),
    ids: new Uint32Array(buffer, layout.ids, batchEntries),
    values: new Float32Array(buffer, layout.values, batchEntries),
    weights: new Float32Array(buffer, layout.weights, features * stride),
    scores: new Float32Array(buffer, layout.scores, batch * stride),
    active: new Uint32Array(buffer, layout.active, (batch * stride) / 4),
    activeCounts: new Uint32Array(buffer, layout.activeCounts, batch),
    squares: new Float32Array(buffer, layout.squares, batch),
  };
}

/** Copies a batch in; not timed, since the C loop reads its rows where they lie. */
function placeBatch(view, { offsets, ids, values, documents, batch }, begin) {
  const end = Math.min(begin + batch, documents);
  const first = offsets[begin];
  for (let d = begin; d <= end; d++) view.offsets[d - begin] = offsets[d] - first;
  view.ids.set(ids.subarray(first, offsets[end]));
  view.values.set(values.subarray(first, offsets[end]));
  return end - begin;
}

function fastest(loop, place, { documents, batch }) {
  let least = Number.POSITIVE_INFINITY;
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    let seconds = 0;
    for (let begin = 0; begin < documents; begin += batch) {
      const count = place(begin);
      const started = performance.now();
      loop(count);
      seconds += secondsSince(started);
    }
    least = Math.min(least, seconds);
  }
  return least;
}

function runC(problem, say) {
  if (spawnSync('gcc', ['--version']).status !== 0) {
    say('kernel: no gcc here, so nothing to compare with');
    return [];
  }
  const folder = mkdtempSync(join(CACHE, 'kernel-'));
  try {
    const { documents, offsets, ids, values, features, stride, weights, gradients, squares } = problem;
    const head = Uint32Array.of(documents, ids.length, features, stride);
    const file = join(folder, 'problem.bin');
    writeFileSync(
      file,
      Buffer.concat(
        [head, offsets, ids, values, weights, gradients, squares].map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength)),
      ),
    );
    return BUILDS.map(({ name, flags }) => {
      const program = join(folder, 'kernel-loop');
      const built = spawnSync('gcc', [...flags, '-o', program, join(BENCHMARKS, 'kernel-loop.c'), '-lm'], { encoding: 'utf8' });
      if (built.status !== 0) throw new Error(`gcc: ${built.stderr}`);
      const { status, stdout, stderr } = spawnSync(program, [file, String(REPEATS)], { encoding: 'utf8' });
      if (status !== 0) throw new Error(`kernel-loop: ${stderr}`);
      return { name, ...jsonLines(stdout)[0] };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
