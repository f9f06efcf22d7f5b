import { LinearScorer } from '../../kernels/linear-scorer.js';
import { kernelDigest } from '../../kernels/load-module.js';
import { shareWeights, viewShared } from '../../kernels/shared-weights.js';
import type { ModelKind } from '../estimator.js';
import type { Additive, ModelFormat } from '../model-format.js';
import { compareWeights } from './compare-weights.js';
import { fitWithTeams } from './fit-teams.js';
import { LINEAR, type LinearModel, type WrittenLinear } from './linear-model.js';
import { scoreWithTeam } from './score-with-team.js';
import { type LinearSettings, linearSettings } from './settings.js';
import { linearSize } from './size.js';
import { factsOf, loadModel, STORED_FORMS, storedModelBytes, writeModel } from './stored/stored-model.js';

const format: ModelFormat<LinearModel, WrittenLinear> = {
  facts: factsOf,
  loads: STORED_FORMS,
  write: writeModel,
  load: loadModel,
  openedBytes: storedModelBytes,
  open: (model) => {
    const { codes } = model;
    const scorer = new LinearScorer(model.shared ?? shareWeights({ ...model, classCount: codes.length }));
    return {
      codes,
      areLogits: true,
      score: (ids, values) => scorer.score(ids, values),
      scoreEach: (rows, first, last, take) => scorer.scoreEach(rows, first, last, take),
      additive: additive(model),
    };
  },
  additive,
  share: (model) => {
    if (model.shared !== undefined) return model;
    const shared = shareWeights({ ...model, classCount: model.codes.length });
    const [weights, ...further] = viewShared(shared);
    // More than one memory holds stays as it is too: no view reaches over several.
    return { ...model, shared, ...(weights !== undefined && further.length === 0 ? { weights } : {}) };
  },
  compare: compareWeights,
  writeVersion1: (file, model) => writeModel(file, model, 'f32'),
};

function additive({ weights, intercept, stride }: LinearModel): Additive {
  return { intercept: (code) => intercept[code] as number, weight: (feature, code) => weights[feature * stride + code] as number };
}

/** Multinomial logistic regression: one weight a feature and code. */
export const linear: ModelKind<LinearSettings, LinearModel, WrittenLinear> = {
  name: LINEAR,
  summary: 'weighs every feature for every code',
  readsFeatures: true,
  settings: linearSettings,
  format,
  fingerprint: () => ({ kernel: kernelDigest('linear') }),
  size: linearSize,
  fit: fitWithTeams,
  tasks: { fit: () => import('./fit-member.js'), score: () => import('./score-member.js') },
  scoreRows: scoreWithTeam,
};
