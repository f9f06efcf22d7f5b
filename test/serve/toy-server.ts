import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FsRegistry } from '../../src/registry/fs/fs-registry.js';
import { DEFAULT_LIMITS, type ServeLimits } from '../../src/serve/limits.js';
import { type ServeRequest, serveModel } from '../../src/serve/serve-model.js';
import { CODES, randomModel, toyContent, writeToyBundle } from '../model/toy-model.js';

/** A server over a toy model in a process of ours, on a port of its own. */
export interface ToyServer {
  readonly address: string;
  readonly workspace: string;
  readonly registry: FsRegistry;
  /** The bundle of the champion. */
  readonly bundle: string;
  /** Ends it as SIGTERM does, and waits. */
  stop(): Promise<void>;
}

type Given = Partial<Pick<ServeRequest, 'token' | 'host' | 'isOpenToAll' | 'workerCount'>> & { readonly limits?: Partial<ServeLimits> };

/** Serves `toy@champion` from a workspace of its own. */
export async function startToyServer({ limits, ...given }: Given = {}): Promise<ToyServer> {
  const workspace = mkdtempSync(join(tmpdir(), 'millrace-serve-'));
  const registry = new FsRegistry(workspace);
  const bundle = await registerToy(registry, join(workspace, 'first'), 1);
  await registry.setAlias('toy', 'champion', 1, { kind: 'promote', reason: 'a test' });
  const controller = new AbortController();
  let ended: Promise<void> = Promise.resolve();
  const address = await new Promise<string>((resolve, reject) => {
    ended = serveModel({
      model: 'toy@champion',
      workspace,
      projectFolder: workspace,
      host: '127.0.0.1',
      port: 0,
      token: null,
      isOpenToAll: false,
      logsRequests: false,
      workerCount: 2,
      memoryBytes: 2 ** 30,
      signal: controller.signal,
      onListening: resolve,
      ...given,
      limits: { ...DEFAULT_LIMITS, ...limits },
    });
    ended.catch(reject);
  });
  const stop = async (): Promise<void> => {
    controller.abort();
    await ended;
    rmSync(workspace, { recursive: true });
  };
  return { address, workspace, registry, bundle, stop };
}

/** Registers a toy bundle whose weights follow from the seed; its folder. */
export async function registerToy(registry: FsRegistry, folder: string, seed: number): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const content = toyContent();
  const model = randomModel(content.table.featureCount, CODES, seed);
  const { target, modelDigest } = await writeToyBundle(folder, { ...content, model });
  await registry.register({ name: 'toy', modelDigest, bundle: target, run: `run-${seed}` });
  return target;
}
