import type { Trial, Trials } from '../../artifacts/trials.js';
import { chosenPass } from '../../ml/chosen-pass.js';
import { memberSpread } from '../../ml/member-spread.js';
import { formatScore, formatSpread } from '../format.js';

/** What validation rows say of the members of an average at the pass that was chosen; nothing of a fit of one. */
export function memberFacts(trial: Trial | undefined, metric: Trials['metric']): readonly (readonly [name: string, text: string])[] {
  if (trial === undefined) return [];
  const pass = chosenPass(trial);
  const { members, score = null } = pass;
  if (members === undefined) return [];
  const mean = members.reduce((sum, value) => sum + value, 0) / members.length;
  const spread = memberSpread(pass);
  return [
    ['Members alone', `${metric} ${formatScore(mean)} on average, together ${formatScore(score)} (validation rows, pass ${pass.pass})`],
    ...(spread === null ? [] : [['Spread over members', `training variance: ± ${formatSpread(spread)} ${metric} from one seed to another`] as const]),
  ];
}
