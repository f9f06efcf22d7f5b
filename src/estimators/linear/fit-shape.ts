import { fail } from '../../core/failure.js';
import { formatSize } from '../../core/size.js';
import { MAX_MEMORY_BYTES } from '../../kernels/linear-kernel.js';
import { BATCH_DOCUMENTS, strideOf } from '../../kernels/linear-layout.js';
import { type FitShape, linearMemoryBytes } from '../../kernels/linear-slices.js';
import type { FitRequest } from '../../ml/fit.js';
import { largestBatch } from '../../ml/labelled-rows.js';
import { isCertified } from '../../ml/solvers/linear-fit.js';
import { planMembers } from '../../ml/solvers/members.js';
import type { LinearServices } from './running-fit.js';
import type { LinearSettings } from './settings.js';

/** f64 rows of the gradient that a certificate holds at once take at most this share of the memory. */
export const GRADIENT_SHARE = 0.25;
export const PROBABILITY_SHARE = 0.25;

/**
 * What the memories of a fit must hold, one a member; how much of the gradient and of the probabilities is kept changes no bit of the
 * result. The weights of them all come together in the first.
 */
export function shapesOf(
  request: FitRequest<LinearSettings>,
  { kernelBytes, sliceBytes = MAX_MEMORY_BYTES }: Pick<LinearServices, 'kernelBytes' | 'sliceBytes'>,
): readonly FitShape[] {
  const { settings, featureCount, rows, validation } = request;
  const classCount = request.codes.length;
  const stride = strideOf(classCount);
  const rowCount = rows.row.length;
  const exact = settings.mode === 'exact';
  const batchEntries = Math.max(largestBatch(rows), validation === null ? 0 : largestBatch(validation.rows));
  const gradientRows = isCertified(request) ? Math.max(1, Math.min(featureCount, Math.floor((GRADIENT_SHARE * kernelBytes) / (8 * stride)))) : 0;
  const keeps = 4 * stride * rowCount <= PROBABILITY_SHARE * Math.min(kernelBytes, sliceBytes);
  const probabilityDocuments = exact ? (keeps ? Math.ceil(rowCount / BATCH_DOCUMENTS) * BATCH_DOCUMENTS : BATCH_DOCUMENTS) : 0;
  const shared = { featureCount, classCount, batchEntries, probabilityDocuments, gradientRows, sliceBytes };
  const shapes = memberShapes(settings, shared, request.keep);
  const byteCount = totalBytes(shapes);
  if (byteCount > kernelBytes) throw tooLarge(shared, byteCount, kernelBytes);
  return shapes;
}

/** The shapes of the members of a fit: the first is certified, and takes the weights of all where they are kept. */
export function memberShapes(settings: LinearSettings, shared: Omit<FitShape, 'rank' | 'holdsWeights'>, keep: boolean): readonly FitShape[] {
  return planMembers(settings).map(({ rank }, m) => ({
    ...shared,
    gradientRows: m === 0 ? shared.gradientRows : 0,
    rank: rank ?? 0,
    holdsWeights: rank === null || (m === 0 && keep),
  }));
}

/** Bytes that a fit takes in kernel memory, all members together. */
export function totalBytes(shapes: readonly FitShape[]): number {
  return shapes.reduce((sum, shape) => sum + linearMemoryBytes(shape), 0);
}

function tooLarge(shape: Pick<FitShape, 'featureCount' | 'classCount'>, byteCount: number, limit: number): Error {
  return fail('resources.memory', {
    what: 'a fit does not fit in the memory',
    where: 'resources.memory (--memory)',
    got: `${formatSize(byteCount)} for ${shape.featureCount} features × ${shape.classCount} codes, where ${formatSize(limit)} may be used`,
    wanted: 'a fit that is held in memory',
    hint: 'give more --memory, or lower features.maxFeatures or raise features.minDocumentFrequency',
  });
}
