type Metric = 'macroF1' | 'microF1' | 'weightedF1' | 'accuracy';

interface Asked {
  readonly search: { readonly metric?: Metric | undefined };
  readonly gate: { readonly metric?: Metric | undefined };
}

/** The same with both metrics filled in. */
type WithMetrics<Config extends Asked> = Config & { readonly search: { readonly metric: Metric }; readonly gate: { readonly metric: Metric } };

const DEFAULT: Metric = 'macroF1';

/** Trials are chosen by what the gate judges by, unless a pipeline names two metrics: one that is left out is the other. */
export function withMetrics<Config extends Asked>(config: Config): WithMetrics<Config> {
  const { search, gate } = config;
  const agreed = search.metric ?? gate.metric ?? DEFAULT;
  return { ...config, search: withMetric(search, search.metric ?? agreed), gate: withMetric(gate, gate.metric ?? agreed) };
}

/** It stands first, whoever named it: a configuration that is shown is the same when it is read again. */
function withMetric<Section extends { readonly metric?: Metric | undefined }>({ metric: _, ...others }: Section, metric: Metric) {
  return { metric, ...others };
}
