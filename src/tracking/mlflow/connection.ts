import { readFileSync } from 'node:fs';
import { fail } from '../../core/failure.js';
import type { Connection } from '../http.js';

/** A connection and what the environment says of the experiment; both null: the name of the pipeline. */
export interface MlflowSettings {
  readonly connection: Connection;
  readonly experimentName: string | null;
  readonly experimentId: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_TIMEOUT_SECONDS = 120;
const DEFAULT_RETRIES = 3;
const MOST_RETRIES = 10;

/**
 * Reads the variables that MLflow's own client reads; null without `MLFLOW_TRACKING_URI`. Fails with `usage.wrong-value` for what is not
 * spoken here, and for what contradicts itself: a run would otherwise tell at its end that nothing was sent.
 */
export function mlflowSettings(environment: Environment): MlflowSettings | null {
  const variable = (name: string): string | null => (environment[`MLFLOW_${name}`] ?? '') || null;
  const uri = variable('TRACKING_URI');
  if (uri === null) return null;
  for (const name of ['TRACKING_AWS_SIGV4', 'TRACKING_AUTH']) {
    const value = variable(name);
    if (value !== null && value !== 'false') throw wrong(`MLFLOW_${name}`, value, 'nothing: plug-ins for authentication are not spoken');
  }
  const url = parseAddress(uri);
  return {
    connection: {
      address: `${url.origin}${url.pathname}`.replace(/\/+$/, ''),
      authorization: authorizationOf(url, variable),
      tls: tlsOf(variable),
      timeoutMs: 1000 * timeoutOf(variable('HTTP_REQUEST_TIMEOUT')),
      waitsMs: waitsOf(variable('HTTP_REQUEST_MAX_RETRIES')),
    },
    experimentName: variable('EXPERIMENT_NAME'),
    experimentId: variable('EXPERIMENT_ID'),
  };
}

type Variables = (name: string) => string | null;

function parseAddress(uri: string): URL {
  const url = URL.canParse(uri) ? new URL(uri) : null;
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  const shown = uri.includes('@') ? 'another address' : uri;
  throw wrong('MLFLOW_TRACKING_URI', shown, 'the address of a server, http://… or https://…');
}

/** A user with a password, or a token; what the address says counts as a user. */
function authorizationOf(url: URL, variable: Variables): string | null {
  const token = variable('TRACKING_TOKEN');
  const user = variable('TRACKING_USERNAME') ?? (decodeURIComponent(url.username) || null);
  const password = variable('TRACKING_PASSWORD') ?? (decodeURIComponent(url.password) || null);
  if (token !== null && (user !== null || password !== null))
    throw wrong('MLFLOW_TRACKING_TOKEN', 'a token and a user name or password', 'one of the two');
  if ((user === null) !== (password === null))
    throw wrong('MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD', 'one without the other', 'both, or neither');
  if (token !== null) return `Bearer ${token}`;
  return user === null ? null : `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function tlsOf(variable: Variables): Connection['tls'] {
  const isInsecure = /^(true|1)$/i.test(variable('TRACKING_INSECURE_TLS') ?? '');
  const [server, client] = ['TRACKING_SERVER_CERT_PATH', 'TRACKING_CLIENT_CERT_PATH'].map((name) => readCertificate(name, variable));
  if (isInsecure && server !== null) throw wrong('MLFLOW_TRACKING_INSECURE_TLS', 'true, and a certificate to check the server by', 'one of the two');
  return {
    ...(isInsecure ? { rejectUnauthorized: false } : {}),
    ...(server == null ? {} : { ca: server }),
    // One PEM file with the certificate and its key.
    ...(client == null ? {} : { cert: client, key: client }),
  };
}

function readCertificate(name: string, variable: Variables): Buffer | null {
  const file = variable(name);
  if (file === null) return null;
  try {
    return readFileSync(file);
  } catch (error) {
    throw wrong(`MLFLOW_${name}`, `${file}: ${(error as Error).message}`, 'a PEM file that can be read');
  }
}

function timeoutOf(text: string | null): number {
  const seconds = text === null ? DEFAULT_TIMEOUT_SECONDS : Number(text);
  if (seconds > 0 && seconds < 1e6) return seconds;
  throw wrong('MLFLOW_HTTP_REQUEST_TIMEOUT', String(text), 'seconds, more than 0');
}

/** Each three times the one before, the first a fifth of a second. */
function waitsOf(text: string | null): readonly number[] {
  const count = text === null ? DEFAULT_RETRIES : Number(text);
  if (!Number.isInteger(count) || count < 0 || count > MOST_RETRIES)
    throw wrong('MLFLOW_HTTP_REQUEST_MAX_RETRIES', String(text), `a whole number from 0 to ${MOST_RETRIES}`);
  const waits = [200];
  while (waits.length < count) waits.push(3 * (waits.at(-1) as number));
  return waits.slice(0, count);
}

function wrong(where: string, got: string, wanted: string): Error {
  return fail('usage.wrong-value', { what: 'the tracking server is not set up so', where, got, wanted });
}
