import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataset } from '../datasets.mjs';
import { loadDist } from '../load-dist.mjs';
import { jsonLines, runMeasured } from '../measure.mjs';
import { DIST } from '../paths.mjs';
import { mergeConfig, readConfigurations } from '../quality/configurations.mjs';
import { digestProgram, keyOf, openKeptRuns } from '../quality/kept-runs.mjs';
import { readScoredRows, writeTestPartition } from '../quality/run-tables.mjs';
import { markdownTable } from '../table.mjs';

/** Data sets that are run unless others are named; those of a file only when it is named. */
const USUAL = ['nsi', 'naics', 'kldb', 'uksic'];
/** Codes with so few groups in the rows that the model is fitted on are told apart. */
const FEW = 3;
/** More than any of these sets has. */
const EVERY_CODE = '100000';

/**
 * Do scores mean what they say: the whole flow on several data sets and split seeds, and the coded test rows against what they are, each
 * weighted by groups of its code in the data / its test groups. Seeds 201 to 210 are for the proof alone.
 */
export async function calibration(options, say) {
  const { seeds, files } = options;
  const configurations = readConfigurations(options.configurations);
  const datasets = options.datasets ?? USUAL.filter((name) => !(name in files) || files[name] !== undefined);
  const dist = await loadDist();
  const program = digestProgram(DIST);
  const kept = openKeptRuns();
  const runs = [];
  for (const name of datasets) {
    const dataset = await makeDataset(name, { rows: options.rows, files });
    for (const seed of seeds) {
      for (const [configuration, part] of Object.entries(configurations)) {
        const { name: pipeline, data } = dataset.config;
        const config = mergeConfig({ name: pipeline, data, split: { seed } }, part);
        const key = keyOf('calibration', config, program);
        const workspace = join(kept.folder, 'workspaces', `calibration-${dataset.name}-${seed}-${program}`);
        const run = kept.get(key) ?? kept.put(key, await runOnce(workspace, config));
        const line = { dataset: name, seed, configuration, ...run.calibration, seconds: run.seconds, ...judge(dist, run.rows, seed) };
        say(`${name}, seed ${seed}, ${configuration}: gap ${line.gap.toFixed(4)}, z ${line.z.toFixed(2)}, slope ${line.slope.toFixed(2)}`);
        runs.push(line);
        rmSync(workspace, { recursive: true, force: true });
      }
    }
  }
  const means = meansOf(runs, datasets, Object.keys(configurations));
  return { result: { configurations, datasets, seeds, runs, means }, markdown: markdownOf(runs, means) };
}

async function runOnce(workspace, config) {
  mkdirSync(workspace, { recursive: true });
  const pipeline = join(workspace, 'pipeline.yaml');
  writeFileSync(pipeline, JSON.stringify(config));
  const run = await runProgram(['run', pipeline, '--workspace', workspace, '-q']);
  const runFolder = join(workspace, 'runs', run.answer.run);
  const { id = 'id' } = config.data;
  const splitFile = join(runFolder, 'split.parquet');
  const testFile = join(workspace, 'test.parquet');
  const coded = join(runFolder, 'coded');
  await writeTestPartition(testFile, config.data.partitions, id, splitFile);
  const to = ['--in', testFile, '--out', coded, '--id', id, '--max-unseen-share', '1', '--workspace', workspace, '-q'];
  await runProgram(['predict', run.answer.bundle, ...to, '--k', EVERY_CODE]);
  const calibrated = jsonLines(readFileSync(join(run.answer.bundle, 'calibration.json'), 'utf8')).at(-1);
  return { seconds: run.seconds, calibration: { method: calibrated.method }, rows: await readScoredRows(splitFile, join(coded, '*.parquet'), FEW) };
}

async function runProgram(args) {
  const { exitCode, stdout, seconds } = await runMeasured(process.execPath, [join(DIST, 'cli/main.js'), ...args, '--json']);
  if (exitCode !== 0) throw new Error(`millrace ${args[0]} ended with ${exitCode}: ${stdout}`);
  return { answer: jsonLines(stdout).at(-1), seconds };
}

/** Figures of the scores of one run's test rows. */
function judge({ checkScores, gapOf, Rng }, rows, seed) {
  const groups = new Map();
  const picked = (keep) => {
    const some = rows.filter(keep);
    return {
      score: Float64Array.from(some, ({ score }) => score),
      right: Uint8Array.from(some, ({ isRight }) => (isRight ? 1 : 0)),
      weight: Float64Array.from(some, ({ groupsInData, groupsInTest }) => groupsInData / groupsInTest),
      group: Uint32Array.from(some, ({ group }) => groups.get(group) ?? groups.set(group, groups.size).size - 1),
    };
  };
  const check = checkScores(
    picked(() => true),
    Rng.fromSeed(seed).fork('check of scores'),
  );
  const isFew = (count) => count >= 1 && count <= FEW;
  const few = gapOf(picked(({ groupsGiven }) => isFew(groupsGiven)));
  // Of rows whose own code is rare the wrong ones are more than a score could know of: it sees the text, not the code.
  const ownFew = gapOf(picked(({ groupsFitted }) => isFew(groupsFitted)));
  const gap = check.meanScore - check.shareRight;
  return {
    rowCount: check.rowCount,
    meanScore: check.meanScore,
    shareRight: check.shareRight,
    gap,
    z: gap / check.standardError,
    slope: check.recalibration?.slope ?? Number.NaN,
    error: check.calibrationError,
    floor: check.noise.high,
    few: few.rowCount,
    fewGap: few.meanScore - few.shareRight,
    ownFewGap: ownFew.meanScore - ownFew.shareRight,
    perfectFewGap: perfectFewGap(rows),
  };
}

/**
 * The gap of rows whose own code is rare, if every score were exactly right: were the codes of the rows drawn with the probabilities that
 * the model gives, Σ_i Σ_k w_k·p_ik·(s_i − [k is the code given]) / Σ_i Σ_k w_k·p_ik over rare codes k.
 */
function perfectFewGap(rows) {
  const sum = (of) => rows.reduce((total, row) => total + of(row), 0);
  return sum(({ score, fewMass, fewGiven }) => score * fewMass - fewGiven) / sum(({ fewMass }) => fewMass);
}

function meansOf(runs, datasets, configurations) {
  return datasets.flatMap((dataset) =>
    configurations.map((configuration) => {
      const own = runs.filter((run) => run.dataset === dataset && run.configuration === configuration);
      const mean = (field) => own.reduce((sum, run) => sum + run[field], 0) / own.length;
      return {
        ...{ dataset, configuration, runs: own.length, gap: mean('gap'), slope: mean('slope'), fewGap: mean('fewGap'), ownFewGap: mean('ownFewGap') },
        perfectFewGap: mean('perfectFewGap'),
        within2: own.filter(({ z }) => Math.abs(z) <= 2).length,
        underFloor: own.filter(({ error, floor }) => error <= floor).length,
      };
    }),
  );
}

function markdownOf(runs, means) {
  const digits = (line, names, count) => Object.fromEntries(names.map((name) => [name, line[name].toFixed(count)]));
  const lines = runs.map((run) => ({
    ...run,
    ...digits(run, ['meanScore', 'shareRight', 'gap', 'error', 'floor', 'fewGap', 'ownFewGap', 'perfectFewGap'], 4),
    ...digits(run, ['z', 'slope'], 2),
    seconds: run.seconds.toFixed(0),
  }));
  const columns = {
    ...{ data: 'dataset', seed: 'seed', configuration: 'configuration', method: 'method', rows: 'rowCount', 'mean score': 'meanScore' },
    ...{ right: 'shareRight', gap: 'gap', z: 'z', slope: 'slope', error: 'error', 'noise floor': 'floor' },
    ...{ 'rows given rare codes': 'few', 'their gap': 'fewGap', 'gap of rows of rare codes': 'ownFewGap' },
    ...{ 'were scores exact': 'perfectFewGap', seconds: 'seconds' },
  };
  const meanColumns = {
    ...{ data: 'dataset', configuration: 'configuration', runs: 'runs', 'mean gap': 'gap', '|z| ≤ 2': 'within2', 'mean slope': 'slope' },
    ...{ 'error under its floor': 'underFloor', 'mean gap of rare codes given': 'fewGap', 'and of own rare codes': 'ownFewGap' },
    ...{ 'were scores exact': 'perfectFewGap' },
  };
  const meanLines = means.map((mean) => ({ ...mean, ...digits(mean, ['gap', 'slope', 'fewGap', 'ownFewGap', 'perfectFewGap'], 4) }));
  return `## Scores\n\n${markdownTable(meanColumns, meanLines)}\n\n${markdownTable(columns, lines)}`;
}
