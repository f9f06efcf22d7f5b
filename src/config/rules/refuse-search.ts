import { fail } from '../../core/failure.js';
import type { Section } from '../../estimators/kind-settings.js';
import { kindNamed } from '../../estimators/kinds.js';
import { valueAt } from '../config-path.js';
import { estimatorSections } from '../estimator-sections.js';
import { type ConfigSources, placeOf } from '../origins.js';
import type { PipelineConfig } from '../pipeline-config.js';
import { keysOfOneKind } from '../sections/search.js';

/** A list of kinds, and keys that say what a single one is to do: which of the two counts would be a guess. */
export function refuseTwoWays(value: unknown, sources: ConfigSources): void {
  const search = valueAt(value, ['search']);
  if (typeof search !== 'object' || search === null || valueAt(search, ['estimators']) === undefined) return;
  const keys = keysOfOneKind(search);
  if (keys.length === 0) return;
  throw fail('usage.wrong-value', {
    what: 'a search names a list of kinds and a single one',
    where: `${placeOf(['search', 'estimators'], sources)}, search.estimators`,
    got: keys.map((key) => `search.${key}`).join(', '),
    wanted: 'these keys inside the items of search.estimators; search.grid holds axes of features alone',
  });
}

/** Ways to search that need another key. */
export function refuseSearch({ search, split }: PipelineConfig, sources: ConfigSources): void {
  const reasons = search.halving ? estimatorSections(search).flatMap(whyNoShortFits) : [];
  if (reasons[0] !== undefined) {
    throw fail('usage.wrong-value', {
      what: 'successive halving needs fits that can be cut short',
      where: `${placeOf(['search', 'halving'], sources)}, search.halving`,
      got: `halving: true with ${reasons[0]}`,
      wanted: 'fits that can be cut short, such as those of mode: fast, or search.halving: false',
    });
  }
  if (search.validation === 'folds' && split.folds === null) {
    throw fail('usage.wrong-value', {
      what: 'there are no folds to judge trials by',
      where: `${placeOf(['search', 'validation'], sources)}, search.validation`,
      got: 'validation: folds and no split.folds',
      wanted: 'a number of folds in split.folds, or search.validation: hold-out',
    });
  }
}

function whyNoShortFits(section: Section): readonly string[] {
  const reason = kindNamed(section.kind, 'search.estimators').settings.whyNoShortFits(section);
  return reason === null ? [] : [reason];
}
