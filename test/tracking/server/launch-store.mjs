// A store of this machine that speaks S3, with one bucket, for the files behind a tracking server.
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { freePort, LOOPBACK, tellGroup } from '../../server-process.mjs';
import { installMlflow } from './install.mjs';
import { answering } from './launch.mjs';

/** Starts it. Gives `{ address, environment, stop }`: with the variables of `environment` a tracking server finds it. */
export async function startStore(bucket, log) {
  const port = await freePort();
  const program = join(dirname(installMlflow()), 'moto_server');
  const file = openSync(log, 'a');
  const child = spawn(program, ['--host', LOOPBACK, '--port', String(port)], { stdio: ['ignore', file, file], detached: true });
  child.unref();
  const address = `http://${LOOPBACK}:${port}`;
  await answering(`${address}/moto-api/data.json`, child.pid, log);
  const made = await fetch(`${address}/${bucket}`, { method: 'PUT' });
  if (!made.ok) throw new Error(`tracking: the bucket ${bucket} could not be made: ${made.status}`);
  const environment = {
    MLFLOW_S3_ENDPOINT_URL: address,
    AWS_ACCESS_KEY_ID: 'tests',
    AWS_SECRET_ACCESS_KEY: 'tests',
    AWS_DEFAULT_REGION: 'us-east-1',
  };
  return { address, environment, stop: () => tellGroup(child.pid, 'SIGTERM') };
}
