import type { PipelineConfig } from '../../config/pipeline-config.js';
import { trainsOnSpark } from '../../config/rules/refuse-spark.js';
import { type SparkCost, sparkCost } from '../../engine/spark/spark-cost.js';
import { largestVariant, type RunSizes } from '../../forecast/run-scale.js';

/** What a run asks of Spark, by its sizes; null where it does not run there. The server is not asked. */
export function forecastSpark(config: PipelineConfig, sizes: RunSizes, stagesToRun: readonly string[]): SparkCost | null {
  if (config.engine.kind !== 'spark') return null;
  const fits = trainsOnSpark(config) && (stagesToRun.includes('search') || stagesToRun.includes('train'));
  const { featureCount } = largestVariant(sizes);
  return sparkCost({
    splitRowCount: stagesToRun.includes('split') ? sizes.rowCount : 0,
    fitted: fits ? { featureCount, classCount: sizes.codeCount } : null,
  });
}
