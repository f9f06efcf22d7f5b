import { bundleStage } from '../../stages/bundle/index.js';
import { calibrateStage } from '../../stages/calibrate/index.js';
import { compareStage } from '../../stages/compare/index.js';
import { evaluateStage } from '../../stages/evaluate/index.js';
import { featuresStage } from '../../stages/features/index.js';
import { prepareStage } from '../../stages/prepare/index.js';
import { registerStage } from '../../stages/register/index.js';
import { searchStage } from '../../stages/search/index.js';
import { sourceStage } from '../../stages/source/index.js';
import { splitStage } from '../../stages/split/index.js';
import { trainStage } from '../../stages/train/index.js';
import type { FlowStages } from './flow.js';

/** The stages of this release. */
export const FLOW_STAGES: FlowStages = {
  source: sourceStage,
  prepare: prepareStage,
  split: splitStage,
  features: featuresStage,
  search: searchStage,
  train: trainStage,
  calibrate: calibrateStage,
  evaluate: evaluateStage,
  bundle: bundleStage,
  compare: compareStage,
  register: registerStage,
};
