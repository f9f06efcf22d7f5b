import type { Json } from '../../core/canonical-json.js';
import { type Failure, fail } from '../../core/failure.js';
import { mapLimited } from '../../core/map-limited.js';
import type { ArtifactName, Store, StoredArtifact } from '../../store/store.js';
import { cutBatches, workersFor } from './batches.js';
import type { RunContext } from './stage.js';

/** A piece of work worth keeping, by what it is called in the store: made once, then found again. */
export interface PieceName extends ArtifactName {
  /** The partitions that it is made of, as people know them: a plan tells which ones are new. Never part of the name. */
  readonly partitions?: readonly string[];
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

/** Pieces of rows, made alike: neighbours that have few rows are made by one call, and cost what their rows cost. */
export interface BatchRequest {
  readonly pieces: readonly PieceName[];
  readonly rowCounts: readonly number[];
  /** So many batches are made at the same time; fewer where few rows are missing. */
  readonly atOnce: number;
  /** Told of each as it is there. */
  readonly onStored?: (artifact: StoredArtifact, index: number) => void;
  /** Fills an empty folder for each of these pieces, and returns small facts about what it wrote into each. */
  readonly makeBatch: (indexes: readonly number[], folders: readonly string[]) => Promise<readonly Json[]>;
}

/** Pieces of which all that are missing are made by one call, because they share what it opens. */
export interface JointRequest {
  readonly pieces: readonly PieceName[];
  /** Told of each that was stored already, before any is made. */
  readonly onFound: (artifact: StoredArtifact, index: number) => void;
  /** Makes and publishes the pieces with these indexes, ascending; returns theirs in that order. */
  readonly makeMissing: (missing: readonly number[]) => Promise<readonly StoredArtifact[]>;
}

/** What a stage may ask for. */
export type Request = PieceRequest | BatchRequest | JointRequest;

/**
 * The work of a stage: it asks for pieces, is given them as stored artifacts, asks for those that follow from them, and
 * ends with what the stage returns. Who asks decides what becomes of a missing piece: a run makes it, a plan stops there
 * and tells. So nothing may have an effect outside of the run folder before the last piece is there.
 */
export type Pieces<Output> = AsyncGenerator<Request, Output, readonly StoredArtifact[]>;

/** Asks for some pieces at once: `const artifacts = yield* askFor({ pieces, atOnce: 4 })`, in their order. */
export async function* askFor(request: Request): Pieces<readonly StoredArtifact[]> {
  return yield request;
}

/** Asks for one piece: `const stored = yield* piece('split', fingerprint, async (folder) => …)`. */
export async function* piece(kind: string, fingerprint: Json, make: Piece['make']): Pieces<StoredArtifact> {
  const [stored] = yield { pieces: [{ kind, fingerprint, make }], atOnce: 1 };
  return stored as StoredArtifact;
}

/** What a run does: finds every piece or makes it. Failures: those of the pieces and of the store. */
export function makePieces<Output>(stage: string, work: Pieces<Output>, context: RunContext): Promise<Output> {
  return answerRequests(work, (request) => obtain(stage, request, context));
}

/** What a partial run does with the stages before its own: finds every piece and makes none. Fails with `usage.missing-work`. */
export function findAllPieces<Output>(stage: string, work: Pieces<Output>, { store }: RunContext): Promise<Output> {
  return answerRequests(work, async (request) => {
    const found = await findPieces(request, store);
    if (found.includes(undefined)) throw missingWork(stage, request.pieces, found);
    return found as readonly StoredArtifact[];
  });
}

function missingWork(stage: string, pieces: readonly PieceName[], found: readonly (StoredArtifact | undefined)[]): Failure {
  const missing = pieces.filter((_, index) => found[index] === undefined);
  const [first] = missing as [PieceName];
  const of = first.partitions === undefined ? '' : `, such as that of ${first.partitions.join(', ')}`;
  return fail('usage.missing-work', {
    what: 'an earlier stage has not done its work for this pipeline',
    where: `stage ${stage}`,
    got: `${missing.length} of ${pieces.length} pieces (${first.kind}) missing in the store${of}`,
    wanted: 'the finished work of all stages before the first one that is to run, made with the same settings and inputs in this workspace',
    hint: `run the same pipeline with --only ${stage} first, or without a range of stages to do all of it`,
  });
}

async function answerRequests<Output>(work: Pieces<Output>, answer: (request: Request) => Promise<readonly StoredArtifact[]>): Promise<Output> {
  let step = await work.next();
  while (step.done !== true) {
    let artifacts: readonly StoredArtifact[];
    try {
      artifacts = await answer(step.value);
    } catch (error) {
      // Into the stage, so that it closes what it has open; it comes out again as it is.
      step = await work.throw(error);
      continue;
    }
    step = await work.next(artifacts);
  }
  return step.value;
}

function obtain(stage: string, request: Request, context: RunContext): Promise<readonly StoredArtifact[]> {
  if ('makeMissing' in request) return obtainJointly(request, context.store);
  return 'makeBatch' in request ? obtainBatches(stage, request, context) : obtainEach(stage, request, context);
}

async function obtainBatches(stage: string, request: BatchRequest, { store, signal, emit }: RunContext): Promise<readonly StoredArtifact[]> {
  const artifacts = [...(await findPieces(request, store))];
  for (const artifact of artifacts) if (artifact !== undefined) emit({ type: 'stage-cached', stage, digest: artifact.key });
  const missing = [...artifacts.keys()].filter((index) => artifacts[index] === undefined);
  const rowCountOf = (index: number) => request.rowCounts[index] as number;
  const batches = cutBatches(missing, rowCountOf);
  const rowCount = missing.reduce((sum, index) => sum + rowCountOf(index), 0);
  await mapLimited(batches, workersFor(rowCount, request.atOnce), async (batch) => {
    signal.throwIfAborted();
    const made = await store.publishAll(
      batch.map((index) => request.pieces[index] as PieceName),
      (places, folders) =>
        request.makeBatch(
          places.map((place) => batch[place] as number),
          folders,
        ),
    );
    for (const [place, index] of batch.entries()) {
      artifacts[index] = made[place];
      request.onStored?.(made[place] as StoredArtifact, index);
    }
  });
  return artifacts as readonly StoredArtifact[];
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
export async function findPieces(request: Request, store: Store): Promise<readonly (StoredArtifact | undefined)[]> {
  const atOnce = 'atOnce' in request ? request.atOnce : request.pieces.length;
  const found = await mapLimited(request.pieces, atOnce, ({ kind, fingerprint }) => store.find(kind, fingerprint));
  const tell = 'makeMissing' in request ? request.onFound : request.onStored;
  for (const [index, artifact] of found.entries()) if (artifact !== undefined) tell?.(artifact, index);
  return found;
}
