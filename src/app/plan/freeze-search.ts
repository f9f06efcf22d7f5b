import type { PipelineConfig } from '../../config/pipeline-config.js';
import { fail } from '../../core/failure.js';
import { FsRegistry } from '../../registry/fs/fs-registry.js';
import { type FinishedRun, openFinishedRun } from '../../runner/run-store.js';
import { listVariants } from '../../stages/features/variants.js';
import { namedPoints } from '../../stages/search/grid.js';

/** Settings that only mean something for the columns that they were chosen with. */
const COLUMNS = ['text', 'covariates'] as const;

/**
 * A pipeline with the settings that an earlier run of the workspace chose, where `search.from` names one: the kind, its options and one
 * value an axis, and the features. The number of passes is chosen anew, by the validation rows of the new data. It is the same
 * configuration as one that names these settings itself. Failures: `usage.missing-run`, `usage.wrong-value`.
 */
export async function freezeSearch(config: PipelineConfig, workspace: string): Promise<PipelineConfig> {
  const { from, ...search } = config.search;
  if (from === undefined) return config;
  const earlier = await openEarlier(from, config.name, workspace);
  const was = earlier.manifest.config;
  refuseOtherColumns(config, was, earlier.run);
  const variants = listVariants(was);
  const chosen = namedPoints(was, variants.length)[chosenTrial(earlier)];
  if (chosen === undefined) throw noTrial(earlier.run, 'a trial that its configuration does not have');
  const { section, point, variantIndex } = chosen;
  const grid = Object.fromEntries(Object.keys(section.grid).map((axis) => [axis, [point[axis]]]));
  const { metric, validation } = search;
  const features = variants[variantIndex]?.features ?? was.features;
  refuseTitlesWithoutCodebook(config, features, earlier.run);
  const frozen = { metric, halving: false, validation, grid: {}, estimators: [{ ...section, grid }] };
  return { ...config, features, search: frozen as unknown as PipelineConfig['search'] };
}

async function openEarlier(from: string, name: string, workspace: string): Promise<FinishedRun> {
  if (from !== 'champion') return openFinishedRun(workspace, from);
  const champion = await new FsRegistry(workspace).byAlias(name, 'champion');
  if (champion !== undefined) return openFinishedRun(workspace, champion.run);
  throw fail('usage.missing-run', {
    what: 'there is no champion yet whose settings could be taken',
    where: 'search.from',
    got: 'champion',
    wanted: `a version of ${name} that was promoted, or the id of a run`,
    hint: 'leave search.from out for the first run, which chooses the settings',
  });
}

function chosenTrial({ run, manifest }: FinishedRun): number {
  const { trial } = manifest.results as { readonly trial?: { readonly chosen?: unknown } };
  if (manifest.status !== 'done' || typeof trial?.chosen !== 'number') throw noTrial(run, `a run that is ${manifest.status}`);
  return trial.chosen;
}

function noTrial(run: string, got: string): Error {
  return fail('usage.missing-run', {
    what: 'this run has chosen no settings',
    where: `search.from, ${run}`,
    got,
    wanted: 'a run that is done',
    hint: '`millrace runs list` shows the runs',
  });
}

function refuseOtherColumns(config: PipelineConfig, was: PipelineConfig, run: string): void {
  const other = COLUMNS.find((key) => JSON.stringify(config.data[key]) !== JSON.stringify(was.data[key]));
  if (other === undefined) return;
  throw fail('usage.wrong-value', {
    what: 'settings are taken from a run on other columns',
    where: `search.from, ${run}`,
    got: `data.${other}: ${JSON.stringify(was.data[other])} there, ${JSON.stringify(config.data[other])} here`,
    wanted: 'a run on the same columns',
  });
}

function refuseTitlesWithoutCodebook({ data }: PipelineConfig, { titles }: PipelineConfig['features'], run: string): void {
  if (titles !== true || data.codebook !== null) return;
  throw fail('usage.wrong-value', {
    what: 'settings are taken from a run that learnt from the titles of a codebook',
    where: `search.from, ${run}`,
    got: 'data.codebook: null here',
    wanted: 'a codebook with titles',
  });
}
