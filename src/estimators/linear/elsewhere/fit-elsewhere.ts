import { strideOf } from '../../../kernels/linear-layout.js';
import type { FitOutcome, FitRequest } from '../../../ml/fit.js';
import type { Certificate, PassRecord } from '../../../ml/fit-record.js';
import type { SoftmaxOutcome, SoftmaxTrainer } from '../../../ml/solvers/softmax-trainer.js';
import type { FitServices } from '../../estimator.js';
import { type JudgedTrial, judgeTrial } from '../../trial/judge-trial.js';
import { requireRoom } from '../full-weights.js';
import { LINEAR, type LinearModel, type WrittenLinear } from '../linear-model.js';
import type { LinearSettings } from '../settings.js';
import { openRoom } from '../stored/weights-file.js';
import { certifyModel } from './certify-model.js';

type Services = FitServices<WrittenLinear>;
type Request = FitRequest<LinearSettings>;

/** Fits by the trainer of an engine, one after the other; the models are judged and certified here, like any other. */
export async function fitElsewhere(requests: readonly Request[], services: Services): Promise<void> {
  const { softmax } = services;
  if (softmax === undefined) throw new Error('a fit of mode spark without Spark');
  for (const [index, request] of requests.entries()) {
    services.signal.throwIfAborted();
    const started = performance.now();
    const { model, made } = await fitOne(request, softmax, services);
    const judged = await judgeTrial(request, model, services);
    const certificate = request.certify ? await certifyModel(request, model, services) : uncertified(made);
    const seconds = (performance.now() - started) / 1000;
    await services.onDone(index, outcomeOf({ made, judged, certificate, seconds }, request), request.keep ? model : null, judged.scores);
  }
}

async function fitOne(
  { codes, featureCount, settings, rows }: Request,
  softmax: SoftmaxTrainer,
  { kernelBytes, openRows, signal }: Services,
): Promise<{ readonly model: LinearModel; readonly made: SoftmaxOutcome }> {
  const sizes = { featureCount, codeCount: codes.length, stride: strideOf(codes.length) };
  requireRoom(sizes, kernelBytes);
  const room = openRoom(sizes);
  const { l2, tolerance, maxPasses } = settings;
  const problem = { rows: openRows(rows), featureCount, classCount: codes.length, l2, tolerance, maxPasses };
  const made = await softmax.fit(problem, room, signal);
  const { weights, intercept, stride, shared } = room;
  return { model: { kind: LINEAR, codes, featureCount, stride, weights, intercept, ...(shared === undefined ? {} : { shared }) }, made };
}

function uncertified({ objective }: SoftmaxOutcome): Certificate {
  return { kind: 'none', reason: 'of fits by Spark the final one alone is certified', objective };
}

interface Judged {
  readonly made: SoftmaxOutcome;
  readonly judged: JudgedTrial;
  readonly certificate: Certificate;
  readonly seconds: number;
}

function outcomeOf({ made, judged, certificate, seconds }: Judged, { metric, settings, codes, featureCount }: Request): FitOutcome {
  const { validation } = judged;
  const [gradientNorm, relativeGap] = certificate.kind === 'none' ? [null, null] : [certificate.gradientNorm, certificate.relativeGap];
  const record: PassRecord = {
    pass: made.passes,
    objective: made.objective,
    score: validation === null ? null : validation[metric],
    gradientNorm,
    relativeGap,
    seconds,
    training: null,
    validation: null,
  };
  const status = relativeGap !== null && relativeGap <= settings.tolerance ? 'converged' : 'pass-limit';
  const allocatedBytes = 4 * strideOf(codes.length) * featureCount;
  return { status, certificate, passes: [record], bestPass: 1, validation, seconds, allocatedBytes };
}
