import { fail } from '../core/failure.js';
import { formatSize } from '../core/size.js';

/** `resources.memory` for a fit that takes more than fits may take. */
export function doesNotFit(sizes: { readonly featureCount: number; readonly codeCount: number }, byteCount: number, limit: number): Error {
  return fail('resources.memory', {
    what: 'a fit does not fit in the memory',
    where: 'resources.memory (--memory)',
    got: `${formatSize(byteCount)} for ${sizes.featureCount} features × ${sizes.codeCount} codes, where ${formatSize(limit)} may be used`,
    wanted: 'a fit that is held in memory',
    hint: 'give more --memory, or lower features.maxFeatures or raise features.minDocumentFrequency',
  });
}
