import type { KindSettings, SettingsRules } from './kind-settings.js';

type Rules = SettingsRules<KindSettings>;

/** Settings rules of kinds without options, whose fits are made as a whole: there are no passes to stop at or to cut short. */
export const WHOLE_FIT = {
  options: () => ({}),
  complete: ({ grid }) => grid,
  faults: () => [],
  whyNoShortFits: () => null,
  stopsAt: () => ({ tolerance: null, patience: null }),
} as const satisfies Partial<Rules>;
