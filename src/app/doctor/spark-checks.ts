import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../core/failure.js';
import { makeFolder } from '../../core/files/make-folder.js';
import { DuckDbEngine } from '../../engine/duckdb/duckdb-engine.js';
import { showAddress } from '../../engine/spark/connection-string.js';
import { SparkSession } from '../../engine/spark/session.js';
import { parquetAt } from '../../engine/spark/spark-sql.js';
import { SparkTasks } from '../../engine/spark/tasks/spark-tasks.js';
import { showProgram } from '../../engine/spark/tasks/stoppable.js';
import type { Tasks } from '../../tasks/task-table.js';
import { hostProgram, sparkAddress } from '../open-spark.js';
import { readVersion } from '../version.js';
import { type Check, check, type Finding } from './check.js';

const UNREACHABLE = 'engine.unreachable';
const LONGEST_MILLISECONDS = 120_000;
const MIB = 2 ** 20;
/** Spread over executors where there are several. */
const TASKS = 8;
const HOST_HEAP_MB = 64;
const OLDEST_NODE = [20, 19] as const;

/**
 * Looks at a Spark Connect server: whether it answers, sees the files of the workspace, and runs Node where its tasks run. A server that does
 * not answer is the one check that failed. Failure: `usage.wrong-value` for a wrong connection string.
 */
export async function examineSpark(remote: string, workspace: string): Promise<readonly Check[]> {
  const address = sparkAddress(remote, '--remote');
  let session: SparkSession | undefined;
  try {
    const answered = await check('spark', UNREACHABLE, async () => {
      session = await SparkSession.open(address, { release: readVersion(), signal: AbortSignal.timeout(LONGEST_MILLISECONDS) });
      return { status: 'ok', found: `Spark ${session.version} at ${showAddress(address)}` };
    });
    if (session === undefined) return [answered];
    const open = session;
    return [
      answered,
      await check('spark-files', UNREACHABLE, () => checkFiles(open, workspace)),
      await check('spark-node', UNREACHABLE, () => checkNode(open)),
      await check('spark-millrace', UNREACHABLE, () => checkPackage(open, workspace)),
    ];
  } finally {
    await session?.close();
  }
}

/** Spark reads what is written here, and what Spark writes is read here: both see one folder by one path. */
async function checkFiles(session: SparkSession, workspace: string): Promise<Finding> {
  makeFolder(workspace);
  const folder = await mkdtemp(join(workspace, '.doctor-spark-'));
  const tables = await DuckDbEngine.open({ threads: 1, memoryBytes: 128 * MIB, temporaryFolder: join(folder, 'spill') });
  try {
    const sent = ['żółć', '咖啡', '\t\n\\N'];
    await mkdir(join(folder, 'in'));
    await tables.writeTable(join(folder, 'in', 'a.parquet'), [{ name: 'text', type: 'text', values: sent }]);
    await session.writeParquet(`SELECT text FROM ${parquetAt(join(folder, 'in'))}`, join(folder, 'out'));
    const back: unknown[] = [];
    for (const name of await readdir(join(folder, 'out'))) {
      if (!name.endsWith('.parquet')) continue;
      for await (const { columns } of tables.scan(join(folder, 'out', name), [{ name: 'text', as: 'text' }], 0, sent.length))
        back.push(...columns[0]!);
    }
    if (JSON.stringify(back) === JSON.stringify(sent)) return { status: 'ok', found: `Spark and this machine share ${workspace}` };
    return {
      status: 'fail',
      found: `wrote ${JSON.stringify(sent)}, Spark gave back ${JSON.stringify(back)}`,
      advice: 'a --workspace on a disk that all share',
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { status: 'fail', found: error.detail.got.split('\n')[0]!, advice: 'a --workspace that Spark reads and writes by the same path' };
  } finally {
    await tables.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Our tasks run inside Spark as Node programs: one is started in each of some tasks, which tells its release. */
async function checkNode(session: SparkSession): Promise<Finding> {
  const wanted = `Node ${OLDEST_NODE.join('.')} or newer on every executor, in the PATH of its shell`;
  try {
    const rows = await session.query("SELECT TRANSFORM(id) USING 'node --version; cat > /dev/null' AS (release STRING) FROM range(0, 8, 1, 8)");
    const releases = [...new Set(rows.map(({ release }) => String(release)))].sort((a, b) => (a < b ? -1 : 1));
    const areNew = releases.length > 0 && releases.every(isNewEnough);
    const found = releases.length === 0 ? 'no answer' : `Node ${releases.join(', ')} where tasks run`;
    return areNew ? { status: 'ok', found } : { status: 'fail', found, advice: wanted };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { status: 'fail', found: error.detail.got.split('\n')[0]!, advice: wanted };
  }
}

/** Our program is found where tasks run by the path that it has here, and answers. */
async function checkPackage(session: SparkSession, workspace: string): Promise<Finding> {
  const folder = await mkdtemp(join(workspace, '.doctor-spark-'));
  const program = hostProgram('node', HOST_HEAP_MB);
  try {
    const tasks = new SparkTasks<Tasks>(session, { workerCount: TASKS, program, folder });
    await tasks.map(
      'echo',
      Array.from({ length: TASKS }, (_, input) => input),
    );
    return { status: 'ok', found: `millrace ${readVersion()} answers as ${showProgram(program)}` };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const advice = error.detail.hint ?? error.detail.wanted;
    return { status: 'fail', found: `${error.detail.what}: ${error.detail.got.split('\n')[0]!}`, advice };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isNewEnough(release: string): boolean {
  const [, major = 0, minor = 0] = /^v(\d+)\.(\d+)\./.exec(release)?.map(Number) ?? [];
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}
