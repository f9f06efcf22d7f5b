import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastJson } from '../../cli/run-cli.js';
import { HOME } from '../server/install.mjs';
import { type RunningServer, startServer } from '../server/launch.mjs';
import { millrace, smallJob } from './small-job.js';

const PLACE = join(HOME, 'secured');
const PEM = join(PLACE, 'server.pem');
const PASSWORD = 'a-long-password-of-tests';
const USER = { MLFLOW_TRACKING_USERNAME: 'admin', MLFLOW_TRACKING_PASSWORD: PASSWORD };
const TRUST = { MLFLOW_TRACKING_SERVER_CERT_PATH: PEM };
/** With a password every request takes the server a moment longer. */
const PATIENT = { MILLRACE_TRACKING_PATIENCE: '240' };

let server: RunningServer;
let folder: string;

/** A certificate for loopback, signed by itself, with its key in the same file. */
function makeCertificate(): void {
  const [key, certificate] = ['key.pem', 'certificate.pem'].map((name) => join(PLACE, name)) as [string, string];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const options = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', certificate, ...subject];
  execFileSync('openssl', options, { stdio: 'ignore' });
  writeFileSync(PEM, `${readFileSync(certificate, 'utf8')}${readFileSync(key, 'utf8')}`);
}

beforeAll(async () => {
  await rm(PLACE, { recursive: true, force: true });
  mkdirSync(PLACE, { recursive: true });
  makeCertificate();
  const environment = { MLFLOW_FLASK_SERVER_SECRET_KEY: 'tests', MLFLOW_AUTH_ADMIN_PASSWORD: PASSWORD };
  [server, folder] = await Promise.all([startServer(PLACE, { tls: PEM, args: ['--app-name', 'basic-auth'], environment }), smallJob()]);
}, 300_000);

afterAll(async () => {
  await server?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

/** Where the aliases of the model point at the server. */
function aliases(): Promise<unknown> {
  const options = { ca: readFileSync(PEM), auth: `admin:${PASSWORD}` };
  return new Promise((resolve, reject) => {
    request(`${server.address}/api/2.0/mlflow/registered-models/get?name=small`, options, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve(JSON.parse(text).registered_model.aliases);
    })
      .once('error', reject)
      .end();
  });
}

test('a run is sent over TLS to a server that wants a password', async () => {
  const result = await millrace(folder, server.address, ['run', 'p.yaml', '--json'], { ...USER, ...TRUST, ...PATIENT });
  expect([result.exitCode, lastJson(result)]).toEqual([0, expect.objectContaining({ tracking: [expect.objectContaining({ sent: true })] })]);
  expect(await aliases()).toEqual([{ alias: 'champion', version: '1' }]);
});

test('promote and rollback let the alias follow', async () => {
  const environment = { ...USER, ...TRUST, ...PATIENT };
  const second = await millrace(folder, server.address, ['run', 'p.yaml', 'features.maxFeatures=64', 'gate.promote=false', '--json'], environment);
  expect(lastJson(second)).toMatchObject({ model: 'small@2' });
  await millrace(folder, server.address, ['models', 'promote', 'small@2', '--reason', 'a test', '--force'], environment);
  expect(await aliases()).toEqual([{ alias: 'champion', version: '2' }]);
  await millrace(folder, server.address, ['models', 'rollback', 'small'], environment);
  expect(await aliases()).toEqual([{ alias: 'champion', version: '1' }]);
});

test.each([
  [
    'a certificate that nobody vouches for',
    USER,
    /not trusted: self-signed certificate .*MLFLOW_TRACKING_SERVER_CERT_PATH|not trusted: self-signed certificate/,
  ],
  ['a wrong password', { ...USER, ...TRUST, MLFLOW_TRACKING_PASSWORD: 'wrong' }, /401/],
])('%s costs nothing but a warning, and push sends the run later', async (_, environment, said) => {
  const result = await millrace(folder, server.address, ['run', 'p.yaml', '--json'], environment);
  const { run, tracking } = lastJson(result) as { run: string; tracking: readonly { sent: boolean }[] };
  expect([result.exitCode, tracking[0]?.sent]).toEqual([0, false]);
  expect(result.stderr).toMatch(said);
  expect(result.stderr).not.toContain(PASSWORD);
  expect((await millrace(folder, server.address, ['runs', 'push', run], { ...USER, ...TRUST, ...PATIENT })).exitCode).toBe(0);
});
