import { divideForCoding } from '../app/memory-budget.js';
import { findModelToCodeWith } from '../app/model-to-code-with.js';
import { openPool } from '../app/open-pool.js';
import { readVersion } from '../app/version.js';
import type { TaskEngine } from '../engine/task-engine.js';
import { FsRegistry } from '../registry/fs/fs-registry.js';
import type { Tasks } from '../tasks/task-table.js';
import { checkAccess } from './access.js';
import type { ServeLimits } from './limits.js';
import { type OpenServer, openServer } from './open-server.js';
import { followAlias, openServedModel } from './served-model.js';

/** What is served, where, and to whom. */
export interface ServeRequest {
  /** As `findModel` takes it. */
  readonly model: string;
  readonly workspace: string;
  readonly projectFolder: string;
  readonly host: string;
  readonly port: number;
  /** What every request has to bring; null: nothing. */
  readonly token: string | null;
  /** Whether others may ask without a token. */
  readonly isOpenToAll: boolean;
  readonly limits: ServeLimits;
  readonly logsRequests: boolean;
  readonly workerCount: number;
  readonly memoryBytes: number;
  readonly signal: AbortSignal;
  /** Called with the address when the server listens. */
  readonly onListening: (address: string) => void;
}

/**
 * Serves a model until the signal: then no more connections are taken, and what came in is answered. Failures: those of
 * `findModelToCodeWith`, `usage.wrong-value` for an open host without a token, and the address when it is taken.
 */
export async function serveModel(request: ServeRequest): Promise<void> {
  const { host, port, token, signal } = request;
  checkAccess(host, token, request.isOpenToAll);
  const { server, tasks, endFollowing } = await openFollowing(request);
  try {
    request.onListening(await server.listen(host, port));
    await aborted(signal);
  } finally {
    endFollowing();
    await server.close().finally(() => tasks.close());
  }
}

interface Following {
  readonly server: OpenServer;
  readonly tasks: TaskEngine<Tasks>;
  readonly endFollowing: () => void;
}

/** Apart from the function that waits, whose variables would keep the first model in memory for good. */
async function openFollowing(request: ServeRequest): Promise<Following> {
  const { workerCount, signal, workspace } = request;
  const found = await findModelToCodeWith(request.model, request, workerCount, signal);
  const model = await openServedModel(request.model, found);
  // While a model follows another, both are in memory.
  const tasks = openPool(workerCount, divideForCoding(request.memoryBytes, workerCount, 2 * found.modelBytes));
  try {
    const server = await openServer({ ...request, model, tasks, version: readVersion() });
    const endFollowing = followAlias(model, {
      ...request,
      registry: new FsRegistry(workspace, signal),
      onModel: server.follow,
      onFailure: server.warn,
    });
    return { server, tasks, endFollowing };
  } catch (error) {
    await tasks.close();
    throw error;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
