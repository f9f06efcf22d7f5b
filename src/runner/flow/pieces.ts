import type { Json } from '../../core/canonical-json.js';
import { mapLimited } from '../../core/map-limited.js';
import type { Store, StoredArtifact } from '../../store/store.js';
import type { RunContext } from './stage.js';

/** A piece of work worth keeping, by what it is called in the store: made once, then found again. */
export interface PieceName {
  readonly kind: string;
  /** Everything that can change its content. */
  readonly fingerprint: Json;
  /** The partition that it is made of, as people know it: a plan tells which ones are new. Never part of the name. */
  readonly partition?: string;
}

/** A piece, and how it is made. */
export interface Piece extends PieceName {
  /** Fills an empty folder and returns small facts about what it wrote. */
  readonly make: (folder: string) => Promise<Json>;
}

/** Pieces that do not need each other. */
export interface PieceRequest {
  readonly pieces: readonly Piece[];
  /** So many are looked for or made at the same time. */
  readonly atOnce: number;
  /** Told of each as it is there. */
  readonly onStored?: (artifact: StoredArtifact, index: number) => void;
}

/** Pieces of which all that are missing are made by one call, because they share what it opens. */
export interface JointRequest {
  readonly pieces: readonly PieceName[];
  /** Told of each that was stored already, before any is made. */
  readonly onFound: (artifact: StoredArtifact, index: number) => void;
  /** Makes and publishes the pieces with these indexes, ascending; returns theirs in that order. */
  readonly makeMissing: (missing: readonly number[]) => Promise<readonly StoredArtifact[]>;
}

/**
 * The work of a stage: it asks for pieces, is given them as stored artifacts, asks for those that follow from them, and
 * ends with what the stage returns. Who asks decides what becomes of a missing piece: a run makes it, a plan stops there
 * and tells. So nothing may have an effect outside of the run folder before the last piece is there.
 */
export type Pieces<Output> = AsyncGenerator<PieceRequest | JointRequest, Output, readonly StoredArtifact[]>;

/** Asks for some pieces at once: `const artifacts = yield* askFor({ pieces, atOnce: 4 })`, in their order. */
export async function* askFor(request: PieceRequest | JointRequest): Pieces<readonly StoredArtifact[]> {
  return yield request;
}

/** Asks for one piece: `const stored = yield* piece('split', fingerprint, async (folder) => …)`. */
export async function* piece(kind: string, fingerprint: Json, make: Piece['make']): Pieces<StoredArtifact> {
  const [stored] = yield { pieces: [{ kind, fingerprint, make }], atOnce: 1 };
  return stored as StoredArtifact;
}

/** What a run does: finds every piece or makes it. Failures: those of the pieces and of the store. */
export async function makePieces<Output>(stage: string, work: Pieces<Output>, context: RunContext): Promise<Output> {
  let step = await work.next();
  while (step.done !== true) {
    let artifacts: readonly StoredArtifact[];
    try {
      artifacts = await obtain(stage, step.value, context);
    } catch (error) {
      // Into the stage, so that it closes what it has open; it comes out again as it is.
      step = await work.throw(error);
      continue;
    }
    step = await work.next(artifacts);
  }
  return step.value;
}

function obtain(stage: string, request: PieceRequest | JointRequest, context: RunContext): Promise<readonly StoredArtifact[]> {
  return 'makeMissing' in request ? obtainJointly(request, context.store) : obtainEach(stage, request, context);
}

function obtainEach(stage: string, request: PieceRequest, { store, signal, emit }: RunContext): Promise<readonly StoredArtifact[]> {
  return mapLimited(request.pieces, request.atOnce, async ({ kind, fingerprint, make }, index) => {
    signal.throwIfAborted();
    const found = await store.find(kind, fingerprint);
    if (found !== undefined) emit({ type: 'stage-cached', stage, digest: found.key });
    const artifact = found ?? (await store.publish(kind, fingerprint, make));
    request.onStored?.(artifact, index);
    return artifact;
  });
}

async function obtainJointly(request: JointRequest, store: Store): Promise<readonly StoredArtifact[]> {
  const found = await findPieces(request, store);
  const missing = [...found.keys()].filter((index) => found[index] === undefined);
  if (missing.length === 0) return found as readonly StoredArtifact[];
  const made = await request.makeMissing(missing);
  const all = [...found];
  for (const [place, index] of missing.entries()) all[index] = made[place];
  return all as readonly StoredArtifact[];
}

/** The stored pieces of a request by index, undefined where one is missing; the request is told of those that are there. */
export async function findPieces(request: PieceRequest | JointRequest, store: Store): Promise<readonly (StoredArtifact | undefined)[]> {
  const atOnce = 'atOnce' in request ? request.atOnce : request.pieces.length;
  const found = await mapLimited(request.pieces, atOnce, ({ kind, fingerprint }) => store.find(kind, fingerprint));
  const tell = 'makeMissing' in request ? request.onFound : request.onStored;
  for (const [index, artifact] of found.entries()) if (artifact !== undefined) tell?.(artifact, index);
  return found;
}
