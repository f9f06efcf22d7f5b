import type { Source } from '../../artifacts/source.js';
import type { EventListener } from '../../core/events.js';
import { Failure } from '../../core/failure.js';
import { formatSeconds, formatSize } from '../../core/size.js';
import type { RunForecast } from '../../forecast/forecast.js';
import { refuseForecast } from '../../forecast/refuse-forecast.js';
import type { Services } from '../open-services.js';
import { stageSeconds } from './costs.js';
import { makeForecast } from './forecast-run.js';
import { type PlannedFlow, type PlanRequest, planFlow } from './plan-pipeline.js';

/** A forecast that is made while a run works. */
export interface ForecastAhead {
  /** Null where input cannot be read. Rejects when the run cannot fit. */
  readonly forecast: Promise<RunForecast | null>;
}

/** Of a run that is not forecast. */
export const NO_FORECAST: ForecastAhead = { forecast: Promise.resolve(null) };

/**
 * What a run will take. What is stored is found before this returns, so that nothing that the run makes counts; the texts are then sampled
 * while its first stage works. Refuses a run that cannot fit where sizes are exact, which they are where that stage has nothing to make,
 * and warns where they are estimates. Input that cannot be read is noted only: the stage that reads all of it tells whether that stops the run.
 */
export async function forecastAhead(source: Source, services: Services, request: PlanRequest, emit: EventListener): Promise<ForecastAhead> {
  const planned = await unlessUnreadable(() => planFlow(services, request, { source }), emit);
  if (planned === null) return NO_FORECAST;
  const forecast = unlessUnreadable(() => tellForecast(planned, services, request, emit), emit);
  // Whoever asks for it hears of a failure; until then it must not count as unheard.
  forecast.catch(() => {});
  return { forecast };
}

/** Waits for the work of a stage, and for the forecast, which reads no more when this returns or throws. */
export async function besideForecast<Output>({ forecast }: ForecastAhead, work: Promise<Output>): Promise<Output> {
  try {
    return await work;
  } finally {
    await forecast;
  }
}

async function tellForecast({ stages, known }: PlannedFlow, services: Services, request: PlanRequest, emit: EventListener): Promise<RunForecast> {
  const made = await makeForecast(request, services, known, stages);
  const { peakMemoryBytes, diskBytes, seconds, sizes } = made.forecast;
  const message = `forecast: peak memory ${formatSize(peakMemoryBytes)}, new on disk ${formatSize(diskBytes)}, ${formatSeconds(seconds)}`;
  emit({ type: 'note', stage: 'source', message });
  emit({ type: 'forecast', stageSeconds: stageSeconds(made.input) });
  try {
    refuseForecast(made.forecast, made.input);
  } catch (error) {
    if (sizes.isExact || !(error instanceof Failure)) throw error;
    emit({ type: 'warning', stage: 'source', message: `${error.detail.what}: ${error.detail.got}; ${error.detail.hint}` });
  }
  return made.forecast;
}

async function unlessUnreadable<Result>(work: () => Promise<Result>, emit: EventListener): Promise<Result | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure && error.detail.code.startsWith('data.'))) throw error;
    const { code, what, where } = error.detail;
    emit({ type: 'note', stage: 'source', message: `no forecast: ${what} (${code}), ${where}` });
    return null;
  }
}
