import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { fail } from '../core/failure.js';

/** Paths that a probe or a browser asks for before it can know a token; they tell nothing about the model. */
const OPEN_PATHS: ReadonlySet<string> = new Set(['/', '/page.js', '/page.css', '/ping', '/health', '/version']);

/** Whether a request may be answered. Both tokens are hashed first, so that comparing them takes the same time whatever they are. */
export function mayAsk(path: string, authorization: string | undefined, token: string | null): boolean {
  if (token === null || OPEN_PATHS.has(path)) return true;
  const given = /^bearer +(?<token>\S+) *$/i.exec(authorization ?? '')?.groups?.token;
  return given !== undefined && timingSafeEqual(sha256(given), sha256(token));
}

/** Refuses to listen where others can reach the server while anybody may ask. */
export function checkAccess(host: string, token: string | null, isOpenToAll: boolean): void {
  if (token !== null || isOpenToAll || isLoopback(host)) return;
  throw fail('usage.wrong-value', {
    what: 'the server would answer everybody who reaches this machine',
    where: 'command line: --host',
    got: `${host}, and no token`,
    wanted: '127.0.0.1, or a token that every request has to bring',
    hint: 'set MILLRACE_TOKEN, or give --token-file FILE; --open when whoever can connect may ask',
  });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
