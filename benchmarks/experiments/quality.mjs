import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeDataset } from '../datasets.mjs';
import { loadDist } from '../load-dist.mjs';
import { DIST } from '../paths.mjs';
import { mergeConfig, readConfigurations } from '../quality/configurations.mjs';
import { digestProgram, keyOf, openKeptRuns } from '../quality/kept-runs.mjs';
import { pairedOf } from '../quality/paired.mjs';
import { qualityMarkdown } from '../quality/report.mjs';
import { runOnce } from '../quality/run-once.mjs';

/** Data sets that are run unless others are named; those of a file only when it is named. */
const USUAL = ['nsi', 'naics', 'kldb', 'uksic', 'synth-180k'];

/**
 * How good are models, and what do they cost: the whole flow on several data sets, split seeds and configurations, by the command
 * line of this checkout and of another beside it (`--checkout`). Each configuration is compared with the first one, and with
 * itself in the other checkout, by paired differences.
 */
export async function quality(options, say) {
  const { seeds, fresh, files } = options;
  const configurations = readConfigurations(options.configurations);
  const datasets = options.datasets ?? USUAL.filter((name) => !(name in files) || files[name] !== undefined);
  const programs = programsOf(options.checkout);
  if (new Set(programs.map(({ digest }) => digest)).size < programs.length) say('both checkouts have the same compiled program: it runs once');
  const kept = openKeptRuns();
  const runs = [];
  for (const name of datasets) {
    const dataset = await makeDataset(name, { rows: options.rows, files });
    for (const seed of seeds)
      for (const program of programs) runs.push(...(await runAll({ dataset, seed, program, configurations, fresh, kept, say })));
  }
  const pairs = pairsOf(await loadDist(), runs, Object.keys(configurations), programs);
  const told = runs.map(({ rows: _rows, ...run }) => run);
  return { result: { configurations, datasets, seeds, fresh, runs: told, pairs }, markdown: qualityMarkdown({ runs, pairs, seeds, fresh }) };
}

/** Our own program, and that of another checkout; `suffix` tells its runs apart. */
function programsOf(checkout) {
  const program = (dist, suffix) => ({ dist, suffix, digest: digestProgram(dist) });
  return [program(DIST, ''), ...(checkout === undefined ? [] : [program(join(resolve(checkout), 'dist'), ' (other checkout)')])];
}

/** All configurations on one split by one program, in one workspace, which goes when they are done. */
async function runAll({ dataset, seed, program, configurations, fresh, kept, say }) {
  const workspace = join(kept.folder, 'workspaces', `${dataset.name}-${seed}-${program.digest}`);
  const runs = [];
  for (const [name, part] of Object.entries(configurations)) {
    const { name: pipeline, data } = dataset.config;
    const config = mergeConfig({ name: pipeline, data, split: { seed } }, part);
    const key = keyOf(config, program.digest, fresh);
    const configuration = `${name}${program.suffix}`;
    const run = kept.get(key) ?? kept.put(key, await runOnce(program.dist, workspace, config, { fresh }));
    say(`${dataset.name}, seed ${seed}, ${configuration}: test macro F1 ${run.test.macroF1.toFixed(4)}, ${run.label}`);
    // After what was kept: a run may have been measured under another name.
    runs.push({ ...run, dataset: dataset.name, seed, name, suffix: program.suffix, configuration });
  }
  rmSync(workspace, { recursive: true, force: true });
  return runs;
}

/** Each configuration against the first one of its program, then against itself by the other program. */
function pairsOf(dist, runs, names, [own, other]) {
  const find = ({ dataset, seed }, name, { suffix }) =>
    runs.find((run) => run.dataset === dataset && run.seed === seed && run.name === name && run.suffix === suffix);
  const pairOf = (run, against) => ({
    dataset: run.dataset,
    seed: run.seed,
    configuration: run.configuration,
    against: against.configuration,
    test: run.test,
    againstTest: against.test,
    paired: pairedOf(dist, run, against),
  });
  const ours = runs.filter(({ suffix }) => suffix === own.suffix);
  const againstFirst = ours.filter(({ name }) => name !== names[0]).map((run) => pairOf(run, find(run, names[0], own)));
  const againstOther = other === undefined ? [] : ours.map((run) => pairOf(run, find(run, run.name, other)));
  return [...againstFirst, ...againstOther];
}
