import type { FitShape } from '../../kernels/linear-slices.js';
import { type FitRequest, FitToken } from '../../ml/fit.js';
import type { Workers } from '../estimator.js';
import { shapesOf, totalBytes } from './fit-shape.js';
import { type Held, type KernelLane, lanesOf } from './kernel-lanes.js';
import { type FitPlace, type LinearServices, RunningFit } from './running-fit.js';
import type { TeamSettings } from './settings.js';

/**
 * Memory of a fit up to which every worker makes one of its own. Fits of 70 to 100 MB side by side on two cores take 0.7 to 0.9 of
 * the time of one after the other by both: nobody waits for the other core.
 */
const LANE_BYTES = 256 * 2 ** 20;

/** Workers that share a larger fit: a batch has 64 documents, in chunks of 4, and every worker more waits for all others twice. */
const TEAM_WORKERS = 4;

/** Fits that are made side by side, as far as the memory goes: one a worker while they are at most so large, otherwise one a team. */
export function laneCountOf(fitBytes: number, workerCount: number, kernelBytes: number, laneBytes = LANE_BYTES): number {
  const wanted = fitBytes <= laneBytes ? workerCount : Math.ceil(workerCount / TEAM_WORKERS);
  return Math.max(1, Math.min(wanted, Math.floor(kernelBytes / fitBytes)));
}

/** What is held and what is at work take at most this share of the memory together. */
const HELD_SHARE = 0.5;

/** Whether fits of so many bytes together are held: all, or where the memory is short none. */
export function canHold(heldBytes: number, workBytes: number, kernelBytes: number): boolean {
  return heldBytes + workBytes <= HELD_SHARE * kernelBytes;
}

/**
 * Multinomial logistic regression over the worker pool; see `fitFast` and `fitExact`. Makes all fits: as many at once as
 * `laneCountOf` says while there are enough of them, the last ones with all workers together. Which plan a fit falls under never
 * changes a bit of it. `resources.memory` when not even one fits.
 */
export async function fitWithTeams(requests: readonly FitRequest<TeamSettings>[], services: LinearServices): Promise<void> {
  const { workers, kernelBytes } = services;
  const shapes = requests.map((request) => shapesOf(request, services));
  const largest = shapes.reduce((most, own) => Math.max(most, totalBytes(own)), 0);
  const laneCount = laneCountOf(largest, workers.workerCount, kernelBytes, services.laneBytes);
  const holdable = shapes.filter((_, index) => requests[index]?.holdAs !== undefined).map(totalBytes);
  const heldBytes = holdable
    .sort((a, b) => b - a)
    .slice(0, services.heldCount)
    .reduce((sum, bytes) => sum + bytes, 0);
  const placeOf = assignPlaces(workers, requests, shapes, canHold(heldBytes, largest * laneCount, kernelBytes));
  const teamSize = Math.floor(workers.workerCount / laneCount);
  const together = laneCount > 1 ? requests.length - (requests.length % laneCount) : 0;
  const fitOf = (index: number, lane: number, workerCount: number): RunningFit => {
    const request = requests[index] as FitRequest<TeamSettings>;
    return new RunningFit({ request, index, shapes: shapes[index] as readonly FitShape[], ...placeOf(index, lane) }, services, workerCount);
  };
  const running = new Set<RunningFit>();
  let next = 0;
  const runLane = async (lane: number): Promise<void> => {
    while (next < together) {
      const fit = fitOf(next++, lane, teamSize);
      running.add(fit);
      await fit.run().finally(() => running.delete(fit));
    }
    // Workers that have nothing left to do help with the last fit.
    if (running.size === 1) for (const fit of running) fit.widen();
  };
  const stop = (): void => {
    next = together;
  };
  await settleAll(
    Array.from({ length: Math.min(laneCount, together) }, (_, lane) => runLane(lane)),
    stop,
  );
  for (let index = together; index < requests.length; index++) await fitOf(index, 0, workers.workerCount).run();
}

/**
 * A place for each fit, given as it begins: where the one lies that it goes on from, or memory of its own if it is to be held, that of a
 * released one before any other, or that of the lane. None that a fit goes on from loses its memory to another of the call; of several
 * with the same start the first goes on.
 */
function assignPlaces(
  workers: Workers,
  requests: readonly FitRequest<TeamSettings>[],
  shapes: readonly (readonly FitShape[])[],
  holds: boolean,
): (index: number, lane: number) => FitPlace {
  const lanes = lanesOf(workers, workers.workerCount + requests.length);
  const starts = requests.map(({ goOnFrom }, index) => goOnFrom && findHeld(lanes, goOnFrom, shapes[index] as readonly FitShape[]));
  const known = starts.map((start, index) => (starts.indexOf(start) === index ? start : undefined));
  const taken = new Set(known.map((start) => start?.lane));
  const free = lanes.filter((lane) => !taken.has(lane));
  const isHeld = (index: number): boolean => holds && known[index] === undefined && requests[index]?.holdAs !== undefined;
  const own = free.splice(0, requests.filter((_, index) => isHeld(index)).length);
  return (index, lane) => {
    const { soFar = null, scores = null } = known[index] ?? {};
    const place = known[index]?.lane ?? (isHeld(index) ? takeLane(own) : free[lane]);
    return { lane: place as KernelLane, soFar, scores, holds };
  };
}

/** Moves to the back of the list the lane that is given: the first that nobody has used in this call, unless one was released. */
function takeLane(lanes: KernelLane[]): KernelLane {
  const released = lanes.findIndex(({ owner }) => owner instanceof FitToken && owner.isReleased);
  const [lane] = lanes.splice(Math.max(0, released), 1) as [KernelLane];
  lanes.push(lane);
  return lane;
}

function findHeld(lanes: readonly KernelLane[], token: FitToken, shapes: readonly FitShape[]): Held | undefined {
  return lanes.find(({ owner }) => owner === token)?.heldFor(token, shapes);
}

/** Waits for all, so that nothing works on behind a failure; the first failure stops the others from starting more. */
async function settleAll(promises: readonly Promise<void>[], onFailure: () => void): Promise<void> {
  const guarded = promises.map((promise) =>
    promise.catch((error: unknown) => {
      onFailure();
      throw error;
    }),
  );
  const failed = (await Promise.allSettled(guarded)).find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
