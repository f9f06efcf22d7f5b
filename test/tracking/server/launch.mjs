// Starts and stops a tracking server of this machine: SQLite and a folder for the files of runs, on loopback only.
import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, LOOPBACK, tellGroup } from '../../server-process.mjs';
import { installMlflow } from './install.mjs';

const LONGEST_START_SECONDS = 180;

/**
 * Starts a server whose runs lie in `folder`, where they stay when it stops; `port` is a free one unless said. Gives
 * `{ address, port, pid, stop, kill }`: `stop` is polite, `kill` is not.
 */
export async function startServer(folder, { port = null, args = [], environment = {} } = {}) {
  const mlflow = installMlflow();
  mkdirSync(folder, { recursive: true });
  const own = port ?? (await freePort());
  const log = openSync(`${folder}/server.log`, 'a');
  const store = ['--backend-store-uri', `sqlite:///${folder}/mlflow.db`, '--artifacts-destination', `${folder}/artifacts`];
  const where = ['--host', LOOPBACK, '--port', String(own), '--workers', '1'];
  const env = { ...process.env, MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false', ...environment };
  delete env.MLFLOW_TRACKING_URI;
  // A process group of its own, which ends as a whole.
  const child = spawn(mlflow, ['server', ...store, ...where, ...args], { stdio: ['ignore', log, log], env, cwd: folder, detached: true });
  child.unref();
  const end = async (signal) => {
    tellGroup(child.pid, signal);
    for (let i = 0; i < 100 && isAlive(child.pid); i++) await sleep(50);
    tellGroup(child.pid, 'SIGKILL');
  };
  const address = `http://${LOOPBACK}:${own}`;
  await answering(`${address}/health`, child.pid, `${folder}/server.log`);
  return { address, port: own, pid: child.pid, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

/** Waits until a GET of the URL is answered by 200. */
export async function answering(url, pid, log) {
  for (let i = 0; i < 4 * LONGEST_START_SECONDS; i++) {
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // Nothing listens yet.
    }
    if (!isAlive(pid)) break;
    await sleep(250);
  }
  tellGroup(pid, 'SIGKILL');
  throw new Error(`tracking: nothing answers at ${url}; its log is ${log}`);
}

function isAlive(pid) {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}
