import type { RunEvent } from '../../core/events.js';
import { formatSeconds } from '../../core/size.js';
import { formatCount, formatNumber, formatScore } from '../../report/format.js';
import type { Pace } from './stage-clock.js';

type PassEvent = Extract<RunEvent, { type: 'pass-finished' }>;

/** What has happened so far in a run, for those who show it: work taken from the store, trials and the best one. */
export class RunStory {
  readonly #reused = new Map<string, number>();
  #pass: PassEvent | undefined;
  #trialsDone = 0;
  #best: { readonly label: string; readonly score: number } | undefined;

  hear(event: RunEvent): void {
    if (event.type === 'artifact' && event.reused) this.#reused.set(event.stage, (this.#reused.get(event.stage) ?? 0) + 1);
    if (event.type === 'stage-started') this.#pass = undefined;
    if (event.type === 'pass-finished') this.#pass = event;
    if (event.type !== 'trial-finished') return;
    this.#trialsDone++;
    if (this.#best === undefined || event.score > this.#best.score) this.#best = event;
  }

  /** `trial 2 at pass 5, loss 1.02 train, 1.41 validation, macroF1 0.431`: what was heard last from inside of a fit; empty before the first pass of a stage. */
  pass(): string {
    if (this.#pass === undefined) return '';
    const { trial, pass } = this.#pass;
    const at = trial < 0 ? `pass ${pass}` : `trial ${trial} at pass ${pass}`;
    return [at, ...describePass(this.#pass)].join(', ');
  }

  /** `3 trials done, best 0.5512 (l2=1e-5)`; empty before the first one. */
  trials(): string {
    return this.#best === undefined ? '' : `${this.#trialsDone} trial${this.#trialsDone === 1 ? '' : 's'} done, ${this.best()}`;
  }

  /** `best 0.5512 (l2=1e-5)`; empty before the first trial. */
  best(): string {
    return this.#best === undefined ? '' : `best ${formatScore(this.#best.score)} (${this.#best.label})`;
  }

  /** The line of a finished stage: how long it took, and how much came from the store. */
  finished(event: Extract<RunEvent, { type: 'stage-finished' }>): string {
    const reused = this.#reused.get(event.stage) ?? 0;
    const trials = event.stage === 'search' ? this.trials() : '';
    return [event.stage.padEnd(10), formatSeconds(event.seconds).padStart(9), reused > 0 ? `${reused} from the store` : '', trials]
      .filter((part) => part !== '')
      .join('  ');
  }
}

/** `loss 1.02 train, 1.41 validation`, `macroF1 0.431`: what is known of a pass. */
export function describePass({ trainingLoss, validationLoss, metric, score }: PassEvent): readonly string[] {
  const losses = [
    ...(trainingLoss === null ? [] : [`${formatNumber(trainingLoss)} train`]),
    ...(validationLoss === null ? [] : [`${formatNumber(validationLoss)} validation`]),
  ];
  return [...(losses.length === 0 ? [] : [`loss ${losses.join(', ')}`]), ...(score === null ? [] : [`${metric} ${formatScore(score)}`])];
}

/** Rates below ten a second say less than the time left. `12,000 of 24,014 rows, 3,400 rows/s, 4 s left`. */
export function describePace({ unit, done, total, perSecond, secondsLeft }: Pace): string {
  const parts = [`${formatCount(done)} of ${formatCount(total)} ${unit}`];
  if (perSecond !== null && perSecond >= 10) parts.push(`${formatCount(Math.round(perSecond))} ${unit}/s`);
  if (secondsLeft !== null && done < total) parts.push(`${formatSeconds(secondsLeft)} left`);
  return parts.join(', ');
}

/** `about 6 min 10 s left of the run`; empty when nobody knows. */
export function describeRest(secondsLeft: number | null): string {
  return secondsLeft === null ? '' : `about ${formatSeconds(Math.max(1, secondsLeft))} left of the run`;
}
