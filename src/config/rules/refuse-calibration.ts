import { fail } from '../../core/failure.js';
import { type ConfigSources, placeOf } from '../origins.js';
import type { PipelineConfig } from '../pipeline-config.js';
import { isCrossFitted } from '../sections/judgement/calibration.js';

/** Refuses a check of what is not done. Failure: `usage.wrong-value`. */
export function refuseIdleCheck({ train, calibration }: PipelineConfig, sources: ConfigSources): void {
  if (calibration.check !== true || (train.final === 'train+validation+calibration' && isCrossFitted(calibration))) return;
  throw fail('usage.wrong-value', {
    what: 'there is nothing to check inside the pool',
    where: `${placeOf(['calibration', 'check'], sources)}, calibration.check`,
    got: `check: true with train.final ${train.final} and calibration { method: ${calibration.method}, rows: ${calibration.rows} }`,
    wanted: 'train.final: train+validation+calibration with cross-fitted scores, or calibration.check: false',
  });
}

/** Refuses to calibrate on rows that the model was fitted on. Failure: `usage.wrong-value`. */
export function refuseFittedCalibration({ train, calibration }: PipelineConfig, sources: ConfigSources): void {
  if (train.final !== 'train+validation+calibration' || calibration.method === 'none' || isCrossFitted(calibration)) return;
  throw fail('usage.wrong-value', {
    what: 'the model would be calibrated on rows that it was fitted on',
    where: `${placeOf(['train', 'final'], sources)}, train.final`,
    got: `${train.final} with calibration { method: ${calibration.method}, rows: ${calibration.rows} }`,
    wanted: 'calibration.rows: cross-fit with method auto, beta or slope, or method none',
    hint: 'leave calibration.rows out, or set train.final: train+validation',
  });
}
