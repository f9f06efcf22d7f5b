// Starts and stops a Spark Connect server of this machine, in one process or with a master and two workers. All listens on loopback.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, LOOPBACK, tellGroup } from '../../server-process.mjs';
import { HOME, installSpark } from './install.mjs';

const RECORD = `${HOME}server.json`;
const SERVER = 'org.apache.spark.sql.connect.service.SparkConnectServer';
const LONGEST_START_SECONDS = 180;

/** What `up` started and is still there: `{ remote, pids }`, or null. */
export function runningServer() {
  if (!existsSync(RECORD)) return null;
  const record = JSON.parse(readFileSync(RECORD, 'utf8'));
  return record.pids.every(isAlive) ? record : null;
}

/** Starts a server, or gives the one that runs. `settings` are Spark's own. */
export async function up({ isCluster = false, settings = {} } = {}) {
  const running = runningServer();
  if (running !== null) return running;
  const record = await startServer({ isCluster, settings });
  writeFileSync(RECORD, JSON.stringify(record), { mode: 0o600 });
  return record;
}

/** Starts a server that belongs to the caller, who stops its `pids`; `place` is that of one that ended: it is found there again. */
export async function startServer({ isCluster = false, settings = {}, place = undefined, secondDisk = undefined } = {}) {
  const sparkHome = installSpark();
  mkdirSync(`${HOME}logs`, { recursive: true });
  const pids = [];
  try {
    const master = isCluster ? await startCluster(sparkHome, pids, secondDisk) : 'local[2]';
    const { token, port } = place ?? { token: randomBytes(24).toString('hex'), port: await freePort() };
    const properties = `${HOME}token-${port}.properties`;
    writeFileSync(properties, `spark.connect.authenticate.token ${token}\n`, { mode: 0o600 });
    const all = {
      'spark.connect.grpc.binding.address': LOOPBACK,
      'spark.connect.grpc.binding.port': port,
      'spark.ui.enabled': false,
      'spark.sql.session.timeZone': 'UTC',
      'spark.sql.warehouse.dir': `${HOME}warehouse`,
      ...(isCluster ? { 'spark.executor.memory': '1g', 'spark.executor.cores': 1 } : {}),
      ...settings,
    };
    const conf = Object.entries(all).flatMap(([key, value]) => ['--conf', `${key}=${value}`]);
    const args = ['--class', SERVER, '--master', master, '--driver-memory', '2g', '--properties-file', properties, ...conf];
    pids.push(start(sparkHome, 'spark-submit', args, `server-${port}`));
    await listening(port, pids.at(-1));
    return { remote: `sc://${LOOPBACK}:${port}/;token=${token};use_ssl=false`, pids, place: { token, port } };
  } catch (error) {
    await stop(pids);
    throw error;
  }
}

/** Stops what `up` started; whether there was something. */
export async function down() {
  if (!existsSync(RECORD)) return false;
  const { pids } = JSON.parse(readFileSync(RECORD, 'utf8'));
  await stop(pids);
  rmSync(RECORD, { force: true });
  return true;
}

/** Ends processes and all that they started, politely first. */
export async function stop(pids) {
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    for (const pid of pids.filter(isAlive).reverse()) tellGroup(pid, signal);
    for (let i = 0; i < 100 && pids.some(isAlive); i++) await sleep(100);
  }
}

/** Executors of the second worker keep what they shuffle in `secondDisk`, if it is given. */
async function startCluster(sparkHome, pids, secondDisk) {
  const port = await freePort();
  const web = async () => ['--webui-port', String(await freePort())];
  const start_ = (name, args, env = {}) => pids.push(start(sparkHome, 'spark-class', args, name, env));
  start_('master', ['org.apache.spark.deploy.master.Master', '--host', LOOPBACK, '--port', String(port), ...(await web())]);
  await listening(port, pids.at(-1));
  for (const name of ['worker-1', 'worker-2']) {
    const folder = ['--work-dir', `${HOME}${name}`];
    const args = ['--host', LOOPBACK, ...(await web()), '--cores', '1', '--memory', '1500m', ...folder, `spark://${LOOPBACK}:${port}`];
    const isSecond = name === 'worker-2' && secondDisk !== undefined;
    start_(name, ['org.apache.spark.deploy.worker.Worker', ...args], isSecond ? { SPARK_LOCAL_DIRS: secondDisk } : {});
  }
  return `spark://${LOOPBACK}:${port}`;
}

/** A process group of its own, so that it outlives this program and ends as a whole. */
function start(sparkHome, program, args, name, more = {}) {
  const log = openSync(`${HOME}logs/${name}.log`, 'w');
  const env = { ...process.env, SPARK_HOME: sparkHome, SPARK_LOCAL_IP: LOOPBACK, SPARK_DAEMON_MEMORY: '512m', ...more };
  const child = spawn(`${sparkHome}/bin/${program}`, args, { stdio: ['ignore', log, log], env, cwd: HOME, detached: true });
  child.unref();
  return child.pid;
}

async function listening(port, pid) {
  for (let i = 0; i < 4 * LONGEST_START_SECONDS; i++) {
    if (await answers(port)) return;
    if (!isAlive(pid)) break;
    await sleep(250);
  }
  throw new Error(`spark: nothing listens on port ${port}; its log is in .spark/logs`);
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, LOOPBACK);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
