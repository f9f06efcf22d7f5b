import { expect, test } from 'vitest';
import { mlflowSettings } from '../../../src/tracking/mlflow/connection.js';

const URI = { MLFLOW_TRACKING_URI: 'https://user:p%40ss@tracking.example/mlflow/' };

function refused(environment: Readonly<Record<string, string>>): unknown {
  try {
    return mlflowSettings(environment);
  } catch (error) {
    return (error as { readonly detail: unknown }).detail;
  }
}

test('without an address nobody is told', () => {
  expect(mlflowSettings({})).toBeNull();
  expect(mlflowSettings({ MLFLOW_TRACKING_URI: '' })).toBeNull();
});

test('an address is shown without its credentials, which go into the header', () => {
  const connection = mlflowSettings(URI)?.connection;
  expect(connection?.address).toBe('https://tracking.example/mlflow');
  expect(connection?.authorization).toBe(`Basic ${Buffer.from('user:p@ss').toString('base64')}`);
});

test.each([
  ['a user and a token', { ...URI, MLFLOW_TRACKING_TOKEN: 't' }, 'MLFLOW_TRACKING_TOKEN'],
  ['a user without a password', { MLFLOW_TRACKING_URI: 'http://x', MLFLOW_TRACKING_USERNAME: 'u' }, 'MLFLOW_TRACKING_USERNAME'],
  ['a file for a server', { MLFLOW_TRACKING_URI: 'sqlite:///mlflow.db' }, 'MLFLOW_TRACKING_URI'],
  ['a plug-in', { MLFLOW_TRACKING_URI: 'http://x', MLFLOW_TRACKING_AWS_SIGV4: 'true' }, 'MLFLOW_TRACKING_AWS_SIGV4'],
  [
    'no check and a check',
    { ...URI, MLFLOW_TRACKING_INSECURE_TLS: 'true', MLFLOW_TRACKING_SERVER_CERT_PATH: 'package.json' },
    'MLFLOW_TRACKING_INSECURE_TLS',
  ],
  ['a certificate that is not there', { ...URI, MLFLOW_TRACKING_SERVER_CERT_PATH: '/no/such.pem' }, 'MLFLOW_TRACKING_SERVER_CERT_PATH'],
  ['no time at all', { ...URI, MLFLOW_HTTP_REQUEST_TIMEOUT: '0' }, 'MLFLOW_HTTP_REQUEST_TIMEOUT'],
])('%s is refused, by its variable', (_, environment, variable) => {
  expect(refused(environment)).toMatchObject({ code: 'usage.wrong-value', where: expect.stringContaining(variable) });
});

test('a refusal shows no secret', () => {
  const shown = JSON.stringify([refused({ ...URI, MLFLOW_TRACKING_TOKEN: 't0ken' }), refused({ MLFLOW_TRACKING_URI: 'ftp://user:p4ss@x' })]);
  expect(shown).not.toMatch(/t0ken|p4ss|p@ss/);
});
