import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { EngineConfig, PipelineConfig } from '../config/pipeline-config.js';
import type { EventListener } from '../core/events.js';
import { makeFolder } from '../core/files/make-folder.js';
import { DuckDbEngine } from '../engine/duckdb/duckdb-engine.js';
import { FsRegistry } from '../registry/fs/fs-registry.js';
import type { StageServices } from '../stages/stage-context.js';
import type { StoreCatalog } from '../store/catalog.js';
import { FsStore } from '../store/fs/fs-store.js';
import type { Store } from '../store/store.js';
import { TrainingMemory } from '../training/training-memory.js';
import { DEFAULT_MEMORY_BYTES, divideForCoding, divideMemory, mostWorkers } from './memory-budget.js';
import { openPool } from './open-pool.js';

/** The adapters that a command works with. Whoever opened them closes them: `withServices`. */
export interface Services extends StageServices {
  readonly store: Store & StoreCatalog;
  /** From now on the store tells this listener of damage and waiting: a run keeps it in its log. */
  readonly tellStoreEvents: (listen: EventListener) => void;
  /** From now on an engine that is a service of its own shows this beside the work that it does here. */
  readonly tagWork: (tag: string) => void;
}

/** How services are opened: where their files lie, what they may take, and who is told what happens. */
export interface ServiceOptions {
  /** Absolute path. */
  readonly workspace: string;
  readonly workerCount: number;
  readonly memoryBytes: number;
  /** Of a model that codes rows, where no model is trained. */
  readonly modelBytes?: number;
  /** Threads of the table engine; as many as workers unless said. */
  readonly tableThreads?: number;
  /** `sizes` trusts the disk: for commands that only look. */
  readonly verify?: 'digests' | 'sizes';
  /** Where tasks run that do not train; on this machine unless said. */
  readonly engine?: EngineConfig | undefined;
  readonly signal: AbortSignal;
  readonly emit: EventListener;
}

/** What a caller says about resources. */
export interface GivenResources {
  /** Undefined: as the pipeline file says, else all that the machine offers. */
  readonly workers: number | undefined;
  /** Bytes. Undefined: as the pipeline file says, else `DEFAULT_MEMORY_BYTES`. */
  readonly memory: number | undefined;
}

type Resources = Pick<ServiceOptions, 'workerCount' | 'memoryBytes'>;

/** What the caller says, for work without a pipeline file. */
export function resourcesOf({ workers, memory }: GivenResources): Resources {
  return resolveResources({ workers: workers ?? 'auto', memory: memory ?? DEFAULT_MEMORY_BYTES });
}

/**
 * Workers `auto`: as many as this process may run at once (Node counts a container's CPU quota in) and the memory holds.
 * A number that is given is kept.
 */
export function resolveResources({ workers, memory }: PipelineConfig['resources']): Resources {
  return { workerCount: workers === 'auto' ? Math.min(availableParallelism(), mostWorkers(memory)) : workers, memoryBytes: memory };
}

/**
 * Opens the workspace, DuckDB and the worker pool within the memory promised, does the work and closes all of them,
 * whatever happens. Failures: `resources.*`, `usage.wrong-value` when the workspace is no folder, and those of the work.
 */
export async function withServices<T>(options: ServiceOptions, work: (services: Services) => Promise<T>): Promise<T> {
  const { workspace, workerCount, memoryBytes, modelBytes, signal, emit } = options;
  const budget = modelBytes === undefined ? divideMemory(memoryBytes, workerCount) : divideForCoding(memoryBytes, workerCount, modelBytes);
  makeFolder(workspace);
  const closers: (() => Promise<void>)[] = [];
  let listen = emit;
  try {
    const store = await FsStore.open({ workspace, emit: (event) => listen(event), signal, verify: options.verify ?? 'digests' });
    closers.push(() => store.close());
    const temporaryFolder = join(await store.scratch(), 'tables');
    const duckDb = await DuckDbEngine.open({ threads: options.tableThreads ?? workerCount, memoryBytes: budget.tablesBytes, temporaryFolder });
    closers.push(() => duckDb.close());
    const pool = openPool(workerCount, budget);
    closers.push(() => pool.close());
    let engines: Pick<Services, 'tasks' | 'splitEngine' | 'tagWork'> & Pick<TrainingMemory, 'softmax'> = {
      tasks: pool,
      splitEngine: duckDb,
      tagWork: () => {},
    };
    if (options.engine?.kind === 'spark') {
      const { workerHeapBytes } = budget;
      // Its client is a tenth of all that a run loads.
      const { openSpark } = await import('./open-spark.js');
      const spark = await openSpark(options.engine, { folder: await store.scratch(), workerHeapBytes, tables: duckDb, signal });
      closers.push(() => spark.close());
      engines = spark;
    }
    const training = new TrainingMemory(pool, budget.kernelBytes, engines.softmax);
    closers.push(async () => training.close());
    const tellStoreEvents = (next: EventListener): void => {
      listen = next;
    };
    const { tasks, splitEngine, tagWork } = engines;
    const tables = { tables: duckDb, rowIndexer: duckDb, splitReader: duckDb };
    return await work({ store, ...tables, splitEngine, tasks, training, registry: new FsRegistry(workspace, signal), tellStoreEvents, tagWork });
  } finally {
    for (const close of closers.reverse()) await close();
  }
}
