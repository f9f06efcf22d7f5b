import { CLASS_WEIGHT_COLUMN, type ClassWeight, classWeightAxis, classWeightForPeople, describeClassWeight } from '../class-weight.js';
import type { KindSettings, SettingsRules } from '../kind-settings.js';
import { WHOLE_FIT } from '../whole-fit.js';
import { MAJORITY } from './majority-model.js';

/** The settings that a majority fit depends on, beside its rows: those that every kind has. */
export interface MajoritySettings extends KindSettings {
  readonly estimator: typeof MAJORITY;
}

/** What a search and a report may ask about settings of this kind: it has the class weighting alone. */
export const majoritySettings: SettingsRules<MajoritySettings> = {
  ...WHOLE_FIT,
  axes: (z) => ({ classWeight: classWeightAxis(z) }),
  axisOrder: ['classWeight'],
  at: (_section, { classWeight }) => ({ estimator: MAJORITY, classWeight: classWeight as ClassWeight }),
  shortened: (settings) => settings,
  pace: () => ({ family: MAJORITY, startsSlowly: false }),
  final: (settings) => settings,
  compare: () => 0,
  describe: ({ classWeight }) => (classWeight === 'none' ? MAJORITY : `${MAJORITY} classWeight=${describeClassWeight(classWeight)}`),
  facts: (settings) => [['Class weight', classWeightForPeople(settings)]],
  columns: [CLASS_WEIGHT_COLUMN],
  scale: null,
};
