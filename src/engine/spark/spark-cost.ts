import { driverBytes, type ModelSizes } from './training/driver-bytes.js';

/** What work asks of a Spark cluster. */
export interface SparkCost {
  /** Java heap of the driver; in local mode each task of a fit takes more, see `driverBytes`. */
  readonly driverBytes: number;
  /** Written by all shuffles together; they lie in `spark.local.dir` of the executors until the session ends. */
  readonly shuffleBytes: number;
}

/** What is to be done. */
export interface SparkWork {
  /** Rows that are split; 0 for none. */
  readonly splitRowCount: number;
  /** The largest model that Spark fits; null for none. */
  readonly fitted: ModelSizes | null;
}

/**
 * A split groups, joins, ranks and sorts rows, whose id and keys are most of what they have. All shuffles of one wrote 661 bytes a row for
 * business names and 476 for synthetic ones (`shuffleWriteBytes` of the stages, Spark 4.3); this is above both.
 */
const SPLIT_BYTES_A_ROW = 750;

/** What a run takes of Spark, on the high side. */
export function sparkCost({ splitRowCount, fitted }: SparkWork): SparkCost {
  return { driverBytes: driverBytes(fitted ?? { classCount: 0, featureCount: 0 }, 0), shuffleBytes: SPLIT_BYTES_A_ROW * splitRowCount };
}
