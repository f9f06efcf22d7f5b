import type { ComparedName } from '../evaluation/figures/figures.js';
import { SUMMARY_NAMES } from '../ml/code-counts.js';

/** What trials may be chosen by: one of what a gate may judge by. */
type SearchMetric = (typeof SUMMARY_NAMES)[number];

interface Asked {
  readonly search: { readonly metric?: SearchMetric | undefined };
  readonly gate: { readonly metric?: ComparedName | undefined };
}

/** The same with both metrics filled in. */
type WithMetrics<Config extends Asked> = Config & {
  readonly search: { readonly metric: SearchMetric };
  readonly gate: { readonly metric: ComparedName };
};

const DEFAULT: SearchMetric = 'macroF1';

/**
 * Trials are chosen by what the gate judges by, unless a pipeline names two metrics: one that is left out is the other. By a figure that
 * only a gate knows no trial is chosen: macro F1 is then.
 */
export function withMetrics<Config extends Asked>(config: Config): WithMetrics<Config> {
  const { search, gate } = config;
  const chosenBy = search.metric ?? SUMMARY_NAMES.find((name) => name === gate.metric) ?? DEFAULT;
  return { ...config, search: withMetric(search, chosenBy), gate: withMetric(gate, gate.metric ?? chosenBy) };
}

/** It stands first, whoever named it: a configuration that is shown is the same when it is read again. */
function withMetric<Section extends { readonly metric?: unknown }, Metric>({ metric: _, ...others }: Section, metric: Metric) {
  return { metric, ...others };
}
