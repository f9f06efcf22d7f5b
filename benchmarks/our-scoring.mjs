/**
 * How fast a bundle codes texts, in a process of its own:
 *
 *   node benchmarks/our-scoring.mjs --bundle DIR --texts FILE [--first] [--dist DIR]
 *
 * FILE is a JSON list. Prints one JSON line: texts per CPU second of the whole process (the collector's threads too) one by one and in
 * batches, and a digest of all answers. With `--first` only the CPU seconds from the start of the process until ten texts are coded.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cpuSecondsSince } from './our-flow.mjs';
import { DIST } from './paths.mjs';

const BATCH = 256;
const WARM_UP = 4096;
const FIRST = 10;

const text = { type: 'string' };
const { values } = parseArgs({
  options: { bundle: text, texts: text, first: { type: 'boolean', default: false }, dist: { ...text, default: DIST } },
});
const texts = JSON.parse(readFileSync(values.texts, 'utf8'));
const { openBundle } = await import(join(values.dist, 'app/index.js'));
const predictor = await openBundle(values.bundle);
process.stdout.write(`${JSON.stringify(values.first ? codeFirst() : codeAll())}\n`);

function codeFirst() {
  predictor.predict(texts.slice(0, FIRST));
  const { user, system } = process.cpuUsage();
  return { cpuSeconds: (user + system) / 1e6 };
}

function codeAll() {
  const digest = createHash('sha256');
  for (const batch of batchesOf(texts, BATCH)) digest.update(JSON.stringify(predictor.predict(batch, { k: 5 })));
  return { oneByOne: textsPerCpuSecond(1), inBatches: textsPerCpuSecond(BATCH), answers: digest.digest('hex') };
}

function textsPerCpuSecond(size) {
  for (const batch of batchesOf(texts.slice(0, WARM_UP), size)) predictor.predict(batch);
  const batches = batchesOf(texts, size);
  const before = process.cpuUsage();
  for (const batch of batches) predictor.predict(batch);
  return texts.length / cpuSecondsSince(before);
}

function batchesOf(all, size) {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
