import type { LinearModel } from '../artifacts/fit.js';
import { canonicalJson } from '../core/canonical-json.js';
import { type Digest, DigestBuilder } from '../core/digest.js';

const known = new WeakMap<LinearModel, Digest>();
const CHUNK = 1 << 28;

/** SHA-256 over a model's codes, sizes, intercept and weights; computed once a model. Cost: linear in the weights. */
export function linearModelDigest(model: LinearModel): Digest {
  const found = known.get(model);
  if (found !== undefined) return found;
  const { codes, featureCount, stride, weights, intercept } = model;
  const digest = new DigestBuilder().add(canonicalJson({ codes, featureCount, stride }));
  for (const part of [intercept.subarray(0, stride), weights.subarray(0, featureCount * stride)]) {
    for (let first = 0; first < part.length; first += CHUNK) {
      const piece = part.subarray(first, first + CHUNK);
      digest.add(new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength));
    }
  }
  const finished = digest.finish();
  known.set(model, finished);
  return finished;
}
