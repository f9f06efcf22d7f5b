import { MAX_MEMORY_BYTES } from '../../kernels/linear-kernel.js';
import { BATCH_DOCUMENTS, strideOf } from '../../kernels/linear-layout.js';
import { type FitShape, linearMemoryBytes } from '../../kernels/linear-slices.js';
import type { FitRequest } from '../../ml/fit.js';
import { isCertified } from '../../ml/fit-record.js';
import { largestBatch } from '../../ml/labelled-rows.js';
import { leavesFactors, planMembers } from '../../ml/solvers/members.js';
import { doesNotFit } from '../does-not-fit.js';
import type { LinearServices } from './running-fit.js';
import type { TeamSettings } from './settings.js';

/** f64 rows of the gradient that a certificate holds at once take at most this share of the memory. */
const GRADIENT_SHARE = 0.25;
/** Probabilities that an exact fit keeps take at most this share of it. */
const PROBABILITY_SHARE = 0.25;

/** What decides the shapes of a fit, beside its settings. */
export interface FitExtent {
  readonly featureCount: number;
  readonly classCount: number;
  /** Rows that are fitted. */
  readonly rowCount: number;
  /** As in `LinearShape`. */
  readonly batchEntries: number;
}

type MemoryLimits = Pick<LinearServices, 'kernelBytes' | 'sliceBytes'>;

/** What the memories of a fit must hold, one a member. `resources.memory` when it is more than there may be. */
export function shapesOf(request: FitRequest<TeamSettings>, limits: MemoryLimits): readonly FitShape[] {
  const { settings, featureCount, rows, validation, asked } = request;
  const batchEntries = Math.max(...[rows, validation?.rows, asked?.rows].map((own) => (own === undefined ? 0 : largestBatch(own))));
  const extent = { featureCount, classCount: request.codes.length, rowCount: rows.row.length, batchEntries };
  const shapes = memberShapes(settings, extent, request, limits);
  const byteCount = totalBytes(shapes);
  if (byteCount > limits.kernelBytes) throw doesNotFit({ featureCount, codeCount: extent.classCount }, byteCount, limits.kernelBytes);
  return shapes;
}

/**
 * The shapes of the members of a fit; how much of the gradient and of the probabilities is kept changes no bit of the result. The first
 * member is certified, and takes the weights of all where they are kept as they are.
 */
export function memberShapes(
  settings: TeamSettings,
  { featureCount, classCount, rowCount, batchEntries }: FitExtent,
  { certify, keep, numberType, asked }: Pick<FitRequest<TeamSettings>, 'certify' | 'keep' | 'numberType' | 'asked'>,
  { kernelBytes, sliceBytes = MAX_MEMORY_BYTES }: MemoryLimits,
): readonly FitShape[] {
  const stride = strideOf(classCount);
  const mostRows = Math.max(1, Math.min(featureCount, Math.floor((GRADIENT_SHARE * kernelBytes) / (8 * stride))));
  const gradientRows = isCertified({ settings, certify }) ? mostRows : 0;
  const keepsAll = 4 * stride * rowCount <= PROBABILITY_SHARE * Math.min(kernelBytes, sliceBytes);
  const kept = keepsAll ? Math.ceil(rowCount / BATCH_DOCUMENTS) * BATCH_DOCUMENTS : BATCH_DOCUMENTS;
  const probabilityDocuments = settings.mode === 'exact' ? kept : 0;
  const holdsAll = (keep || asked !== undefined) && !leavesFactors({ settings, featureCount, classCount, keep, numberType });
  return planMembers(settings).map(({ rank }, m) => ({
    featureCount,
    classCount,
    batchEntries,
    probabilityDocuments,
    sliceBytes,
    gradientRows: m === 0 ? gradientRows : 0,
    rank: rank ?? 0,
    holdsWeights: rank === null || (m === 0 && holdsAll),
  }));
}

/** Bytes that a fit takes in kernel memory, all members together. */
export function totalBytes(shapes: readonly FitShape[]): number {
  return shapes.reduce((sum, shape) => sum + linearMemoryBytes(shape), 0);
}
