import { CALIBRATION, TRAIN, VALIDATION } from '../artifacts/split.js';
import type { PipelineConfig } from '../config/pipeline-config.js';

const ROLES = {
  train: [TRAIN],
  'train+validation': [TRAIN, VALIDATION],
  'train+validation+calibration': [TRAIN, VALIDATION, CALIBRATION],
} as const;

/** The roles that the shipped model is fitted on. */
export function shippedRoles({ final }: PipelineConfig['train']): readonly number[] {
  return ROLES[final];
}
