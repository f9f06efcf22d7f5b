import { fail } from '../../../core/failure.js';
import { formatSize } from '../../../core/size.js';
import type { SoftmaxProblem } from '../../../ml/solvers/softmax-trainer.js';
import { showAddress } from '../connection-string.js';
import type { SparkSession } from '../session.js';
import { parseSparkSize } from '../spark-size.js';
import { driverBytes } from './driver-bytes.js';

const MAX_MODEL = 'spark.connect.session.connectML.mlCache.memoryControl.maxModelSize';
const DRIVER_MEMORY = 'spark.driver.memory';
const MASTER = 'spark.master';

/**
 * Refuses a fit that would end the server, which takes all sessions with it, or that it would refuse after its work: `resources.memory`.
 * Spark reckons a model as 8 bytes a class and feature.
 */
export async function requireDriverMemory(session: SparkSession, { featureCount, classCount }: SoftmaxProblem): Promise<void> {
  const [mostModel, driver, master] = await session.settings([MAX_MODEL, DRIVER_MEMORY, MASTER]);
  const size = `${classCount} codes × ${featureCount} features`;
  const refuse = (what: string, byteCount: number, key: string, limit: number): never => {
    throw fail('resources.memory', {
      what,
      where: `${showAddress(session.address)}, ${key}`,
      got: `${formatSize(byteCount)} for ${size}, where ${formatSize(limit)} may be used`,
      wanted: 'a fit that is held in memory',
      hint: `start the server with more ${key}, lower features.maxFeatures, or train here: search.mode exact`,
    });
  };
  const modelBytes = 8 * classCount * (featureCount + 1);
  const mostModelBytes = mostModel === null ? Number.POSITIVE_INFINITY : parseSparkSize(mostModel ?? '');
  if (modelBytes > mostModelBytes) refuse('a model is larger than Spark lets one be', modelBytes, MAX_MODEL, mostModelBytes);
  const heap = parseSparkSize(driver ?? '1g');
  const needed = driverBytes({ featureCount, classCount }, coresWithinDriver(master ?? ''));
  if (needed > heap) refuse('a fit of Spark does not fit in the memory of its driver', needed, DRIVER_MEMORY, heap);
}

/** In local mode the driver runs the tasks too. `local[*]`: as many as there may be; a guess is better than none. */
function coresWithinDriver(master: string): number {
  if (!/^local\b(?!-)/.test(master)) return 0;
  return Number(/\[(\d+)/.exec(master)?.[1] ?? 1);
}
