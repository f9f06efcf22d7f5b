import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataset } from '../datasets.mjs';
import { HASHED_FEATURES } from '../export-rows.mjs';
import { fitKind, onePoint } from '../fit-kind.mjs';
import { loadDist } from '../load-dist.mjs';
import { openFlow } from '../our-flow.mjs';
import { CACHE, DIST } from '../paths.mjs';
import { readConfigurations } from '../quality/configurations.mjs';
import { digestProgram, keyOf, openKeptRuns } from '../quality/kept-runs.mjs';
import { pairedAnswers } from '../quality/paired.mjs';
import { runPeer } from '../run-sides.mjs';
import { markdownTable } from '../table.mjs';

const USUAL = ['nsi', 'naics'];
const TREES = 50;
const MEMORY_BYTES = 4 * 2 ** 30;
const LIMIT_SECONDS = 3600;
const ROLES = ['validation', 'test'];
const THEIRS = 'scikit-learn';

/**
 * Our forest beside scikit-learn's: the same rows, hashed matrix and number of trees, each with several seeds, since a forest's figures
 * go up and down with its seed. `--configurations` names grids of ours (`{"tried 512":{"tried":[512]}}`). Of each pair of forests of equal
 * seed there is a paired difference over groups; the error of the mean difference adds the mean variance over groups (all seeds judge the
 * same rows) and the variance between seeds by their number.
 */
export async function forest({ datasets = USUAL, seeds, files, rows, cores, configurations: file }, say) {
  const configurations = readConfigurations(file);
  const dist = await loadDist();
  const kept = openKeptRuns();
  const program = digestProgram(DIST);
  const sets = [];
  for (const name of datasets) {
    const dataset = await makeDataset(name, { rows, files, svm: true });
    const theirs = [];
    for (const seed of seeds) theirs.push(await fitTheirs(dataset, seed, kept, say));
    const ours = await fitOurs({ dist, program, kept, say, cores }, dataset, configurations, seeds);
    const sides = { ...ours, [THEIRS]: theirs };
    const differences = Object.entries(ours).flatMap(([own, fits]) =>
      ROLES.map((role) => ({ configuration: own, role, ...meanDifference(dist, fits, theirs, role) })),
    );
    sets.push({ dataset: dataset.name, sides: Object.entries(sides).map(([side, fits]) => describeSide(side, fits)), differences });
  }
  return { result: { configurations, seeds, trees: TREES, sets }, markdown: sets.map(markdownOf).join('\n\n') };
}

async function fitOurs({ dist, program, kept, say, cores }, dataset, configurations, seeds) {
  const names = Object.keys(configurations);
  const estimators = Object.values(configurations).map((grid) => onePoint({ kind: 'random-forest', grid: { trees: [TREES], ...grid } }));
  const config = { ...dataset.config, features: { ...dataset.config.features, ...HASHED_FEATURES }, search: { estimators } };
  const workspace = join(kept.folder, 'workspaces', `forest-${dataset.name}-${program}`);
  const fits = Object.fromEntries(names.map((name) => [name, []]));
  await openFlow(dist, workspace, config, { workers: cores, memoryBytes: MEMORY_BYTES }, async (made) => {
    for (const [place, section] of made.context.config.search.estimators.entries())
      for (const seed of seeds) {
        const key = keyOf('forest', dataset.name, dataset.svm.splitDigest, config.features, section, seed, program);
        const fit = kept.get(key) ?? kept.put(key, { fit: await fitOne(dist, made, section, seed) });
        say(`${dataset.name}, ${names[place]}, seed ${seed}: ${describeFit(fit.fit)}`);
        fits[names[place]].push(fit.fit);
      }
  });
  rmSync(workspace, { recursive: true, force: true });
  return fits;
}

async function fitOne(dist, made, section, seed) {
  const { cpuSeconds, validation, test } = await fitKind(dist, made, section, seed);
  return { cpuSeconds, roles: { validation: plain(validation), test: plain(test) } };
}

/** Typed arrays as JSON keeps them. */
function plain({ macroF1, accuracy, answers: { classCount, label, predicted, group } }) {
  return { macroF1, accuracy, classCount, label: [...label], predicted: [...predicted], group: [...group] };
}

async function fitTheirs(dataset, seed, kept, say) {
  const setting = { trees: TREES, seed };
  const key = keyOf('sklearn-forest', dataset.svm.splitDigest, dataset.name, setting);
  const { fit } = kept.get(key) ?? kept.put(key, { fit: await runTheirs(dataset.folder, setting) });
  say(`${dataset.name}, ${THEIRS}, seed ${seed}: ${describeFit(fit)}`);
  return fit;
}

async function runTheirs(folder, setting) {
  const made = mkdtempSync(join(CACHE, 'forest-'));
  const answersFile = join(made, 'answers.json');
  const { status, reason, trainCpuSeconds, ...figures } = await runPeer('sklearn-forest', folder, setting, LIMIT_SECONDS, answersFile);
  if (status !== 'ok') throw new Error(`sklearn-forest: ${reason}`);
  const answers = JSON.parse(readFileSync(answersFile, 'utf8'));
  rmSync(made, { recursive: true });
  const macroF1 = { validation: figures.validationMacroF1, test: figures.macroF1 };
  return { cpuSeconds: trainCpuSeconds, roles: Object.fromEntries(ROLES.map((role) => [role, { macroF1: macroF1[role], ...answers[role] }])) };
}

function describeFit({ cpuSeconds, roles: { validation, test } }) {
  return `macro F1 ${validation.macroF1.toFixed(4)}, ${test.macroF1.toFixed(4)}; ${cpuSeconds.toFixed(1)} CPU s`;
}

/** Ours minus theirs, by role. */
function meanDifference(dist, ours, theirs, role) {
  const pairs = ours.map((fit, place) => pairedAnswers(dist, fit.roles[role], theirs[place].roles[role].predicted, theirs[place].roles[role].label));
  const differences = pairs.map(({ difference }) => difference);
  const overGroups = meanOf(pairs.map(({ standardError }) => standardError ** 2));
  const standardError = Math.sqrt(overGroups + deviationOf(differences) ** 2 / pairs.length);
  return { difference: meanOf(differences), standardError };
}

function describeSide(side, fits) {
  const figures = (role) => fits.map(({ roles }) => roles[role].macroF1);
  const of = (role) => ({ mean: meanOf(figures(role)), deviation: deviationOf(figures(role)) });
  return { side, fits: fits.length, cpuSeconds: meanOf(fits.map(({ cpuSeconds }) => cpuSeconds)), validation: of('validation'), test: of('test') };
}

function meanOf(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** Standard deviation of a sample; 0 of one number. */
function deviationOf(numbers) {
  const mean = meanOf(numbers);
  return Math.sqrt(numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / Math.max(1, numbers.length - 1));
}

function markdownOf({ dataset, sides, differences }) {
  const figure = ({ mean, deviation }) => `${mean.toFixed(4)} ± ${deviation.toFixed(4)}`;
  const difference = (side, role) => {
    const found = differences.find((own) => own.configuration === side && own.role === role);
    return found === undefined ? '–' : `${found.difference.toFixed(4)} ± ${found.standardError.toFixed(4)}`;
  };
  const lines = sides.map(({ side, fits, cpuSeconds, validation, test }) => ({
    ...{ side, fits, cpu: cpuSeconds.toFixed(1), validation: figure(validation), test: figure(test) },
    ...{ validationDifference: difference(side, 'validation'), testDifference: difference(side, 'test') },
  }));
  const columns = {
    ...{ forest: 'side', seeds: 'fits', 'fit CPU s': 'cpu', 'validation macro F1': 'validation', 'test macro F1': 'test' },
    ...{ 'minus theirs, validation': 'validationDifference', 'minus theirs, test': 'testDifference' },
  };
  return `## ${dataset}, ${TREES} trees\n\n${markdownTable(columns, lines)}`;
}
