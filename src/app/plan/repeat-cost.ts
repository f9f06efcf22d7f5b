import type { Cost, CostOf } from '../../forecast/cost.js';
import { stageSteps } from '../../runner/flow/flow.js';
import { FLOW } from '../flow/flow.js';

/** What is done again for each further seed. */
const REPEATED: readonly string[] = ['split', 'features', 'search', 'train', 'calibrate', 'evaluate'];

/** Time and disk of the further seeds: those of these stages over again. Their memory is given back before the next one takes it. */
export const repeatCost: CostOf = (run) => {
  const further = (run.search.seedCount ?? 1) - 1;
  if (further === 0 || !run.runs('evaluate')) return {};
  const again = { ...run, runs: (stage: string) => REPEATED.includes(stage) };
  const costs: readonly Cost[] = stageSteps(FLOW)
    .filter(({ stage }) => REPEATED.includes(stage.name))
    .map(({ stage }) => stage.cost?.(again) ?? {});
  const sum = (key: 'seconds' | 'diskBytes'): number => costs.reduce((total, cost) => total + (cost[key] ?? 0), 0);
  return { seconds: further * sum('seconds'), diskBytes: further * sum('diskBytes') };
};
