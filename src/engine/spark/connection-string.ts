import { isIP } from 'node:net';
import { fail } from '../../core/failure.js';

/** Where a Spark Connect server listens, and how it is spoken to. */
export interface SparkAddress {
  readonly host: string;
  readonly port: number;
  /** Sent as a bearer token; null sends none. */
  readonly token: string | null;
  readonly usesTls: boolean;
  readonly userId: string;
  /** What the server's log shows of the client, beside its name and release. */
  readonly userAgent: string | null;
  /** A UUID, where a session is to be shared or found again; null makes a new one. */
  readonly sessionId: string | null;
  readonly maxMessageBytes: number;
  /** Headers of every request, by name in small letters: what a proxy wants to see. */
  readonly headers: Readonly<Record<string, string>>;
}

const DEFAULT_PORT = 15002;
const MAX_MESSAGE_BYTES = 128 * 2 ** 20;
const FORM = 'sc://host[:port]/;key=value;…, such as sc://localhost:15002/;use_ssl=false';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const HEADER = /^[a-z0-9_.-]+$/;

/**
 * Reads the connection string of Spark Connect, `sc://host[:15002]/;key=value;…` with URL-encoded values. Keys: `token` (implies TLS),
 * `use_ssl`, `user_id`, `user_agent`, `session_id`, `grpc_max_message_size` (bytes); others become headers. A token without TLS must be
 * asked for by `use_ssl=false` and goes to this machine alone; `outerToken` is that of a text without one. Failure: `usage.wrong-value`,
 * which never shows the token; `where` names the setting.
 */
export function parseConnectionString(text: string, where = 'engine.remote', outerToken?: string): SparkAddress {
  try {
    return parse(text, outerToken);
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    throw fail('usage.wrong-value', { what: 'the address of the Spark server is wrong', where, got: error.got, wanted: error.wanted });
  }
}

function parse(text: string, outerToken: string | undefined): SparkAddress {
  const [, authority = '', path = ''] = /^sc:\/\/([^/;]*)(.*)$/s.exec(text) ?? [];
  if (authority === '') throw new Wrong(hideToken(text), FORM);
  const { host, port } = readAuthority(authority);
  const { token = outerToken, useSsl, userId, userAgent, sessionId, size, headers } = nameSettings(readSettings(path));
  if (useSsl !== undefined && useSsl !== 'true' && useSsl !== 'false') throw new Wrong(`use_ssl=${useSsl}`, 'use_ssl=true or use_ssl=false');
  if (sessionId !== undefined && !UUID.test(sessionId)) throw new Wrong(`session_id=${sessionId}`, 'session_id=UUID');
  const usesTls = useSsl === undefined ? token !== undefined : useSsl === 'true';
  if (token !== undefined && !usesTls && !isLoopback(host))
    throw new Wrong(`a token for ${host} with use_ssl=false`, 'a token without TLS for this machine alone');
  return {
    host,
    port,
    token: token ?? null,
    usesTls,
    userId: userId ?? 'millrace',
    userAgent: userAgent ?? null,
    sessionId: sessionId ?? null,
    maxMessageBytes: size === undefined ? MAX_MESSAGE_BYTES : readSize(size),
    headers,
  };
}

/** As it is shown to people: without the token and other settings. */
export function showAddress({ host, port }: Pick<SparkAddress, 'host' | 'port'>): string {
  return `sc://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

function nameSettings(settings: ReadonlyMap<string, string>) {
  const known = ['token', 'use_ssl', 'user_id', 'user_agent', 'session_id', 'grpc_max_message_size'];
  const [token, useSsl, userId, userAgent, sessionId, size] = known.map((key) => settings.get(key));
  const others = [...settings].filter(([key]) => !known.includes(key)).map(([key, value]) => [key.toLowerCase(), value] as const);
  const odd = others.find(([key]) => !HEADER.test(key));
  if (odd !== undefined) throw new Wrong(`the key ${odd[0]}`, 'the name of a header: letters, digits, “_”, “.”, “-”');
  return { token, useSsl, userId, userAgent, sessionId, size, headers: Object.fromEntries(others) };
}

/** The host may be an IPv6 address in brackets. */
function readAuthority(authority: string): Pick<SparkAddress, 'host' | 'port'> {
  const [, inBrackets, name, port] = /^(?:\[([^\]]+)\]|([^:[\]@]+))(?::(\d{1,5}))?$/.exec(authority) ?? [];
  const host = inBrackets ?? name;
  const number = Number(port ?? DEFAULT_PORT);
  if (host === undefined || (inBrackets !== undefined && isIP(inBrackets) !== 6) || number < 1 || number > 65535) throw new Wrong(authority, FORM);
  return { host, port: number };
}

function readSettings(path: string): ReadonlyMap<string, string> {
  const [folder = '', ...pairs] = path.split(';');
  if (folder !== '' && folder !== '/') throw new Wrong(`the path ${folder}`, FORM);
  const settings = new Map<string, string>();
  for (const pair of pairs.filter((one) => one !== '')) {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (key === undefined || value === undefined) throw new Wrong(hideToken(pair), 'key=value');
    if (settings.has(key)) throw new Wrong(`${key} twice`, 'each key once');
    settings.set(key, decode(key, value));
  }
  return settings;
}

function decode(key: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new Wrong(`the value of ${key}`, 'a URL-encoded value: % with two hexadecimal digits');
  }
}

function readSize(size: string): number {
  const bytes = Number(size);
  if (!/^\d+$/.test(size) || bytes < 1 || bytes > 2 ** 31 - 1) throw new Wrong(`grpc_max_message_size=${size}`, 'bytes, from 1 to 2147483647');
  return bytes;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function hideToken(text: string): string {
  return text.replace(/(token=)[^;]*/gi, '$1…');
}

class Wrong extends Error {
  constructor(
    readonly got: string,
    readonly wanted: string,
  ) {
    super(got);
  }
}
