import type { FitOutcome, FitRequest } from '../../ml/fit.js';
import type { FitServices } from '../estimator.js';
import type { FittedModel } from '../model-format.js';
import { judgeTrial } from './judge-trial.js';

/** What came of a fit that has no passes, before its model is judged. */
export interface WholeFit<Model> {
  readonly model: Model;
  /** The objective as far as it is known, else 0. */
  readonly objective: number;
  readonly allocatedBytes: number;
}

/** How fits of a kind end, and why they have no certificate. */
export interface WholeEnd {
  readonly status: FitOutcome['status'];
  readonly reason: string;
}

/** One fit after the other, each made as a whole and judged by the validation rows of its request. */
export async function fitOneByOne<Settings, Model extends FittedModel>(
  requests: readonly FitRequest<Settings>[],
  services: FitServices<Model>,
  { status, reason }: WholeEnd,
  make: (request: FitRequest<Settings>) => Promise<WholeFit<Model>>,
): Promise<void> {
  for (const [index, request] of requests.entries()) {
    services.signal.throwIfAborted();
    const started = performance.now();
    const { model, objective, allocatedBytes } = await make(request);
    const { validation, scores } = await judgeTrial(request, model, services);
    const seconds = (performance.now() - started) / 1000;
    const certificate = { kind: 'none', reason, objective } as const;
    const outcome: FitOutcome = { status, certificate, passes: [], bestPass: 0, validation, seconds, allocatedBytes };
    await services.onDone(index, outcome, request.keep ? model : null, scores);
  }
}
