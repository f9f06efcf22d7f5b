import { expect, it } from 'vitest';
import type { Trial } from '../../src/artifacts/trials.js';
import type { EnsembleSettings } from '../../src/estimators/ensemble/settings.js';
import { withMembers } from '../../src/stages/search/choose-members.js';
import type { GridPoint } from '../../src/stages/search/grid.js';

const point = (size: number): GridPoint => ({ variantIndex: 0, settings: { estimator: 'ensemble', classWeight: 'none', size, members: [] } });

function trial(number: number, settings: object, macroF1: number, more: object = {}): Trial {
  const own = { classWeight: 'none', ...settings };
  const judged = { validation: { macroF1 }, passes: [], bestPass: 0 };
  return { trial: number, variantIndex: 0, featureCount: 10, settings: own, ...judged, ...more } as unknown as Trial;
}

const TRIALS = [
  trial(0, { estimator: 'lookup', neighbours: 1 }, 0.5),
  trial(1, { estimator: 'naive-bayes', counting: 'complement', alpha: 0.1 }, 0.7),
  trial(2, { estimator: 'naive-bayes', counting: 'complement', alpha: 0.2 }, 0.69),
  trial(3, { estimator: 'lookup', neighbours: 5 }, 0.6),
  trial(4, { estimator: 'lookup', neighbours: 9 }, 0.9, { variantIndex: 1 }),
  trial(5, { estimator: 'lookup', neighbours: 8 }, 0.8, { halving: { rungs: [], droppedAt: 0 } }),
];

const membersOf = (size: number) => (withMembers(point(size), TRIALS, 'macroF1').settings as EnsembleSettings).members;

it('takes the best trial of each kind before any second one, of its own features, fitted in full', () => {
  expect(membersOf(2)).toEqual([TRIALS[1]?.settings, TRIALS[3]?.settings]);
  expect(membersOf(3)).toEqual([TRIALS[1]?.settings, TRIALS[3]?.settings, TRIALS[2]?.settings]);
  expect(membersOf(8)).toHaveLength(4);
});
