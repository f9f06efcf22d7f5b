import type { FitRequest } from '../../../ml/fit.js';
import type { FitServices } from '../../estimator.js';
import { fitWithTeams } from '../fit-teams.js';
import type { WrittenLinear } from '../linear-model.js';
import { isOfTeams, type LinearSettings, type TeamSettings } from '../settings.js';
import { fitElsewhere } from './fit-elsewhere.js';

type Services = FitServices<WrittenLinear>;
type Request = FitRequest<LinearSettings>;

/** Fits by the worker pool, and those whose settings say so by the trainer of an engine. */
export async function fitLinear(requests: readonly Request[], services: Services): Promise<void> {
  const own = requests.flatMap((request, index) => (isOfTeams(request.settings) ? [index] : []));
  const others = requests.flatMap((request, index) => (isOfTeams(request.settings) ? [] : [index]));
  if (own.length > 0) await fitWithTeams(requestsOf<TeamSettings>(requests, own), telling(services, own));
  if (others.length > 0) await fitElsewhere(requestsOf(requests, others), telling(services, others));
}

/** `isOfTeams` has told which they are. */
function requestsOf<Settings extends LinearSettings>(requests: readonly Request[], indexes: readonly number[]): readonly FitRequest<Settings>[] {
  return indexes.map((index) => requests[index] as FitRequest<Settings>);
}

/** Tells of requests by their place among all. */
function telling(services: Services, indexes: readonly number[]): Services {
  return {
    ...services,
    onPass: (request, news) => services.onPass(indexes[request] as number, news),
    onDone: (request, ...made) => services.onDone(indexes[request] as number, ...made),
  };
}
