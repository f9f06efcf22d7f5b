import type { Trial } from '../../artifacts/trials.js';
import { stageOf } from '../../runner/flow/stage.js';
import type { Stage } from '../stage-context.js';
import { gridPoints } from './grid.js';
import { runTrial, type SearchInput } from './run-trials.js';

/** What one trial alone came to. */
export interface TrialAlone {
  readonly kind: 'trial';
  readonly trial: Trial;
}

/** The search of one trial, counted from 0 in grid order, to the bytes that the search of all of them finds afterwards. */
export function trialStage(number: number): Stage<SearchInput, TrialAlone> {
  return stageOf({
    name: 'search',
    async *pieces(input, context) {
      const points = gridPoints(context.config, input.features.variants.length);
      return { kind: 'trial', trial: yield* runTrial(number, points, input, context) };
    },
  });
}
