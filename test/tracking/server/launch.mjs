// Starts and stops a tracking server of this machine: SQLite and a folder for the files of runs, on loopback only.
import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { get as getPlain } from 'node:http';
import { get as getOverTls } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, LOOPBACK, tellGroup } from '../../server-process.mjs';
import { installMlflow } from './install.mjs';

const LONGEST_START_SECONDS = 180;

/**
 * Starts a server whose runs lie in `folder`, where they stay when it stops; `port` is a free one unless said, `files` is where the files
 * of runs go, `tls` a PEM file with a certificate and its key. Gives `{ address, port, pid, stop, kill }`: `stop` is polite, `kill` is not.
 */
export async function startServer(folder, { port = null, files = `${folder}/artifacts`, tls = null, args = [], environment = {} } = {}) {
  const mlflow = installMlflow();
  mkdirSync(folder, { recursive: true });
  const own = port ?? (await freePort());
  const log = openSync(`${folder}/server.log`, 'a');
  const store = ['--backend-store-uri', `sqlite:///${folder}/mlflow.db`, '--artifacts-destination', files];
  const secured = tls === null ? [] : ['--uvicorn-opts', `--ssl-certfile ${tls} --ssl-keyfile ${tls}`];
  const where = ['--host', LOOPBACK, '--port', String(own), '--workers', '1'];
  const env = { ...process.env, MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false', ...environment };
  delete env.MLFLOW_TRACKING_URI;
  // A process group of its own, which ends as a whole.
  const child = spawn(mlflow, ['server', ...store, ...where, ...secured, ...args], { stdio: ['ignore', log, log], env, cwd: folder, detached: true });
  child.unref();
  const end = async (signal) => {
    tellGroup(child.pid, signal);
    for (let i = 0; i < 100 && isAlive(child.pid); i++) await sleep(50);
    tellGroup(child.pid, 'SIGKILL');
  };
  const address = `${tls === null ? 'http' : 'https'}://${LOOPBACK}:${own}`;
  await answering(`${address}/health`, child.pid, `${folder}/server.log`);
  return { address, port: own, pid: child.pid, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

/** Waits until a GET of the URL is answered by 200, whoever signed the certificate. */
export async function answering(url, pid, log) {
  for (let i = 0; i < 4 * LONGEST_START_SECONDS; i++) {
    if ((await statusOf(url)) === 200) return;
    if (!isAlive(pid)) break;
    await sleep(250);
  }
  tellGroup(pid, 'SIGKILL');
  throw new Error(`tracking: nothing answers at ${url}; its log is ${log}`);
}

/** Undefined while nothing listens. */
function statusOf(url) {
  const get = url.startsWith('https:') ? getOverTls : getPlain;
  return new Promise((resolve) => {
    get(url, { rejectUnauthorized: false }, (response) => resolve(response.resume().statusCode)).once('error', () => resolve(undefined));
  });
}

function isAlive(pid) {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}
