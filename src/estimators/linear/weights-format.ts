import { LinearScorer } from '../../kernels/linear-scorer.js';
import { shareWeights, viewShared } from '../../kernels/shared-weights.js';
import type { Additive, ModelFormat, Scorer } from '../model-format.js';
import { compareWeights } from './compare-weights.js';
import type { LinearModel, WrittenLinear } from './linear-model.js';
import { factsOf, loadModel, STORED_FORMS, storedModelBytes, writeModel } from './stored/stored-model.js';

/** How a kind keeps models that are weights: file, scorer and comparison are the same, whatever the weights were fitted for. */
export function weightsFormat(kind: string): ModelFormat<LinearModel, WrittenLinear> {
  return {
    facts: factsOf,
    loads: STORED_FORMS,
    write: writeModel,
    load: (file, of) => loadModel(kind, file, of),
    openedBytes: storedModelBytes,
    open,
    additive,
    share,
    compare: compareWeights,
    writeVersion1: (file, model) => writeModel(file, model, 'f32'),
  };
}

function open(model: LinearModel): Scorer {
  const { codes } = model;
  const scorer = new LinearScorer(model.shared ?? shareWeights({ ...model, classCount: codes.length }));
  return {
    codes,
    areLogits: true,
    score: (ids, values) => scorer.score(ids, values),
    scoreEach: (rows, first, last, take) => scorer.scoreEach(rows, first, last, take),
    additive: additive(model),
  };
}

function share(model: LinearModel): LinearModel {
  if (model.shared !== undefined) return model;
  const shared = shareWeights({ ...model, classCount: model.codes.length });
  const [weights, ...further] = viewShared(shared);
  // More than one memory holds stays as it is too: no view reaches over several.
  return { ...model, shared, ...(weights !== undefined && further.length === 0 ? { weights } : {}) };
}

function additive({ weights, intercept, stride }: LinearModel): Additive {
  return { intercept: (code) => intercept[code] as number, weight: (feature, code) => weights[feature * stride + code] as number };
}
