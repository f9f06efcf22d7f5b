import { fileURLToPath } from 'node:url';
import type { EngineConfig } from '../config/pipeline-config.js';
import { fail } from '../core/failure.js';
import { distUrl } from '../core/process/dist-url.js';
import { parseConnectionString, type SparkAddress, showAddress } from '../engine/spark/connection-string.js';
import { SparkSession } from '../engine/spark/session.js';
import { SparkSplits } from '../engine/spark/split/spark-splits.js';
import { SparkTasks } from '../engine/spark/tasks/spark-tasks.js';
import type { NodeProgram } from '../engine/spark/tasks/stoppable.js';
import { SparkTrainer } from '../engine/spark/training/spark-trainer.js';
import type { SplitEngine } from '../engine/split-engine.js';
import type { TableFiles } from '../engine/table-files.js';
import type { TaskMapper } from '../engine/task-engine.js';
import type { SoftmaxTrainer } from '../ml/solvers/softmax-trainer.js';
import type { Tasks } from '../tasks/task-table.js';
import { readVersion } from './version.js';

/** What works on Spark, until it is closed. */
export interface OpenSpark {
  readonly tasks: TaskMapper<Tasks>;
  readonly splitEngine: SplitEngine;
  /** Spark's own trainer. */
  readonly softmax: SoftmaxTrainer;
  /** What the server shows beside all work from now on. */
  tagWork(tag: string): void;
  close(): Promise<void>;
}

/** What the work on Spark is given. */
export interface SparkOptions {
  /** An empty folder that all executors see by the same path. */
  readonly folder: string;
  /** Largest JavaScript heap of one process of theirs. */
  readonly workerHeapBytes: number;
  /** Reads what Spark wrote, and writes files as those of one machine are. */
  readonly tables: TableFiles;
  readonly signal: AbortSignal;
}

/** Session settings without which the same text means something else. */
const SETTINGS = { 'spark.sql.session.timeZone': 'UTC', 'spark.sql.ansi.enabled': 'true', 'spark.sql.variable.substitute': 'false' };

/** The address of the Spark server; its token is in the environment, where Spark's own clients look for it too. */
export function sparkAddress(remote: string, where?: string): SparkAddress {
  return parseConnectionString(remote, where, process.env.SPARK_CONNECT_AUTHENTICATE_TOKEN);
}

/** Opens a session of its own for one command. Failures: `usage.wrong-value`, `engine.unreachable`. */
export async function openSpark(engine: EngineConfig, { folder, workerHeapBytes, tables, signal }: SparkOptions): Promise<OpenSpark> {
  const session = await SparkSession.open(sparkAddress(engine.remote as string), { release: readVersion(), signal });
  try {
    await session.set(SETTINGS);
    await refuseSpeculation(session);
    const program = hostProgram(engine.node, Math.floor(workerHeapBytes / 2 ** 20));
    const tasks = new SparkTasks<Tasks>(session, { workerCount: await coresOf(session), program, folder });
    const softmax = new SparkTrainer({ session, tables, folder });
    const close = async () => {
      await softmax.close();
      await session.close();
    };
    return { tasks, splitEngine: new SparkSplits(session, tables, folder), softmax, tagWork: (tag) => session.tagWork(tag), close };
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** Starts our process host where an executor has it, by the path that it has here. */
export function hostProgram(node = 'node', heapMb: number): NodeProgram {
  const file = distUrl('program/process-host.js');
  const packageFile = fileURLToPath(new URL('../../package.json', file));
  return { node, options: `--max-old-space-size=${heapMb}`, file: fileURLToPath(file), release: { file: packageFile, version: readVersion() } };
}

/** The cores that Spark has for us now: it cuts a range into as many parts. */
async function coresOf(session: SparkSession): Promise<number> {
  const [row] = await session.query('SELECT count(DISTINCT at) AS count FROM (SELECT spark_partition_id() AS at FROM range(0, 100000))');
  return Number(row?.count);
}

async function refuseSpeculation(session: SparkSession): Promise<void> {
  const [speculation] = await session.settings(['spark.speculation']);
  if (speculation !== 'true') return;
  throw fail('engine.unreachable', {
    what: 'the Spark server runs the same task twice at the same time, and both would write the same files',
    where: showAddress(session.address),
    got: 'spark.speculation=true',
    wanted: 'spark.speculation=false',
  });
}
