import { canonicalJson } from '../../core/canonical-json.js';
import { type ClassWeight, classWeightAxis, describeClassWeight } from '../class-weight.js';
import type { KindSettings, SettingsRules } from '../kind-settings.js';
import { MAJORITY } from './majority-model.js';

/** The settings that a majority fit depends on, beside its rows: those that every kind has. */
export interface MajoritySettings extends KindSettings {
  readonly estimator: typeof MAJORITY;
}

/** What a search and a report may ask about settings of this kind: it has the class weighting alone. */
export const majoritySettings: SettingsRules<MajoritySettings> = {
  options: () => ({}),
  axes: (z) => ({ classWeight: classWeightAxis(z) }),
  axisOrder: ['classWeight'],
  complete: ({ grid }) => grid,
  faults: () => [],
  whyNoShortFits: () => null,
  at: (_section, { classWeight }) => ({ estimator: MAJORITY, classWeight: classWeight as ClassWeight }),
  shortened: (settings) => settings,
  pace: () => ({ family: MAJORITY, startsSlowly: false }),
  final: (settings) => settings,
  compare: () => 0,
  describe: ({ classWeight }) => (classWeight === 'none' ? MAJORITY : `${MAJORITY} classWeight=${describeClassWeight(classWeight)}`),
  facts: ({ classWeight }) => [['Class weight', typeof classWeight === 'string' ? classWeight : `power ${classWeight.power}`]],
  columns: [
    {
      name: 'classWeight',
      type: 'text',
      of: ({ classWeight }) => (typeof classWeight === 'string' ? classWeight : canonicalJson({ ...classWeight })),
    },
  ],
  stopsAt: () => ({ tolerance: null, patience: null }),
  scale: null,
};
