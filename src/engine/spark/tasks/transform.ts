import { fail } from '../../../core/failure.js';
import type { SparkSession, WorkOptions } from '../session.js';
import { quoteText } from '../spark-sql.js';

/** Lines for a program that answers each line of its input with one line, in order. */
export interface Transform {
  /** In the words of a shell of an executor. */
  readonly command: string;
  readonly lines: readonly string[];
  /** At most so many processes, each of which gets neighbouring lines. */
  readonly partitionCount: number;
  /** Of the failure of a program that does not answer each line. */
  readonly where: string;
}

/**
 * Runs lines through a program on the executors, a process a partition, and gives its answers in the order of the lines. Answers are counted
 * a process: Spark loses the rows that a program did not read before it ended well, without a word. Failures: `engine.worker-died`
 * for those, and what Spark says of anything else.
 */
export async function transformLines(session: SparkSession, transform: Transform, work: WorkOptions): Promise<readonly string[]> {
  const rows = await session.query(transformSql(transform), work);
  return startsOf(transform).flatMap((start, at, starts) => {
    const wanted = (starts[at + 1] ?? transform.lines.length) - start;
    const found = rows.filter((row) => row.at === at);
    if (found.length !== wanted) throw lost(transform, found.length, wanted);
    return found.map(({ line }) => line as string);
  });
}

/** A range has the rows of its partitions by their number, so that no sample decides where a line goes; and no sign of a line means anything to SQL. */
function transformSql({ command, lines, partitionCount }: Transform): string {
  const cells = lines.map((line) => `cast(unbase64('${Buffer.from(line).toString('base64')}') AS STRING)`);
  const format = "ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t'";
  return `SELECT spark_partition_id() AS at, line FROM (
    SELECT TRANSFORM(line) ${format} USING ${quoteText(command)} AS (line STRING) ${format}
    FROM (SELECT element_at(array(${cells.join(', ')}), cast(id AS INT) + 1) AS line FROM range(0, ${lines.length}, 1, ${processCount(lines, partitionCount)})))`;
}

/** The first line of each partition, as Spark cuts a range. */
function startsOf({ lines, partitionCount }: Transform): readonly number[] {
  const count = processCount(lines, partitionCount);
  return Array.from({ length: count }, (_, at) => Math.floor((at * lines.length) / count));
}

function processCount(lines: readonly string[], partitionCount: number): number {
  return Math.min(lines.length, partitionCount);
}

function lost({ where }: Transform, found: number, wanted: number): Error {
  return fail('engine.worker-died', {
    what: 'a worker on Spark ended before it had answered all that it was asked',
    where,
    got: `${found} of ${wanted} answers, and no error`,
    wanted: 'an answer to each input',
    hint: 'run the same command again: finished work is kept',
  });
}
