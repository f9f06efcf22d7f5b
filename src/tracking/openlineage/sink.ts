import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fail } from '../../core/failure.js';
import { withFileFailures } from '../../core/files/file-failure.js';
import { Http } from '../http.js';

/** Where events go, and under which name. */
export interface LineageSettings {
  /** `file:` for a file of JSON lines, else the whole address that takes events. */
  readonly url: URL;
  readonly apiKey: string | null;
  readonly namespace: string;
}

const DEFAULT_ENDPOINT = 'api/v1/lineage';
const TIMEOUT_MS = 20_000;

/**
 * Reads `OPENLINEAGE_URL`, `_ENDPOINT`, `_API_KEY`, `_NAMESPACE` and `_DISABLED`, as clients of OpenLineage do; null where nobody is to be
 * told. An address `file:///…` appends lines to a file. Fails with `usage.wrong-value`.
 */
export function lineageSettings(environment: Readonly<Record<string, string | undefined>>): LineageSettings | null {
  const { OPENLINEAGE_URL: address = '', OPENLINEAGE_ENDPOINT: endpoint = DEFAULT_ENDPOINT } = environment;
  if (address === '' || environment.OPENLINEAGE_DISABLED === 'true') return null;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^(https?|file):$/.test(url.protocol))
    throw fail('usage.wrong-value', {
      what: 'lineage cannot be sent there',
      where: 'OPENLINEAGE_URL',
      got: address,
      wanted: 'an address of http://, https:// or file:///',
    });
  return {
    url: url.protocol === 'file:' ? url : new URL(endpoint, `${url.origin}${url.pathname.replace(/\/*$/, '/')}`),
    apiKey: environment.OPENLINEAGE_API_KEY ?? null,
    namespace: environment.OPENLINEAGE_NAMESPACE ?? 'default',
  };
}

/** Sends one event. Failures: `tracking.*`, `resources.*`. */
export async function sendLineage({ url, apiKey }: LineageSettings, event: object, signal: AbortSignal): Promise<void> {
  if (url.protocol === 'file:') {
    const file = fileURLToPath(url);
    await withFileFailures(file, async () => appendFileSync(file, `${JSON.stringify(event)}\n`));
    return;
  }
  const authorization = apiKey === null ? null : `Bearer ${apiKey}`;
  const http = new Http({ address: url.origin, authorization, tls: {}, timeoutMs: TIMEOUT_MS, waitsMs: [200, 600] }, signal);
  const headers = { 'content-type': 'application/json' };
  const answer = await http.send({ method: 'POST', path: url.pathname, headers, body: { text: JSON.stringify(event) }, repeats: true });
  if (answer.status > 299)
    throw fail('tracking.refused', {
      what: 'the lineage server refuses',
      where: url.href,
      got: `${answer.status}: ${answer.text.slice(0, 200)}`,
      wanted: 'an answer of 2xx',
    });
}
