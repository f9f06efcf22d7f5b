import type { FeatureSpec } from '../../artifacts/features.js';
import { listBlocks } from '../../config/feature-blocks.js';
import { kindCount } from '../../text/ngram-counter.js';

/**
 * The block of each kind of n-gram, by the number that `NgramCounter` gives the kind; the last is that of covariates. With
 * `features.blocks: columns` the words and characters of a text column are one block, with `kinds` two.
 */
export function blocksOfKinds({
  textColumns,
  features,
}: Pick<FeatureSpec, 'textColumns'> & { readonly features: Pick<FeatureSpec['features'], 'blocks'> }): readonly number[] {
  return Array.from({ length: kindCount(textColumns.length) }, (_, kind) => (features.blocks === 'kinds' ? kind : kind >> 1));
}

/** How much each block counts after its own normalisation: the weight of its narrowest name that has one, 1 without. */
export function weightsOfBlocks({ textColumns, features: { blocks, blockWeights } }: FeatureSpec): readonly number[] {
  return listBlocks(blocks, textColumns).map((names) => {
    const name = names.find((each) => Object.hasOwn(blockWeights, each));
    return name === undefined ? 1 : (blockWeights[name] as number);
  });
}
