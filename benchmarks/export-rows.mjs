import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { loadDist } from './load-dist.mjs';
import { withFlow } from './our-flow.mjs';

const MEMORY_BYTES = 8 * 2 ** 30;
const SVM_FEATURES = { ids: 'hashed', maxFeatures: 65536, minDocumentFrequency: 1 };
const EXPORTED = ['train', 'validation', 'test'];
const ROLE_NUMBERS = { train: 0, validation: 1, test: 3 };

/** What can be exported of a data set for the peers. */
export const RoleFiles = { tsv: writeTsv, svm: writeSvm };

/** Features that make the matrix of the `.svm` files; ours uses the same for a comparison at equal objective. */
export const HASHED_FEATURES = SVM_FEATURES;

/** Runs our pipeline to its split (and its hashed matrix) and writes the files of a kind; returns facts for dataset.json. */
export async function exportRows(folder, config, write) {
  const dist = await loadDist();
  const features = write === writeSvm ? { ...config.features, ...SVM_FEATURES } : config.features;
  const resources = { workers: availableParallelism(), memoryBytes: MEMORY_BYTES };
  return withFlow(dist, { ...config, features }, resources, (made) => write(folder, made, dist));
}

/**
 * `<role>.tsv`: id, text, label of the rows of each role; rows of the calibration role are nobody's. In the order of
 * SHA-256(id): some peers take rows as they come, and a file sorted by code would ruin them. Tabs and line ends inside a
 * text become blanks, which is what our canonical text makes of them too.
 */
async function writeTsv(folder, { split, source, context }) {
  const rows = Object.fromEntries(EXPORTED.map((role) => [role, []]));
  const partitions = source.partitions.map(({ path }) => ({ file: path }));
  const { id, text } = context.config.data;
  for await (const { rowCount, columns } of context.tables.splitTexts(split.file, partitions, id, text)) {
    const [ids, codes, roles, ...texts] = columns;
    for (let i = 0; i < rowCount; i++) {
      rows[roles[i]]?.push(`${ids[i]}\t${texts.map((column) => column[i].replace(/[\t\n\r]+/g, ' ')).join(' ')}\t${codes[i]}\n`);
    }
  }
  for (const role of EXPORTED) writeLines(join(folder, `${role}.tsv`), ['id\ttext\tlabel\n', ...shuffled(rows[role])]);
  return { splitDigest: split.splitDigest, rowCounts: Object.fromEntries(EXPORTED.map((role) => [role, rows[role].length])) };
}

function shuffled(lines) {
  const keyed = lines.map((line) => ({
    line,
    key: createHash('sha256')
      .update(line.slice(0, line.indexOf('\t')))
      .digest('latin1'),
  }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
  return keyed.map(({ line }) => line);
}

/** `<role>.svm`: `label id:value …`, labels from 0 (codes without a train row from the number of train codes on), ids from 1. */
async function writeSvm(folder, { prepared, split, matrix }, dist) {
  const known = dist.codesOfRows(prepared, dist.rowsWithRole(split.role, ROLE_NUMBERS.train));
  let next = known.codes.length;
  const labelOf = known.classOfCode.map((index) => (index >= 0 ? index : next++));
  for (const role of EXPORTED) writeLines(join(folder, `${role}.svm`), svmLines(dist, prepared, split, matrix, labelOf, role));
  return { featureCount: matrix.table.featureCount, codes: known.codes.length, splitDigest: split.splitDigest };
}

function* svmLines(dist, prepared, split, matrix, labelOf, role) {
  for (const [shard, { file }] of matrix.shards.entries()) {
    const { offsets, ids, values } = dist.loadMatrixFile(file);
    const firstRow = matrix.firstRow[shard];
    for (let local = 0; local < offsets.length - 1; local++) {
      const row = firstRow + local;
      if (split.role[row] !== ROLE_NUMBERS[role]) continue;
      const cells = [];
      for (let e = offsets[local]; e < offsets[local + 1]; e++) cells.push(`${ids[e] + 1}:${values[e]}`);
      yield `${labelOf[prepared.code[row]]} ${cells.join(' ')}\n`;
    }
  }
}

function writeLines(file, lines) {
  const handle = openSync(file, 'w');
  let buffer = [];
  let length = 0;
  const flush = () => {
    writeSync(handle, buffer.join(''));
    buffer = [];
    length = 0;
  };
  for (const line of lines) {
    buffer.push(line);
    length += line.length;
    if (length > 1 << 22) flush();
  }
  flush();
  closeSync(handle);
}
