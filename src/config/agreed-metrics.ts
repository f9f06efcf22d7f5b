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
  const metric = { search: search.metric ?? gate.metric ?? DEFAULT, gate: gate.metric ?? search.metric ?? DEFAULT };
  return { ...config, search: { ...search, metric: metric.search }, gate: { ...gate, metric: metric.gate } };
}
