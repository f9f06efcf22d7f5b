import { fail } from '../../core/failure.js';
import { crossAxes } from '../../estimators/cross-axes.js';
import type { KindSettings, Section } from '../../estimators/kind-settings.js';
import { kindNamed, kindOf } from '../../estimators/kinds.js';
import { type ConfigPath, formatPath } from '../config-path.js';
import { estimatorSections } from '../estimator-sections.js';
import { type ConfigSources, placeOf } from '../origins.js';
import type { PipelineConfig } from '../pipeline-config.js';

/** Refuses settings that follow the codebook where there is none. Failure: `usage.wrong-value`. */
export function refuseMissingCodebook({ data, features, search, split }: PipelineConfig, sources: ConfigSources): void {
  if (data.codebook !== null) return;
  if (features.titles || search.grid.titles?.includes(true) === true)
    throw noTitles(features.titles ? ['features', 'titles'] : ['search', 'grid', 'titles'], sources);
  const asking = estimatorSections(search)
    .flatMap((section) => settingsOf(section, split.seed))
    .find((settings) => kindOf(settings).readsCodebook?.(settings) === true);
  if (asking === undefined) return;
  throw fail('usage.wrong-value', {
    what: 'a trial follows the codebook, and there is none',
    where: `${placeOf(['data', 'codebook'], sources)}, data.codebook`,
    got: `null, with the trial ${kindOf(asking).settings.describe(asking)}`,
    wanted: 'a codebook with parents, or trials that need none',
    hint: 'a label-tree makes a tree of its own with tree: [clusters]',
  });
}

function noTitles(path: ConfigPath, sources: ConfigSources): Error {
  return fail('usage.wrong-value', {
    what: 'fits are to learn from titles, and there is no codebook',
    where: `${placeOf(path, sources)}, ${formatPath(path)}`,
    got: 'true, with data.codebook null',
    wanted: 'data.codebook, a file with the columns code and title, or false',
  });
}

function settingsOf(section: Section, seed: number): readonly KindSettings[] {
  const { settings } = kindNamed(section.kind, 'search.estimators');
  return crossAxes(section, settings.axisOrder).map((point) => settings.at(section, point, seed));
}
