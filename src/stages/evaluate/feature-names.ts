import type { NgramTable } from '../../artifacts/features.js';

/** The name of each feature: that of its first key that has one, '' without any. Keys stand by feature. */
export function featureNames({ featureCount, keyFeature, keyNames }: NgramTable): readonly string[] {
  const names = new Array<string>(featureCount).fill('');
  for (let key = 0; key < keyNames.length; key++) {
    const feature = keyFeature[key] as number;
    if (names[feature] === '') names[feature] = keyNames[key] as string;
  }
  return names;
}
