import { fail } from '../../core/failure.js';
import { type ConfigPath, formatPath } from '../config-path.js';
import { COVARIATES, kindsOf, listBlocks } from '../feature-blocks.js';
import { nearest } from '../nearest.js';
import { type ConfigSources, placeOf } from '../origins.js';
import type { FeaturesConfig, PipelineConfig } from '../pipeline-config.js';

/** Refuses weights of blocks that no variant of the features has. Failure: `usage.wrong-value`. */
export function refuseUnknownBlocks(config: PipelineConfig, sources: ConfigSources): void {
  const known = blockNames(config);
  const lists: [ConfigPath, FeaturesConfig['blockWeights']][] = [
    [['features', 'blockWeights'], config.features.blockWeights],
    ...(config.search.grid.blockWeights ?? []).map((weights, i): [ConfigPath, typeof weights] => [['search', 'grid', 'blockWeights', i], weights]),
  ];
  for (const [path, weights] of lists) {
    for (const name of Object.keys(weights)) {
      if (known.includes(name)) continue;
      throw unknownBlock(name, known, `${placeOf([...path, name], sources)}, ${formatPath([...path, name])}`, config.data.text);
    }
  }
}

/** The names of all blocks of all variants, those of a kind of n-gram only where it is counted. */
function blockNames({ data, features, search: { grid } }: PipelineConfig): readonly string[] {
  const variants = grid.blocks ?? [features.blocks];
  const isCounted = [grid.words ?? [features.words], grid.chars ?? [features.chars]].map((ranges) => ranges.some((range) => range !== null));
  const missing = data.text.flatMap((column) => kindsOf(column).filter((_, kind) => !isCounted[kind]));
  if (data.covariates.length === 0) missing.push(COVARIATES);
  const names = variants.flatMap((blocks) => listBlocks(blocks, data.text).flat());
  return [...new Set(names)].filter((name) => data.text.includes(name) || !missing.includes(name));
}

function unknownBlock(name: string, known: readonly string[], where: string, text: readonly string[]): Error {
  const near = nearest(name, known);
  const isKind = text.some((column) => kindsOf(column).includes(name));
  const hint = isKind
    ? 'words and characters of a column are blocks where features.blocks is kinds and both are counted'
    : near && `did you mean ${near}?`;
  return fail('usage.wrong-value', {
    what: 'there is no such block of features',
    where,
    got: name,
    wanted: `one of ${known.join(', ')}: the text columns, with blocks: kinds also their words and chars, and covariates where there are some`,
    ...(hint === undefined ? {} : { hint }),
  });
}
