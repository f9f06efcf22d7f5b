import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { pipelineConfig } from '../../src/config/pipeline-config.js';
import type { RunEvent } from '../../src/core/events.js';
import { DuckDbEngine } from '../../src/engine/duckdb/duckdb-engine.js';
import { lazyPool } from '../../src/engine/piscina/lazy-pool.js';
import { PiscinaEngine } from '../../src/engine/piscina/piscina-engine.js';
import type { Column } from '../../src/engine/table-files.js';
import type { Registry } from '../../src/registry/registry.js';
import type { StageContext } from '../../src/stages/stage-context.js';
import { FsStore } from '../../src/store/fs/fs-store.js';
import type { Tasks } from '../../src/tasks/task-table.js';
import { TrainingMemory } from '../../src/training/training-memory.js';

/** A workspace in a temporary folder with real engines. Tasks run from `dist`, so the project must be built. */
export interface Workbench {
  readonly folder: string;
  readonly events: RunEvent[];
  readonly tables: DuckDbEngine;
  /** A stage context for a pipeline; `data.partitions` is relative to `folder` unless absolute. */
  context(config: z.input<typeof pipelineConfig>): StageContext;
  write(name: string, columns: readonly Column[]): Promise<string>;
  close(): Promise<void>;
}

/** Opens a workbench; equal data on any worker count must give equal artifacts. */
export async function openWorkbench(options: { readonly workerCount?: number; readonly workspace?: string } = {}): Promise<Workbench> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-test-'));
  const workspace = options.workspace ?? join(folder, 'workspace');
  const runFolder = join(workspace, 'runs', 'test');
  mkdirSync(runFolder, { recursive: true });
  const events: RunEvent[] = [];
  const tables = await DuckDbEngine.open({ threads: 2, memoryBytes: 512 * 1024 * 1024, temporaryFolder: join(folder, 'spill') });
  const hostFile = fileURLToPath(new URL('../../dist/tasks/hosts/thread-host.js', import.meta.url));
  const workerCount = options.workerCount ?? 1;
  const tasks = lazyPool<Tasks>(workerCount, () => new PiscinaEngine({ workerCount, hostFile, workerHeapMb: 512 }));
  const store = await FsStore.open({ workspace, emit: (event) => events.push(event) });
  const training = new TrainingMemory(tasks, 2 ** 30);
  const registry = {} as Registry;
  return {
    folder,
    events,
    tables,
    context: (config) => ({
      config: pipelineConfig.parse(config),
      store,
      tables,
      rowIndexer: tables,
      splitEngine: tables,
      splitReader: tables,
      tasks,
      registry,
      projectFolder: folder,
      runFolder,
      training,
      signal: new AbortController().signal,
      emit: (event) => events.push(event),
    }),
    write: async (name, columns) => {
      const file = join(folder, name);
      mkdirSync(join(file, '..'), { recursive: true });
      await tables.writeTable(file, columns);
      return file;
    },
    close: async () => {
      training.close();
      await tasks.close();
      await store.close();
      await tables.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Columns of text cells by name, for `Workbench.write`. */
export function textColumns(cells: Readonly<Record<string, readonly (string | null)[]>>): readonly Column[] {
  return Object.entries(cells).map(([name, values]) => ({ name, type: 'text', values }));
}
