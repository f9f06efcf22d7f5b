import type { FeaturesConfig } from './pipeline-config.js';

/** The block of covariates, which comes last. */
export const COVARIATES = 'covariates';

/** The kinds of n-grams that a text column has, in the order in which they are counted. */
const KINDS = ['words', 'chars'] as const;

/**
 * The blocks that a row's features are normed in, in the order of their numbers, covariates last. Each has the names by which
 * `features.blockWeights` knows it, the narrowest first: `name.words` before `name`. What is a column's own name means that column.
 */
export function listBlocks(blocks: FeaturesConfig['blocks'], textColumns: readonly string[]): readonly (readonly string[])[] {
  const narrower = (column: string) => kindsOf(column).map((kind) => (textColumns.includes(kind) ? [column] : [kind, column]));
  const ofTexts = blocks === 'columns' ? textColumns.map((column) => [column]) : textColumns.flatMap(narrower);
  return [...ofTexts, [COVARIATES]];
}

/** The names of a text column's blocks where each kind of n-gram is one, such as `name.words`. */
export function kindsOf(column: string): readonly string[] {
  return KINDS.map((kind) => `${column}.${kind}`);
}
