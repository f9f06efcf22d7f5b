import type { Digest } from '../../core/digest.js';
import { collectGarbage } from '../../core/process/collect-garbage.js';
import { Predictor, type PredictorParts } from '../../model/predictor.js';

interface OpenPredictor {
  readonly predictor: Predictor;
  /** By the clock of this process, in milliseconds. */
  readonly askedAt: number;
}

/** Models that a worker keeps open: two are compared, or one follows another and both are asked. */
const MOST_OPEN = 2;

/** By digest, the last asked at the end. */
const open = new Map<Digest, OpenPredictor>();

/** The model as this worker has it open; opened when it is new, which builds its index. Undefined when it is new and not given. */
export function openPredictor(modelDigest: Digest, parts: PredictorParts | null): Predictor | undefined {
  const predictor = open.get(modelDigest)?.predictor ?? (parts === null ? undefined : new Predictor(parts));
  if (predictor === undefined) return undefined;
  open.delete(modelDigest);
  open.set(modelDigest, { predictor, askedAt: performance.now() });
  for (const digest of [...open.keys()].slice(0, -MOST_OPEN)) open.delete(digest);
  return predictor;
}

/** The same for a model that is given with every task. */
export function predictorOf(parts: PredictorParts): Predictor {
  return openPredictor(parts.modelDigest, parts) as Predictor;
}

/** Closes models that nobody asked for so long, but for the last that was asked, and gives their memory back at once. */
export function closePredictors(unusedMs: number): void {
  if (open.size < 2) return;
  const leastAskedAt = performance.now() - unusedMs;
  // Their digests alone: a predictor that a variable still names would outlive the collection.
  const unused = [...open.keys()].slice(0, -1).filter((digest) => open.get(digest)!.askedAt <= leastAskedAt);
  for (const digest of unused) open.delete(digest);
  if (unused.length > 0) collectGarbage();
}
