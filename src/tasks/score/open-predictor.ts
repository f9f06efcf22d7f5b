import type { Digest } from '../../core/digest.js';
import { Predictor, type PredictorParts } from '../../model/predictor.js';

/** Models that a worker keeps open: while one follows another, a server asks both. */
const MOST_OPEN = 2;

/** By digest, the last used at the end. */
const open = new Map<Digest, Predictor>();

/** The model as this worker has it open; opened when it is new, which builds its index. Undefined when it is new and not given. */
export function openPredictor(modelDigest: Digest, parts: PredictorParts | null): Predictor | undefined {
  const predictor = open.get(modelDigest) ?? (parts === null ? undefined : new Predictor(parts));
  if (predictor === undefined) return undefined;
  open.delete(modelDigest);
  open.set(modelDigest, predictor);
  for (const digest of [...open.keys()].slice(0, -MOST_OPEN)) open.delete(digest);
  return predictor;
}

/** The same for a model that is given with every task. */
export function predictorOf(parts: PredictorParts): Predictor {
  return openPredictor(parts.modelDigest, parts) as Predictor;
}
