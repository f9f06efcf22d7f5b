import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spreadRows } from '../data/spread-rows.mjs';
import { writePartitions } from '../data/write-partitions.mjs';
import { exportRows, RoleFiles } from './export-rows.mjs';
import { jsonLines, runMeasured } from './measure.mjs';
import { CACHE, DIST, ROOT } from './paths.mjs';

/** Raised when a data set of the same name would be made otherwise. */
const DATA_VERSION = 1;

/** Data sets that are not ours to give away: the caller names a file. */
export const FROM_TSV = ['kldb', 'uksic'];

/** Features of both sides of the comparison; a setting may replace single keys. */
const FEATURES = { words: [1, 2], chars: [3, 5], minDocumentFrequency: 2, maxFeatures: 262144 };

/**
 * Makes a data set once and returns its folder, which holds
 *   dataset.json                       pipeline config (absolute paths), split digest, counts
 *   partitions/*.parquet               the rows (not for `nsi`, which is committed)
 *   train.tsv validation.tsv test.tsv  our split, for the peers (with `tsv`)
 *   train.svm …                        our matrix hashed to 2^16 ids (with `svm`)
 *
 * Names: `synth-180k` and the like (`millrace synth coicop`, seed 1), `divided-100k-5000` (the same with `--codes 5000`), `nsi`, `naics`, `kldb` and `uksic` (which need
 * `files[name]`, a TSV of id, text, label). `codes` relabels a synthetic set: see `relabel`.
 */
export async function makeDataset(name, { rows, files = {}, tsv = false, svm = false, codes } = {}) {
  const rowCount = rows ?? rowsOf(name);
  const parts = [name, ...(rows === undefined ? [] : [`rows${rows}`]), ...(codes === undefined ? [] : [`codes${codes}`])];
  const folder = join(CACHE, 'data', parts.join('-'));
  const file = join(folder, 'dataset.json');
  let dataset = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  // The config names files by absolute paths: a cache that was moved is made anew.
  if (dataset?.version !== DATA_VERSION || dataset.folder !== folder) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    dataset = { version: DATA_VERSION, folder, name: parts.join('-'), config: await makeRows(name, folder, rowCount, files, codes) };
    save(file, dataset);
  }
  if (tsv && dataset.splitDigest === undefined) {
    dataset = { ...dataset, ...(await exportRows(folder, dataset.config, RoleFiles.tsv)) };
    save(file, dataset);
  }
  if (svm && dataset.svm === undefined) {
    dataset = { ...dataset, svm: await exportRows(folder, dataset.config, RoleFiles.svm) };
    save(file, dataset);
  }
  return dataset;
}

/** The main job's data; a small synthetic set in a trial run (`rows` given). */
export function makeMainDataset(rows) {
  return rows === undefined ? makeDataset('nsi') : makeDataset('synth-trial', { rows });
}

/** `synth-180k` → 180,000. */
function rowsOf(name) {
  const found = /^(?:synth|divided)-(\d+)(k|m)(?:-\d+)?$/.exec(name);
  return found === null ? undefined : Number(found[1]) * (found[2] === 'm' ? 1e6 : 1e3);
}

async function makeRows(name, folder, rowCount, files, codes) {
  if (name === 'nsi') return configOf(name, join(ROOT, 'data/nsi/*.parquet'), join(ROOT, 'data/nsi/codebook.csv'), { minDocumentFrequency: 1 });
  if (name === 'naics') return naicsConfig();
  const partitions = join(folder, 'partitions', '*.parquet');
  if (FROM_TSV.includes(name)) {
    await writeTsvRows(folder, name, files[name], rowCount);
    return configOf(name, partitions, null, { minDocumentFrequency: 1 });
  }
  if (rowCount === undefined)
    throw new Error(`--datasets: no data set is called ${name}; wanted synth-180k, synth-1m, nsi, naics, ${FROM_TSV.join(' or ')}`);
  const args = [join(DIST, 'cli/main.js'), 'synth', 'coicop', '--rows', String(rowCount), '--seed', '1', '--out', folder, '--quiet', '--json'];
  const divided = /^divided-.*-(\d+)$/.exec(name);
  if (divided !== null) args.push('--codes', divided[1]);
  const made = await runMeasured(process.execPath, [...args, '--workspace', join(folder, 'workspace')]);
  if (made.exitCode !== 0) throw new Error(`millrace synth ended with ${made.exitCode}: ${made.stdout}`);
  rmSync(join(folder, 'workspace'), { recursive: true, force: true });
  jsonLines(made.stdout);
  if (codes === undefined) return configOf(name, partitions, join(folder, 'codebook.csv'));
  const { relabel } = await import('./relabel.mjs');
  await relabel(join(folder, 'partitions'), codes);
  return configOf(name, partitions, null);
}

function configOf(name, partitions, codebook, features = {}) {
  return { name: name.replaceAll('_', '-'), data: { partitions, codebook }, features: { ...FEATURES, ...features } };
}

/** As in pipelines/naics.yaml: labels cut to four digits. */
function naicsConfig() {
  const { data, ...config } = configOf('naics', join(ROOT, 'data/naics/*.parquet'), join(ROOT, 'data/naics/codebook.csv'));
  return { ...config, data: { ...data, level: 4 } };
}

/** A TSV (header id, text, label) as eight partitions, rows spread by the hash of their id. */
async function writeTsvRows(folder, name, file, rowCount) {
  const wanted = `--${name} FILE or MILLRACE_${name.toUpperCase()} (TSV with id, text, label)`;
  if (file === undefined) throw new Error(`data set ${name}: name its file with ${wanted}`);
  const [header, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  if (header !== 'id\ttext\tlabel') throw new Error(`${file}: the header is ${JSON.stringify(header)}, wanted id, text, label`);
  const rows = lines.map((line) => {
    const [id, text, label] = line.split('\t');
    return { id, text, label };
  });
  mkdirSync(join(folder, 'partitions'), { recursive: true });
  const spread = spreadRows(rows, 8);
  // A trial run takes the first rows in the order of their hash, not the first codes.
  const taken = rowCount === undefined ? spread : spread.map((part) => part.slice(0, Math.ceil(rowCount / 8)));
  await writePartitions(join(folder, 'partitions'), taken);
}

function save(file, dataset) {
  writeFileSync(`${file}.tmp`, `${JSON.stringify(dataset, null, 2)}\n`);
  renameSync(`${file}.tmp`, file);
}
