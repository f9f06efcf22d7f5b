import { sharedFloat32, sharedUint32 } from '../../core/shared-arrays.js';
import type { Ranker } from './fit-rankers.js';
import type { TreeModel } from './tree-model.js';

type Weights = Pick<TreeModel, 'intercept' | 'featureOffsets' | 'feature' | 'entryOffsets' | 'entryChild' | 'entryWeight'>;

/** Brings the weights of rankers, which are in the order of the children, into the order of a model: by node, then by feature, then by child. In shared memory. */
export function assembleRankers(rankers: readonly Ranker[], childOffsets: Uint32Array, featureCount: number): Weights {
  const nodeCount = childOffsets.length - 1;
  const entryCount = rankers.reduce((sum, { weights }) => sum + weights.length, 0);
  const [entryChild, entryWeight] = [sharedUint32(entryCount), sharedFloat32(entryCount)];
  const [intercept, featureOffsets] = [sharedFloat32(rankers.length), sharedUint32(nodeCount + 1)];
  intercept.set(rankers.map((ranker) => ranker.intercept));
  const nodes: Uint32Array[] = [];
  const ends: number[] = [0];
  const next = new Uint32Array(featureCount);
  for (let node = 0; node < nodeCount; node++) {
    const own = rankers.slice(childOffsets[node], childOffsets[node + 1]);
    const features = countFeatures(own, next);
    for (const feature of features) {
      const count = next[feature]!;
      next[feature] = ends.at(-1)!;
      ends.push(next[feature]! + count);
    }
    own.forEach(({ features: ids, weights }, child) => {
      ids.forEach((id, i) => {
        const at = next[id]!++;
        entryChild[at] = child;
        entryWeight[at] = weights[i]!;
      });
    });
    for (const feature of features) next[feature] = 0;
    nodes.push(features);
    featureOffsets[node + 1] = featureOffsets[node]! + features.length;
  }
  return {
    intercept,
    featureOffsets,
    feature: join(nodes, featureOffsets[nodeCount]!),
    entryOffsets: Uint32Array.from(ends),
    entryChild,
    entryWeight,
  };
}

/** Features of some rankers, ascending; adds to `counts` how many have each. */
function countFeatures(rankers: readonly Ranker[], counts: Uint32Array): Uint32Array {
  const found: number[] = [];
  for (const { features } of rankers) for (const feature of features) if (counts[feature]!++ === 0) found.push(feature);
  return Uint32Array.from(found).sort();
}

function join(parts: readonly Uint32Array[], length: number): Uint32Array {
  const whole = sharedUint32(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
