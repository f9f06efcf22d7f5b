import type { ConfigSources } from '../origins.js';
import type { PipelineConfig } from '../pipeline-config.js';
import { refuseAnswersAsInput } from './refuse-answers.js';
import { refuseUnknownBlocks } from './refuse-blocks.js';
import { refuseFittedCalibration, refuseIdleCheck } from './refuse-calibration.js';
import { refuseMissingCodebook } from './refuse-codebook.js';
import { refuseLevelWithoutCodebook, refuseParentsWithoutCodebook } from './refuse-levels.js';
import { refuseRepeatsOfOneSplit } from './refuse-repeats.js';
import { refuseSearch, refuseTwoWays } from './refuse-search.js';
import { refuseSparkWithoutEngine } from './refuse-spark.js';
import { refuseSuites } from './refuse-suites.js';

/** Refuses keys that are right one by one and not together; `value` is what was given, without defaults. Failure: `usage.wrong-value`. */
export function refuseContradictions(config: PipelineConfig, value: unknown, sources: ConfigSources): void {
  refuseLevelWithoutCodebook(config, sources);
  refuseParentsWithoutCodebook(config, sources);
  refuseRepeatsOfOneSplit(config, sources);
  refuseTwoWays(value, sources);
  refuseAnswersAsInput(config, sources);
  refuseUnknownBlocks(config, sources);
  refuseFittedCalibration(config, sources);
  refuseIdleCheck(config, sources);
  refuseMissingCodebook(config, sources);
  refuseSearch(config, sources);
  refuseSparkWithoutEngine(config, sources);
  refuseSuites(config, sources);
}
