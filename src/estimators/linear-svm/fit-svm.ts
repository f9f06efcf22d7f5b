import { strideOf } from '../../kernels/linear-layout.js';
import type { FitOutcome, FitRequest } from '../../ml/fit.js';
import type { Certificate, PassRecord } from '../../ml/fit-record.js';
import type { FitServices } from '../estimator.js';
import { requireRoom } from '../linear/full-weights.js';
import type { LinearModel, WrittenLinear } from '../linear/linear-model.js';
import { openRoom } from '../linear/stored/weights-file.js';
import { rowBytes, rowsInMemory } from '../rows-in-memory.js';
import { type JudgedTrial, judgeTrial } from '../trial/judge-trial.js';
import type { CodesFit, FitCodesInput } from './fit-codes.js';
import { LINEAR_SVM, type SvmSettings } from './settings.js';
import { codeSlices } from './size.js';

type Services = FitServices<WrittenLinear>;
type Request = FitRequest<SvmSettings>;

/** One fit after the other, each by all workers: a slice of the codes at a time. `resources.memory` when the weights do not fit. */
export async function fitSvm(requests: readonly Request[], services: Services): Promise<void> {
  for (const [index, request] of requests.entries()) {
    services.signal.throwIfAborted();
    const started = performance.now();
    const { model, fits } = await fitAll(request, services);
    const judged = await judgeTrial(request, model, services);
    const seconds = (performance.now() - started) / 1000;
    const outcome = outcomeOf(fits, judged, request, seconds, model.weights.byteLength);
    await services.onDone(index, outcome, request.keep ? model : null, judged.scores);
  }
}

async function fitAll(
  request: Request,
  { workers, signal, kernelBytes, openRows }: Services,
): Promise<{ model: LinearModel; fits: readonly CodesFit[] }> {
  const { codes, featureCount, settings } = request;
  const sizes = { featureCount, codeCount: codes.length };
  requireRoom(sizes, kernelBytes - rowBytes(request.rows));
  const rows = rowsInMemory(request.rows, openRows);
  const stride = strideOf(codes.length);
  const { weights, intercept, shared } = openRoom({ ...sizes, stride });
  const inputs = codeSlices(codes.length).map((slice): FitCodesInput => ({ settings, rows, featureCount, ...slice, weights, intercept, stride }));
  const fits = await workers.map<CodesFit>('fit-codes', inputs, signal);
  const model = { kind: LINEAR_SVM, codes, featureCount, stride, weights, intercept, ...(shared === undefined ? {} : { shared }) };
  return { model, fits };
}

function outcomeOf(fits: readonly CodesFit[], { validation }: JudgedTrial, { metric }: Request, seconds: number, allocatedBytes: number): FitOutcome {
  const sumOf = (of: (fit: CodesFit) => number): number => fits.reduce((sum, fit) => sum + of(fit), 0);
  const [objective, gap] = [sumOf((fit) => fit.objective), sumOf((fit) => fit.gap)];
  const gradientNorm = Math.sqrt(sumOf((fit) => fit.gradientSquare));
  // The intercept is penalised like any weight, so that nothing of it is left over.
  const certificate: Certificate = { kind: 'duality-gap', objective, gap, relativeGap: gap / objective, gradientNorm, interceptResidual: 0 };
  const pass = Math.max(...fits.map(({ passes }) => passes));
  const score = validation === null ? null : validation[metric];
  const record: PassRecord = {
    pass,
    objective,
    score,
    gradientNorm,
    relativeGap: certificate.relativeGap,
    seconds,
    training: null,
    validation: null,
  };
  const status = fits.every(({ converged }) => converged) ? 'converged' : 'pass-limit';
  return { status, certificate, passes: [record], bestPass: 1, validation, seconds, allocatedBytes };
}
