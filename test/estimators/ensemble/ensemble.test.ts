import { expect, it } from 'vitest';
import type { EnsembleModel } from '../../../src/estimators/ensemble/ensemble-model.js';
import { ENSEMBLE, type EnsembleSettings } from '../../../src/estimators/ensemble/settings.js';
import type { ModelKind } from '../../../src/estimators/estimator.js';
import type { KindSettings } from '../../../src/estimators/kind-settings.js';
import { kindNamed } from '../../../src/estimators/kinds.js';
import type { LinearModel } from '../../../src/estimators/linear/linear-model.js';
import { codesOf, drawRows, problemOf } from '../../ml/linear-problem.js';
import { fitInline } from '../inline-services.js';

const DRAWN = drawRows(200, 40, 5, 21);
const PROBLEM = problemOf(DRAWN);
const JUDGING = problemOf(drawRows(90, 40, 5, 22)).rows;
const COMPLEMENT = { estimator: 'naive-bayes', classWeight: 'none', counting: 'complement', alpha: 0.1 } as KindSettings;
const MULTINOMIAL = { estimator: 'naive-bayes', classWeight: { power: 0.5 }, counting: 'multinomial', alpha: 0.5 } as KindSettings;
const LOOKUP = { estimator: 'lookup', classWeight: 'none', neighbours: 5 } as KindSettings;
const MAJORITY = { estimator: 'majority', classWeight: 'none' } as KindSettings;
const kind = kindNamed(ENSEMBLE, 'test') as unknown as ModelKind<EnsembleSettings, EnsembleModel>;

function fitted(members: readonly KindSettings[], mixture?: EnsembleSettings['mixture']) {
  const settings: EnsembleSettings = { estimator: ENSEMBLE, classWeight: 'none', size: members.length, members, ...(mixture && { mixture }) };
  const validation = { rows: JUDGING, classCount: 5, topCount: 1 };
  return fitInline(kind, { settings, featureCount: 40, codes: codesOf(PROBLEM), rows: PROBLEM.rows, validation });
}

/** The same member alone, fitted by its kind. */
function alone(settings: KindSettings) {
  return fitInline(kindNamed(settings.estimator, 'test'), {
    settings,
    featureCount: 40,
    codes: codesOf(PROBLEM),
    rows: PROBLEM.rows,
    validation: null,
  });
}

function row(index: number) {
  const [from, to] = [DRAWN.offsets[index], DRAWN.offsets[index + 1]];
  return [Uint32Array.from(DRAWN.ids.slice(from, to)), Float32Array.from(DRAWN.values.slice(from, to))] as const;
}

it('folds members that are weights into one linear model of the same size', async () => {
  const mixture = { shares: [0.75, 0.25], temperatures: [2, 0.5] };
  const { model } = await fitted([COMPLEMENT, { ...MULTINOMIAL, classWeight: 'none' }], mixture);
  const { parts } = model as EnsembleModel;
  expect(parts.map(({ share, temperature }) => [share, temperature])).toEqual([[1, 1]]);
  const folded = parts[0]?.model as LinearModel;
  const [a, b] = [(await alone(COMPLEMENT)).model as LinearModel, (await alone({ ...MULTINOMIAL, classWeight: 'none' })).model as LinearModel];
  expect(folded.weights.length).toBe(a.weights.length);
  folded.weights.forEach((weight, at) => {
    expect(weight).toBeCloseTo((0.75 / 2) * (a.weights[at] as number) + (0.25 / 0.5) * (b.weights[at] as number), 4);
  });
  const scorer = kind.format.open(model as EnsembleModel);
  expect([scorer.areLogits, scorer.additive === undefined]).toEqual([true, false]);
});

it('averages the probabilities of members that are no weights, each by its share', async () => {
  const { model } = await fitted([LOOKUP, MAJORITY], { shares: [0.7, 0.3], temperatures: [1, 1] });
  const scorer = kind.format.open(model as EnsembleModel);
  const [lookup, majority] = await Promise.all([alone(LOOKUP), alone(MAJORITY)]);
  const opened = [kindNamed('lookup', 'test').format.open(lookup.model), kindNamed('majority', 'test').format.open(majority.model)] as const;
  expect(scorer.areLogits).toBe(false);
  for (const index of [0, 7, 150]) {
    const mixed = Array.from(scorer.score(...row(index)));
    const shares = Array.from(opened[0].score(...row(index)));
    const logits = Array.from(opened[1].score(...row(index)), Math.exp);
    mixed.forEach((p, code) => {
      expect(p).toBeCloseTo(0.7 * (shares[code] as number) + 0.3 * (logits[code] as number), 5);
    });
  }
});

it('lets validation rows choose shares and temperatures, and is no worse in log loss than its best member', async () => {
  const { outcome } = await fitted([COMPLEMENT, LOOKUP, MAJORITY]);
  const [pass] = outcome.passes;
  expect(pass?.mixture?.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
  const losses = await Promise.all(
    [COMPLEMENT, LOOKUP, MAJORITY].map(async (member) => (await fitted([member])).outcome.passes[0]?.validation?.loss),
  );
  expect(pass?.validation?.loss).toBeLessThanOrEqual(Math.min(...(losses as number[])) + 1e-4);
});

it('gives members the class weights of their own settings', async () => {
  const mixture = { shares: [1], temperatures: [1] };
  const [weighed, plain] = [await fitted([MULTINOMIAL], mixture), await fitted([{ ...MULTINOMIAL, classWeight: 'none' }], mixture)];
  const interceptOf = (made: typeof plain) => Array.from(((made.model as EnsembleModel).parts[0]!.model as LinearModel).intercept);
  expect(interceptOf(weighed)).not.toEqual(interceptOf(plain));
});

it('leaves members without a share out of the final fit', () => {
  const settings: EnsembleSettings = { estimator: ENSEMBLE, classWeight: 'none', size: 3, members: [COMPLEMENT, LOOKUP, MAJORITY] };
  const mixture = { shares: [0.5994, 0.4, 0.0006], temperatures: [1, 2, 4] };
  const final = kind.settings.final(settings, { pass: 1, mixture });
  expect(final.members).toEqual([COMPLEMENT, LOOKUP]);
  expect(final.mixture?.temperatures).toEqual([1, 2]);
  expect(final.mixture?.shares[0]).toBeCloseTo(0.5994 / 0.9994, 12);
});
