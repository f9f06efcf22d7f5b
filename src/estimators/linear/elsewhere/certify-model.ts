import { placeModel, sliceLinear } from '../../../kernels/linear-slices.js';
import { abortTeam, createControl } from '../../../ml/barrier.js';
import type { CertifiedGap } from '../../../ml/certificate.js';
import type { FitRequest } from '../../../ml/fit.js';
import type { Certificate } from '../../../ml/fit-record.js';
import { describeGap } from '../../../ml/solvers/linear-fit.js';
import type { FitServices } from '../../estimator.js';
import { shapesOf } from '../fit-shape.js';
import { type KernelLane, lanesOf, type MemberMemory } from '../kernel-lanes.js';
import type { LinearModel } from '../linear-model.js';
import type { LinearSettings } from '../settings.js';
import type { CertifyMemberInput } from './certify-member.js';

/**
 * Bounds how far a model that was fitted elsewhere is from the optimum of its rows, as `certifyAsIs` does: all workers together, in the memory
 * of an exact fit. `resources.memory` when it does not fit.
 */
export async function certifyModel(
  request: FitRequest<LinearSettings>,
  model: LinearModel,
  { workers, kernelBytes, signal }: Pick<FitServices, 'workers' | 'kernelBytes' | 'signal'>,
): Promise<Certificate> {
  const { rows, settings } = request;
  const [shape] = shapesOf({ ...request, settings: { ...settings, mode: 'exact' } }, { kernelBytes });
  if (shape === undefined) throw new RangeError('a fit has at least one member');
  const sliced = sliceLinear(shape);
  const [lane] = lanesOf(workers, 1) as [KernelLane];
  const [{ memories }] = lane.reserve([sliced], undefined) as readonly [MemberMemory];
  const { table } = sliced.layout;
  sliced.parts.forEach(({ byteCount }, slice) => {
    new Uint8Array((memories[slice] as WebAssembly.Memory).buffer, table, byteCount - table).fill(0);
  });
  placeModel(sliced, memories, model);
  const control = createControl(workers.workerCount);
  const share = { shape, memories, control, workerCount: workers.workerCount, reused: false };
  const inputs = Array.from({ length: workers.workerCount }, (_, worker): CertifyMemberInput => ({ share, worker, rows, l2: settings.l2 }));
  const [gap] = await workers.gang<CertifiedGap>('certify', inputs, () => abortTeam(control), signal);
  return describeGap(gap as CertifiedGap, { l2: settings.l2, l1: 0 });
}
