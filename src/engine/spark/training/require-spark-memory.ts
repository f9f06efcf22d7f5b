import { fail } from '../../../core/failure.js';
import { formatSize } from '../../../core/size.js';
import type { SoftmaxProblem } from '../../../ml/solvers/softmax-trainer.js';
import { showAddress } from '../connection-string.js';
import type { SparkSession } from '../session.js';
import { parseSparkSize } from '../spark-size.js';
import { driverBytes, executorBytes } from './driver-bytes.js';

const MAX_MODEL = 'spark.connect.session.connectML.mlCache.memoryControl.maxModelSize';
const DRIVER_MEMORY = 'spark.driver.memory';
const EXECUTOR_MEMORY = 'spark.executor.memory';

/**
 * Refuses a fit that would end the server, which takes all sessions with it, or its executors, or that it would refuse after its work:
 * `resources.memory`. Spark reckons a model as 8 bytes a class and feature.
 */
export async function requireSparkMemory(session: SparkSession, sizes: Pick<SoftmaxProblem, 'featureCount' | 'classCount'>): Promise<void> {
  const keys = [MAX_MODEL, DRIVER_MEMORY, EXECUTOR_MEMORY, 'spark.executor.cores', 'spark.master'];
  const [mostModel, driver, executor, cores, master] = await session.settings(keys);
  const inDriver = coresWithinDriver(master ?? '');
  const hold = (what: string, byteCount: number, key: string, limit: string): void => {
    const most = parseSparkSize(limit);
    if (byteCount > most) throw tooLarge(session, what, { ...sizes, byteCount, key, most });
  };
  // Before Spark 4.1 there is no such limit.
  if (mostModel != null) hold('a model is larger than Spark lets one be', 8 * sizes.classCount * (sizes.featureCount + 1), MAX_MODEL, mostModel);
  hold('a fit of Spark does not fit in the memory of its driver', driverBytes(sizes, inDriver), DRIVER_MEMORY, driver ?? '1g');
  if (inDriver > 0) return;
  const needed = executorBytes(sizes, Number(cores ?? 1));
  hold('a fit of Spark does not fit in the memory of an executor', needed, EXECUTOR_MEMORY, executor ?? '1g');
}

interface TooLarge extends Pick<SoftmaxProblem, 'featureCount' | 'classCount'> {
  readonly byteCount: number;
  readonly key: string;
  readonly most: number;
}

function tooLarge({ address }: SparkSession, what: string, { byteCount, key, most, classCount, featureCount }: TooLarge): Error {
  return fail('resources.memory', {
    what,
    where: `${showAddress(address)}, ${key}`,
    got: `${formatSize(byteCount)} for ${classCount} codes × ${featureCount} features, where ${formatSize(most)} may be used`,
    wanted: 'a fit that is held in memory',
    hint: `start the server with more ${key}, lower features.maxFeatures, or train here: search.mode exact`,
  });
}

/** In local mode the driver runs the tasks too. `local[*]`: there is at least one. */
function coresWithinDriver(master: string): number {
  return /^local\b(?!-)/.test(master) ? Number(/\[(\d+)/.exec(master)?.[1] ?? 1) : 0;
}
