import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder } from '../../core/files/make-folder.js';
import { formatSize } from '../../core/size.js';
import { DuckDbEngine } from '../../engine/duckdb/duckdb-engine.js';
import type { ColumnRequest } from '../../engine/table-files.js';
import { KERNEL_NAMES, kernelDigest, loadModule } from '../../kernels/load-module.js';
import { divideMemory, leastMemory } from '../memory-budget.js';
import { openPool } from '../open-pool.js';
import { type Check, check, type Finding } from './check.js';
import { examineSpark } from './spark-checks.js';

/** What a run would be given: the folder (absolute), worker threads and memory. */
export interface DoctorOptions {
  readonly workspace: string;
  readonly workerCount: number;
  readonly memoryBytes: number;
  /** A Spark Connect server to look at too, by its connection string; null: none. */
  readonly remote: string | null;
}

const LOW_DISK_BYTES = 2 * 2 ** 30;
const MIB = 2 ** 20;

/** Looks at everything that a run needs, one thing at a time; a check that throws has failed. */
export async function examine(options: DoctorOptions): Promise<readonly Check[]> {
  return [
    await check('node', 'engine.unreachable', checkNode),
    await check('dist', 'engine.unreachable', checkDist),
    await check('cores', 'resources.memory', () => checkCores(options)),
    await check('memory', 'resources.memory', () => checkMemory(options)),
    await check('workspace', 'resources.read-only', () => checkWorkspace(options)),
    await check('disk', 'resources.disk-full', () => checkDisk(options)),
    await check('kernels', 'engine.unreachable', checkKernels),
    await check('tables', 'engine.unreachable', checkTables),
    await check('workers', 'engine.unreachable', () => checkWorkers(options)),
    ...(options.remote === null ? [] : await examineSpark(options.remote, options.workspace)),
  ];
}

function checkNode(): Finding {
  const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
  const isNewEnough = major > 20 || (major === 20 && minor >= 19);
  const found = `Node ${process.versions.node}, ${process.platform} ${process.arch}`;
  return isNewEnough ? { status: 'ok', found } : { status: 'fail', found, advice: 'install Node 20.19 or newer' };
}

/** A checkout can be newer than what was built from it; an installed package has no sources. */
function checkDist(): Finding {
  const setup = fileURLToPath(new URL('../../../src/cli/setup.mjs', import.meta.url));
  if (!existsSync(setup)) return { status: 'ok', found: 'an installed package' };
  const { status, stderr } = spawnSync(process.execPath, [setup, '--check'], { encoding: 'utf8' });
  if (status === 0) return { status: 'ok', found: 'built from the sources as they are' };
  return { status: 'warn', found: stderr.trim(), advice: 'npm run setup' };
}

function checkCores({ workerCount }: DoctorOptions): Finding {
  const coreCount = availableParallelism();
  const found = `${coreCount} for this process, ${workerCount} workers`;
  if (workerCount > coreCount) return { status: 'warn', found, advice: 'more workers than cores are slower' };
  return { status: 'ok', found };
}

function checkMemory({ memoryBytes, workerCount }: DoctorOptions): Finding {
  const limit = process.constrainedMemory();
  const offered = limit > 0 && limit < totalmem() ? limit : totalmem();
  const found = `${formatSize(offered)} ${offered === limit ? 'allowed to this container' : 'in this machine'}, ${formatSize(memoryBytes)} promised to a run`;
  if (memoryBytes < leastMemory(workerCount))
    return { status: 'fail', found, advice: `--memory of at least ${formatSize(leastMemory(workerCount))}` };
  return offered < memoryBytes ? { status: 'warn', found, advice: `--memory ${Math.floor((0.8 * offered) / MIB)}MiB` } : { status: 'ok', found };
}

function checkWorkspace({ workspace }: DoctorOptions): Finding {
  const file = join(workspace, `.doctor-${process.pid}`);
  makeFolder(workspace);
  try {
    writeFileSync(file, 'millrace');
  } finally {
    rmSync(file, { force: true });
  }
  return { status: 'ok', found: `${workspace} can be written` };
}

function checkDisk({ workspace }: DoctorOptions): Finding {
  const { bavail, bsize } = statfsSync(workspace);
  const free = bavail * bsize;
  const found = `${formatSize(free)} free`;
  return free < LOW_DISK_BYTES ? { status: 'warn', found, advice: 'free some space, or use another --workspace' } : { status: 'ok', found };
}

function checkKernels(): Finding {
  for (const name of KERNEL_NAMES) loadModule(name);
  return { status: 'ok', found: KERNEL_NAMES.map((name) => `${name} ${kernelDigest(name).slice(0, 8)}`).join(', ') };
}

/** Writes a Parquet file and reads it back. */
async function checkTables(): Promise<Finding> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-doctor-'));
  const tables = await DuckDbEngine.open({ threads: 1, memoryBytes: 128 * MIB, temporaryFolder: join(folder, 'spill') });
  try {
    const file = join(folder, 'check.parquet');
    const written = ['żółć', '咖啡', ''];
    await tables.writeTable(file, [{ name: 'text', type: 'text', values: written }]);
    const columns: ColumnRequest[] = [{ name: 'text', as: 'text' }];
    const read: unknown[] = [];
    for await (const chunk of tables.scan(file, columns, 0, written.length)) read.push(...(chunk.columns[0] ?? []));
    if (JSON.stringify(read) !== JSON.stringify(written))
      return { status: 'fail', found: `wrote ${JSON.stringify(written)}, read ${JSON.stringify(read)}` };
    return { status: 'ok', found: 'DuckDB writes Parquet and reads it back' };
  } finally {
    await tables.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function checkWorkers({ workerCount, memoryBytes }: DoctorOptions): Promise<Finding> {
  const pool = openPool(workerCount, divideMemory(memoryBytes, workerCount));
  try {
    const questions = Array.from({ length: 2 * workerCount }, (_, index) => index);
    const answers = await pool.map('echo', questions);
    const areRight = answers.every((answer, index) => answer === index);
    return areRight
      ? { status: 'ok', found: `${workerCount} answer` }
      : { status: 'fail', found: `asked ${questions.join()}, heard ${answers.join()}` };
  } finally {
    await pool.close();
  }
}
